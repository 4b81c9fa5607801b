package dev.gatehouse.gateway.admission;

import dev.gatehouse.gateway.connection.PracticeConnection;

/**
 * What calls through one connection are counted with, worked out once.
 *
 * @param connection the connection it was made for
 * @param host of its EHR, with the port
 * @param practice whether the practice's server wants to be left alone
 * @param shared what the EHR counts calls by, which may be the practice or more
 */
record Place(
        PracticeConnection connection,
        Count tenant,
        Count ehrHost,
        String host,
        Line line,
        Pace practice,
        Pace shared) {

    /** True if a connection that may have changed since is still counted in the same way. */
    boolean serves(PracticeConnection other) {
        return connection.baseUrl().equals(other.baseUrl())
                && connection.applicationId().equals(other.applicationId())
                && connection.ehr().equals(other.ehr())
                && connection.tenant().equals(other.tenant());
    }
}
