package dev.gatehouse.registration.credential;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One issued version of an application's client id with its secret or signing key; the secret itself stays sealed.
 *
 * @param number counts from 1 within the application; {@code version} in the API
 * @param kind what it proves itself with
 * @param keyId {@code kid} of its signing key; null if it has none
 * @param practiceId the only practice it is good for; null for all
 * @param endedAt when it began to retire, or was revoked
 * @param expiresAt when the EHR ends it
 * @param rotateAfter when it should be renewed
 * @param keepUntil until when it is kept at least while it retires; null if nobody asked for that
 * @param provenAt when a token endpoint first accepted it
 * @param lastTest JSON text of the last test; null if it was not tested
 */
public record Credential(
        TenantId tenant,
        String applicationId,
        int number,
        CredentialState state,
        Kind kind,
        String clientId,
        @Nullable String keyId,
        @Nullable String practiceId,
        Instant createdAt,
        @Nullable Instant activatedAt,
        @Nullable Instant endedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant rotateAfter,
        @Nullable Instant keepUntil,
        @Nullable Instant provenAt,
        @Nullable String lastTest) {

    /** What a credential proves itself with. */
    public enum Kind {
        SECRET,
        KEY,
        PUBLIC
    }
}
