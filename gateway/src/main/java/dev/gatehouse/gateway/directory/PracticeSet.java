package dev.gatehouse.gateway.directory;

import java.util.Arrays;

/** A set of practices by number, one bit each. */
final class PracticeSet {
    private final long[] bits;

    PracticeSet(int practices) {
        bits = new long[(practices + 63) >>> 6];
    }

    static PracticeSet all(int practices) {
        PracticeSet set = new PracticeSet(practices);
        set.addRange(0, practices);
        return set;
    }

    void add(int practice) {
        bits[practice >>> 6] |= 1L << practice;
    }

    void addRange(int from, int to) {
        int at = from;
        while (at < to && (at & 63) != 0) {
            add(at++);
        }
        int whole = to >>> 6;
        if (at >>> 6 < whole) {
            Arrays.fill(bits, at >>> 6, whole, -1L);
            at = whole << 6;
        }
        while (at < to) {
            add(at++);
        }
    }

    boolean contains(int practice) {
        return (bits[practice >>> 6] & (1L << practice)) != 0;
    }

    void addAll(PracticeSet other) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= other.bits[i];
        }
    }

    void keepAll(PracticeSet other) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] &= other.bits[i];
        }
    }

    void removeAll(PracticeSet other) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] &= ~other.bits[i];
        }
    }

    int size() {
        int size = 0;
        for (long each : bits) {
            size += Long.bitCount(each);
        }
        return size;
    }

    /** Members in ascending order, without the first {@code skip}, at most {@code most}. */
    int[] page(int skip, int most) {
        int[] page = new int[most];
        int count = 0;
        int passed = 0;
        for (int i = 0; i < bits.length && count < most; i++) {
            int here = Long.bitCount(bits[i]);
            if (passed + here <= skip) {
                passed += here;
                continue;
            }
            for (long rest = bits[i]; rest != 0 && count < most; rest &= rest - 1) {
                if (passed++ >= skip) {
                    page[count++] = (i << 6) + Long.numberOfTrailingZeros(rest);
                }
            }
        }
        return Arrays.copyOf(page, count);
    }
}
