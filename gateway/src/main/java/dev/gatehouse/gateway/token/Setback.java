package dev.gatehouse.gateway.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a try without a token leaves in the grant's row.
 *
 * @param unknown true if the refresh token may be used up
 * @param deniedAt when the EHR first refused it; null if it did not
 * @param dueAt when it is tried again by itself; null for never
 * @param waitsFor what makes it due at once when it is well again: the origin of the token endpoint, or the application;
 *     null for nothing
 */
record Setback(
        boolean unknown,
        @Nullable Instant deniedAt,
        @Nullable Instant dueAt,
        @Nullable String waitsFor) {}
