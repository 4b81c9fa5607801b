package dev.gatehouse.common.egress;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that take no connections: after some failures in a row nobody tries for some seconds, then one call does, and its
 * outcome decides. Only connections count, made or not; what a host answers is its own affair.
 */
final class HostBreakers {
    static final int IN_A_ROW = 5;
    static final Duration FIRST = Duration.ofSeconds(3);

    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** Longer than a connection may take to be made. */
    private static final Duration PROBE = Duration.ofSeconds(30);

    private static final int MOST = 10_000;

    /**
     * @param failures in a row; while it is left alone only those of the call that tried
     * @param pause until somebody may try
     * @param probing until somebody else may try
     */
    private record Failing(int failures, Pause pause, Pause probing) {}

    private final ConcurrentMap<String, Failing> failing =
            Caffeine.newBuilder().maximumSize(MOST).<String, Failing>build().asMap();
    private final Clock clock;

    HostBreakers(Clock clock) {
        this.clock = clock;
    }

    /** Null if it may be tried, perhaps to see whether it is back. */
    @Nullable
    HostLeftAlone refuses(Destination to) {
        Failing state = failing.isEmpty() ? null : failing.get(key(to));
        if (state == null || state.failures() < IN_A_ROW) {
            return null;
        }
        Instant now = clock.instant();
        Duration left = state.pause().left(now);
        boolean mayProbe = left.isZero() && state.probing().left(now).isZero();
        Failing probed = new Failing(state.failures(), state.pause(), Pause.of(PROBE, now));
        if (mayProbe && failing.replace(key(to), state, probed)) {
            return null;
        }
        return new HostLeftAlone(to.host(), left.isZero() ? Duration.ofSeconds(1) : left);
    }

    /** @param failure null if there is a connection */
    void ended(Destination to, @Nullable Throwable failure) {
        if (failure == null) {
            if (!failing.isEmpty()) {
                failing.remove(key(to));
            }
        } else if (isOutOfReach(failure)) {
            Instant now = clock.instant();
            failing.compute(key(to), (host, before) -> before == null ? first() : next(before, now));
        } else {
            // says nothing of the host; if this was the one that tried, another may
            failing.computeIfPresent(
                    key(to), (host, before) -> new Failing(before.failures(), before.pause(), Pause.NONE));
        }
    }

    private static boolean isOutOfReach(Throwable failure) {
        return failure instanceof EgressTimeout
                || (failure instanceof EgressFailure known && known.code().equals(EgressFailure.UNREACHABLE));
    }

    private static Failing first() {
        return new Failing(1, Pause.NONE, Pause.NONE);
    }

    /** Those that were on their way together when it was given up count as one. */
    private static Failing next(Failing before, Instant now) {
        if (!before.pause().left(now).isZero()) {
            return before;
        }
        int failures = before.failures() + 1;
        Duration wait = FIRST.multipliedBy(1L << Math.max(0, Math.min(failures - IN_A_ROW, 4)));
        Pause pause = failures < IN_A_ROW ? Pause.NONE : Pause.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait, now);
        return new Failing(failures, pause, Pause.NONE);
    }

    int open() {
        return (int) failing.values().stream()
                .filter(each -> each.failures() >= IN_A_ROW)
                .count();
    }

    private static String key(Destination to) {
        return to.host() + ":" + to.port();
    }
}
