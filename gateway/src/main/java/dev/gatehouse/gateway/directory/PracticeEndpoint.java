package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One FHIR server address of a practice.
 *
 * @param id stays the same over imports, also when the address changes
 * @param practiceId whose it is
 * @param ehr key of the EHR profile
 * @param kind whose sign-in it is for
 * @param baseUrl exactly as listed, to the last slash: what {@code aud} and {@code iss} are compared with
 * @param disputed true if the list's {@code fullUrl} names another https address than {@code Endpoint.address}
 * @param removedAt when it vanished from the list; null while it is there
 */
public record PracticeEndpoint(
        String id,
        String practiceId,
        String ehr,
        EndpointKind kind,
        URI baseUrl,
        boolean disputed,
        @Nullable Instant removedAt) {

    public boolean removed() {
        return removedAt != null;
    }
}
