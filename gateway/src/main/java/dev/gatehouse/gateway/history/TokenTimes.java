package dev.gatehouse.gateway.history;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much time the access tokens of a tenant's connections have left.
 *
 * @param parts the shortest time left first
 */
record TokenTimes(List<Part> parts) {
    /** Where one part ends and the next begins. */
    static final List<Duration> ENDS = List.of(
            Duration.ZERO,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1));

    TokenTimes {
        parts = List.copyOf(parts);
    }

    /**
     * Tokens with about the same time left.
     *
     * @param upTo the longest time left among them; null in the last part
     * @param renewed those that the gateway renews by itself
     * @param ending those that it does not: there is no refresh token, the connection is paused, or it must be made again
     */
    record Part(@Nullable Duration upTo, int renewed, int ending) {}
}
