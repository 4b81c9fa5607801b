package dev.gatehouse.gateway.calls;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Calls of a time in bars of one length, counted by how they ended: no more than {@value #MOST} calls are looked at. */
final class CallHistogram implements Found {
    static final int MOST = 50_000;

    final Instant begin;
    final Duration step;
    private final int[][] counts;
    private int seen;
    private @Nullable String oldest;

    /** @param bars how many */
    CallHistogram(Instant begin, Duration step, int bars) {
        this.begin = begin;
        this.step = step;
        this.counts = new int[bars][Outcome.values().length];
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
        if (bar >= 0 && bar < counts.length) {
            counts[(int) bar][reader.outcome().ordinal()]++;
        }
    }

    @Override
    public boolean isFullOfNewerThan(String id) {
        return seen == MOST;
    }

    int bars() {
        return counts.length;
    }

    int count(int bar, Outcome outcome) {
        return counts[bar][outcome.ordinal()];
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
