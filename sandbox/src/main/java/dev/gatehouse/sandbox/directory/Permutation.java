package dev.gatehouse.sandbox.directory;

/** A seeded shuffle of the numbers 0 to size - 1 that needs no table, and can be undone. */
final class Permutation {

    private static final long ODD = 0x2545F4914F6CDD1DL;
    private static final long UNDO_ODD = inverse(ODD);

    private final long size;
    private final int bits;
    private final long mask;
    private final long key;

    Permutation(long size, long seed) {
        if (size < 1) {
            throw new IllegalArgumentException("A permutation needs at least one number, not " + size);
        }
        this.size = size;
        // an even number of bits, so that one half can be folded into the other
        int needed = Math.max(2, 64 - Long.numberOfLeadingZeros(size - 1));
        this.bits = needed + (needed & 1);
        this.mask = (1L << bits) - 1;
        this.key = Dice.mix(seed) & mask;
    }

    long at(long index) {
        long value = index;
        do {
            value = forward(value);
        } while (value >= size);
        return value;
    }

    long indexOf(long value) {
        long index = value;
        do {
            index = backward(index);
        } while (index >= size);
        return index;
    }

    private long forward(long x) {
        long y = (x ^ key) & mask;
        for (int round = 0; round < 3; round++) {
            y = (y * ODD + round) & mask;
            y ^= y >>> (bits / 2);
        }
        return y;
    }

    private long backward(long y) {
        long x = y;
        for (int round = 2; round >= 0; round--) {
            // shifting by half of the bits is its own inverse
            x ^= x >>> (bits / 2);
            x = ((x - round) * UNDO_ODD) & mask;
        }
        return (x ^ key) & mask;
    }

    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 6; i++) {
            x *= 2 - odd * x;
        }
        return x;
    }
}
