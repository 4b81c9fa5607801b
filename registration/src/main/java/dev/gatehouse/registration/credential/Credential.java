package dev.gatehouse.registration.credential;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One issued version of an application's client id and secret; the secret itself stays sealed.
 *
 * @param number counts from 1 within the application; {@code version} in the API
 */
public record Credential(
        String applicationId,
        int number,
        CredentialState state,
        String clientId,
        Instant createdAt,
        @Nullable Instant activatedAt,
        @Nullable Instant endedAt) {}
