package dev.gatehouse.gateway.operator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long tries to sign in have to wait: the fifth in a row for a second, and each further one twice as long. */
final class Tries {
    private static final int FREE = 5;
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int NAMES = 10_000;

    private record Count(int tries, Instant until) {}

    private final Cache<String, Count> names =
            Caffeine.newBuilder().maximumSize(NAMES).build();
    private final Clock clock;

    Tries(Clock clock) {
        this.clock = clock;
    }

    /** Empty while tries are free. */
    static Optional<Duration> waitAfter(int tries) {
        if (tries < FREE) {
            return Optional.empty();
        }
        long seconds = 1L << Math.min(MOST_DOUBLINGS, tries - FREE);
        return Optional.of(Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())));
    }

    /** Counts a try with a name that no account has; how long to wait if it comes too early. */
    Optional<Duration> count(String name) {
        Instant now = clock.instant();
        Count before = names.getIfPresent(name);
        if (before != null && before.until().isAfter(now)) {
            return Optional.of(Duration.between(now, before.until()));
        }
        int tries = before == null ? 1 : before.tries() + 1;
        names.put(name, new Count(tries, waitAfter(tries).map(now::plus).orElse(now)));
        return Optional.empty();
    }
}
