package dev.gatehouse.gateway.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a try that was not taken: from 5 seconds doubling to an hour, a fifth more or less by chance. */
final class BackOff {
    /** A delivery is tried for this long, then given up. */
    static final Duration PATIENCE = Duration.ofDays(3);

    private static final Duration FIRST = Duration.ofSeconds(5);
    /** Between two tries, whatever a receiver asks for. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** @param attempts tries so far, at least one */
    Duration after(int attempts) {
        long doubled = FIRST.toMillis() << Math.min(Math.max(attempts - 1, 0), MOST_DOUBLINGS);
        long pause = Math.min(doubled, LONGEST.toMillis());
        return Duration.ofMillis(Math.round(pause * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
