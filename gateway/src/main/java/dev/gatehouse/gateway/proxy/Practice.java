package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.connection.GrantedReach;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;

/**
 * What calls through one connection need beside its token, worked out once.
 *
 * @param connection the connection it was made for
 * @param links which addresses are the practice's own
 * @param reach which data its scopes may reach
 * @param target raw path of the base as the EHR names it, {@code /} at least
 * @param outbound the way to its EHR
 */
record Practice(PracticeConnection connection, LinkPrefix links, GrantedReach reach, String target, Outbound outbound) {

    /** Opens requests to one EHR and to no other. */
    @FunctionalInterface
    interface Outbound {
        /** @param anew true for a connection that was not used before */
        Future<HttpClientRequest> open(HttpMethod method, String target, boolean anew);
    }

    /** True if a connection that may have changed since still leads to the same place. */
    boolean serves(PracticeConnection other) {
        return connection.baseUrl().equals(other.baseUrl())
                && connection.ehr().equals(other.ehr())
                && connection.tenant().equals(other.tenant())
                && reach.isOf(other.grantedScopes());
    }

    /** The request target at the EHR; the base itself keeps its slash or the lack of one. */
    String at(FhirTarget asked) {
        return asked.segments().isEmpty() && asked.query() == null ? target : asked.under(links.path());
    }
}
