package dev.gatehouse.gateway.token;

import dev.gatehouse.common.vault.SecretText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right to refresh one generation of a grant, and what is known of the tries before.
 *
 * @param attempt names the right; who has lost it can't bring anything into the database by it
 * @param previous the refresh token before the present one, while that has not worked yet
 * @param unknown true if a try before ended without a word, so that the present refresh token may be used up
 * @param deniedAt when the EHR refused it for the first time; null if it did not
 * @param oddLifetimes answers in a row that stated a lifetime of zero or less
 * @param failures in a row
 */
record Claim(
        String attempt,
        Grant grant,
        @Nullable SecretText previous,
        boolean unknown,
        @Nullable Instant deniedAt,
        int oddLifetimes,
        int failures) {}
