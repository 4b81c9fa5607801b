package dev.gatehouse.gateway.directory;

import java.util.Arrays;

/**
 * Numbers of a fixed count of digits (NPI, EIN) and GUIDs by their first 16 hexadecimal digits, sorted, so that a prefix is
 * a range; 12 bytes a practice.
 */
final class Identifiers {
    private final int digits;
    private final int radix;
    private final long[] values;
    private final int[] practices;

    private Identifiers(int digits, int radix, long[] values, int[] practices) {
        this.digits = digits;
        this.radix = radix;
        this.values = values;
        this.practices = practices;
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    /** Collects identifiers of one kind. */
    static final class Builder {
        private final int digits;
        private final int radix;
        private long[] values = new long[64];
        private int[] practices = new int[64];
        private int size;

        Builder(int digits, int radix) {
            this.digits = digits;
            this.radix = radix;
        }

        /** False if the text is not of this kind; it is then for other means of finding. */
        boolean add(String text, int practice) {
            if (text.length() != digits || !allDigits(text, radix)) {
                return false;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
                practices = Arrays.copyOf(practices, size * 2);
            }
            values[size] = ordered(Long.parseUnsignedLong(text, radix));
            practices[size++] = practice;
            return true;
        }

        Identifiers build() {
            long[] sorted = Arrays.copyOf(values, size);
            Arrays.sort(sorted);
            int[] fill = new int[size];
            int[] placed = new int[size];
            for (int i = 0; i < size; i++) {
                int first = first(sorted, values[i]);
                fill[first + placed[first]++] = practices[i];
            }
            return new Identifiers(digits, radix, sorted, fill);
        }
    }

    /** Marks the practices whose identifier begins so. */
    void mark(String prefix, PracticeSet into) {
        int open = digits - prefix.length();
        if (open < 0 || !allDigits(prefix, radix)) {
            return;
        }
        String highest = String.valueOf(Character.forDigit(radix - 1, radix));
        long from = ordered(Long.parseUnsignedLong(prefix + "0".repeat(open), radix));
        long to = ordered(Long.parseUnsignedLong(prefix + highest.repeat(open), radix));
        for (int i = first(values, from); i < values.length && values[i] <= to; i++) {
            into.add(practices[i]);
        }
    }

    static boolean allDigits(String text, int radix) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 'f' || Character.digit(c, radix) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** So that signed comparison sorts unsigned values. */
    private static long ordered(long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }

    private static int first(long[] sorted, long value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
