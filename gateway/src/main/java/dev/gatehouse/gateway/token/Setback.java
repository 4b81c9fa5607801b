package dev.gatehouse.gateway.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a try without a token leaves in the grant's row.
 *
 * @param unknown true if the refresh token may be used up
 * @param deniedAt when the EHR first refused it; null if it did not
 * @param dueAt when it is tried again by itself; null for never
 * @param waitsFor origin of the token endpoint that failed; null if it was not the endpoint's fault
 */
record Setback(
        boolean unknown,
        @Nullable Instant deniedAt,
        @Nullable Instant dueAt,
        @Nullable String waitsFor) {}
