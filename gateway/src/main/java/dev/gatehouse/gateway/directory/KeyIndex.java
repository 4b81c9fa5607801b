package dev.gatehouse.gateway.directory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;

/**
 * From a text's hash to a number, 12 bytes each. The first number given for a hash stays. Equal hashes need not mean equal
 * texts: who asks compares the text itself.
 */
final class KeyIndex {
    static final int NONE = -1;

    private long[] hashes = new long[1024];
    private int[] numbers = new int[1024];
    private int size;

    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }

    /** The number given before, or {@link #NONE} if this is the first. */
    @CanIgnoreReturnValue
    int putIfAbsent(String text, int number) {
        if (size * 2 >= hashes.length) {
            grow();
        }
        long hash = hash(text);
        int slot = slot(hashes, hash);
        if (hashes[slot] == hash) {
            return numbers[slot];
        }
        hashes[slot] = hash;
        numbers[slot] = number;
        size++;
        return NONE;
    }

    int get(String text) {
        long hash = hash(text);
        int slot = slot(hashes, hash);
        return hashes[slot] == hash ? numbers[slot] : NONE;
    }

    boolean contains(String text) {
        return get(text) != NONE;
    }

    private static int slot(long[] table, long hash) {
        int mask = table.length - 1;
        int slot = (int) hash & mask;
        while (table[slot] != 0 && table[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] wider = new long[hashes.length * 2];
        int[] moved = new int[wider.length];
        Arrays.fill(moved, NONE);
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != 0) {
                int slot = slot(wider, hashes[i]);
                wider[slot] = hashes[i];
                moved[slot] = numbers[i];
            }
        }
        hashes = wider;
        numbers = moved;
    }
}
