package dev.gatehouse.gateway.admission;

import java.util.Arrays;

/** How often something happened within the last minute, to the second. Not for use by several threads. */
final class LastMinute {
    private static final int SECONDS = 60;
    private static final long SECOND = 1_000_000_000L;

    private final int[] counts = new int[SECONDS];
    private long second = Long.MIN_VALUE;

    /** @param nanos of the machine's clock */
    void add(long nanos) {
        moveTo(nanos);
        counts[Math.floorMod(second, SECONDS)]++;
    }

    int sum(long nanos) {
        moveTo(nanos);
        return Arrays.stream(counts).sum();
    }

    /** Forgets the seconds that are over for a minute. */
    private void moveTo(long nanos) {
        long now = Math.floorDiv(nanos, SECOND);
        long from = second == Long.MIN_VALUE ? now - SECONDS : Math.max(second, now - SECONDS);
        for (long each = from + 1; each <= now; each++) {
            counts[Math.floorMod(each, SECONDS)] = 0;
        }
        second = Math.max(second, now);
    }
}
