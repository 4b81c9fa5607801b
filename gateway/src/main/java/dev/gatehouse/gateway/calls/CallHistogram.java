package dev.gatehouse.gateway.calls;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls of a time in bars of one length, counted by how they ended: no more than {@value #MOST} calls are looked at. */
final class CallHistogram implements Found {
    static final int MOST = 50_000;

    final Instant begin;
    final Duration step;
    private final int bars;
    private final Map<Outcome, int[]> counts = new EnumMap<>(Outcome.class);
    private int seen;
    private @Nullable String oldest;

    /** @param bars how many */
    CallHistogram(Instant begin, Duration step, int bars) {
        this.begin = begin;
        this.step = step;
        this.bars = bars;
        for (Outcome each : Outcome.values()) {
            counts.put(each, new int[bars]);
        }
    }

    @Override
    public void add(String id, CallReader reader) {
        if (seen == MOST) {
            return;
        }
        seen++;
        if (oldest == null || id.compareTo(oldest) < 0) {
            oldest = id;
        }
        long bar = Duration.between(begin, CallId.began(id)).dividedBy(step);
        if (bar >= 0 && bar < bars) {
            of(reader.outcome())[(int) bar]++;
        }
    }

    @Override
    public boolean isFullOfNewerThan(String id) {
        return seen == MOST;
    }

    int bars() {
        return bars;
    }

    int count(int bar, Outcome outcome) {
        return of(outcome)[bar];
    }

    private int[] of(Outcome outcome) {
        return Objects.requireNonNull(counts.get(outcome));
    }

    int seen() {
        return seen;
    }

    /** From when on everything was counted; null if all of it was. */
    @Nullable
    Instant completeSince() {
        return seen == MOST && oldest != null ? CallId.began(oldest) : null;
    }
}
