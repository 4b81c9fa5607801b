package dev.gatehouse.gateway.calls;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often which time was taken, in buckets that are a sixteenth of a power of two wide, so that histograms can be added up
 * and a percentile is wrong by 3.2 % at most. Times are counted in microseconds, the first sixteen of them exactly; what took
 * longer than 71 minutes counts as 71 minutes. Not for use by several threads.
 */
final class LatencyHistogram {
    /** How far a percentile may be from the time that was really taken, as a share of it. */
    static final double ERROR = 1.0 / 32;

    private static final int PARTS_BITS = 4;
    private static final int PARTS = 1 << PARTS_BITS;
    private static final long LONGEST = (1L << 32) - 1;
    private static final int[] NOTHING = {};

    private int first;
    private int[] counts = NOTHING;
    private long count;

    void add(Duration time) {
        add(bucket(time.toNanos() / 1_000), 1);
    }

    /** The same for who keeps several and has asked for the {@link #bucket}. */
    void addToBucket(int bucket) {
        add(bucket, 1);
    }

    private void add(int bucket, int times) {
        makeRoom(bucket, bucket);
        counts[bucket - first] += times;
        count += times;
    }

    void add(LatencyHistogram other) {
        if (other.count > 0) {
            makeRoom(other.first, other.first + other.counts.length - 1);
            for (int i = 0; i < other.counts.length; i++) {
                counts[other.first + i - first] += other.counts[i];
            }
            count += other.count;
        }
    }

    private void makeRoom(int from, int to) {
        if (counts.length == 0) {
            first = from;
            counts = new int[to - from + 1];
            return;
        }
        int last = first + counts.length - 1;
        if (from < first || to > last) {
            int begin = Math.min(from, first);
            int[] wider = new int[Math.max(to, last) - begin + 1];
            System.arraycopy(counts, 0, wider, first - begin, counts.length);
            first = begin;
            counts = wider;
        }
    }

    long count() {
        return count;
    }

    /**
     * The time that this share of the calls did not exceed, to within {@link #ERROR}; zero if there was no call.
     *
     * @param share 0.99 for the 99th percentile
     */
    Duration percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Duration.ofNanos(middleNanos(first + i));
            }
        }
        return Duration.ZERO;
    }

    static int bucket(long micros) {
        long time = Math.min(Math.max(micros, 0), LONGEST);
        if (time < PARTS) {
            return (int) time;
        }
        int power = 63 - Long.numberOfLeadingZeros(time);
        int part = (int) (time >>> (power - PARTS_BITS)) & (PARTS - 1);
        return (power - PARTS_BITS + 1) * PARTS + part;
    }

    private static long middleNanos(int bucket) {
        if (bucket < PARTS) {
            return bucket * 1_000L;
        }
        int shift = bucket / PARTS - 1;
        long low = (long) (PARTS + bucket % PARTS) << shift;
        return low * 1_000 + ((1L << shift) - 1) * 500;
    }

    /** Pairs of variable-length numbers: buckets to skip, and how often the next one was hit. */
    byte[] toBytes() {
        byte[] bytes = new byte[10 * counts.length];
        int length = 0;
        int skipped = first;
        for (int each : counts) {
            if (each == 0) {
                skipped++;
            } else {
                length = write(bytes, length, skipped);
                length = write(bytes, length, each);
                skipped = 0;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int write(byte[] bytes, int at, int number) {
        int next = at;
        int left = number;
        while (left >= 0x80) {
            bytes[next++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[next++] = (byte) left;
        return next;
    }

    /** Adds what {@link #toBytes} wrote. */
    void add(byte[] bytes) {
        int bucket = -1;
        int number = 0;
        int shift = 0;
        boolean skip = true;
        for (byte each : bytes) {
            number |= (each & 0x7f) << shift;
            shift += 7;
            if (each >= 0) {
                if (skip) {
                    bucket += number + 1;
                } else {
                    add(bucket, number);
                }
                skip = !skip;
                number = 0;
                shift = 0;
            }
        }
    }
}
