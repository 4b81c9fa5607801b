package dev.gatehouse.gateway.calls;

import java.util.Arrays;

/**
 * Which texts a block may hold, as a Bloom filter with about twelve bits for each: what it denies is not there; what it affirms
 * is missing in one of a hundred blocks. Not for use by several threads.
 */
final class Holds {
    private static final int BITS_EACH = 12;
    private static final int LEAST_BYTES = 16;
    private static final int PROBES = 3;

    private int[] hashes = new int[64];
    private int count;

    void add(String text) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = text.hashCode();
    }

    byte[] toBytes() {
        int wanted = Math.max(LEAST_BYTES, count * BITS_EACH / Byte.SIZE);
        byte[] bits = new byte[Integer.highestOneBit(2 * wanted - 1)];
        for (int i = 0; i < count; i++) {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hashes[i], probe, bits.length);
                bits[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return bits;
    }

    /** False if the text is certainly not among those of {@link #toBytes}. */
    static boolean mayBeIn(byte[] bits, String text) {
        int hash = text.hashCode();
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, bits.length);
            if ((bits[bit >>> 3] & (1 << (bit & 7))) == 0) {
                return false;
            }
        }
        return true;
    }

    /** @param bytes a power of two */
    private static int bit(int hash, int probe, int bytes) {
        int first = hash * 0x9e3779b1;
        int step = ((hash ^ (hash >>> 15)) * 0x85ebca6b) | 1;
        int mixed = first + probe * step;
        return (mixed ^ (mixed >>> 16)) & (bytes * Byte.SIZE - 1);
    }
}
