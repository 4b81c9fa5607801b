package dev.gatehouse.sandbox.authorization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person on the way through the pages.
 *
 * @param id in the address of the pages, unguessable
 * @param request what the app asked for
 * @param user who signed in, or null
 * @param patient who was picked, or null
 * @param expiresAt when the pages stop working
 */
record PendingAuthorization(
        String id,
        AuthorizationRequest request,
        @Nullable SandboxUser user,
        Chart.@Nullable Person patient,
        Instant expiresAt) {

    PendingAuthorization signedIn(SandboxUser who) {
        return new PendingAuthorization(id, request, who, null, expiresAt);
    }

    PendingAuthorization about(Chart.Person whom) {
        return new PendingAuthorization(id, request, user, whom, expiresAt);
    }

    boolean patientMissing() {
        return request.asksForPatient() && patient == null;
    }
}
