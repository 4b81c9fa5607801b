package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.egress.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Further attempts at a client's wish: after no answer, 401, 429, 5xx and what else it names. Waits {@link #FIRST}, and twice
 * as long each time, unless the answer tells how long; one that asks for more than {@link #LONGEST} is the client's.
 *
 * @param more attempts after the first, at most {@link #MOST}
 * @param alsoOn further statuses
 */
public record WantedRepeats(int more, Set<Integer> alsoOn, Clock clock) implements Repeats {
    public static final Duration FIRST = Duration.ofSeconds(3);
    public static final Duration LONGEST = Duration.ofSeconds(100);
    public static final int MOST = 10;

    public WantedRepeats {
        more = Math.max(0, Math.min(MOST, more));
        alsoOn = Set.copyOf(alsoOn);
    }

    @Override
    public @Nullable Duration after(int attempts, int status, @Nullable String retryAfter) {
        if (attempts > more || !isWorthIt(status)) {
            return null;
        }
        if (retryAfter == null) {
            Duration wait = FIRST.multipliedBy(1L << (attempts - 1));
            return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        }
        Duration told = RetryAfter.of(retryAfter, clock.instant(), LONGEST.plusSeconds(1));
        return told.compareTo(LONGEST) > 0 ? null : told;
    }

    private boolean isWorthIt(int status) {
        return status == NO_ANSWER || status == 401 || status == 429 || status >= 500 || alsoOn.contains(status);
    }
}
