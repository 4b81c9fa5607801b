package dev.gatehouse.common.tenant;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opaque public ids: a type prefix, an underscore and 26 characters of Crockford's base 32 (128 random bits), for
 * example {@code con_3v8k…}. They tell nothing and can't be guessed; that they are unguessable is no permission.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    /** An odd number with well mixed bits: adding it again and again meets every number once. */
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final SecureRandom random;
    private final long ours;
    private final AtomicLong count;

    public Ids(SecureRandom random) {
        this.random = random;
        this.ours = random.nextLong();
        this.count = new AtomicLong(random.nextLong());
    }

    /** A new id, for example {@code next("con")}. */
    public String next(String prefix) {
        StringBuilder id =
                new StringBuilder(prefix.length() + 1 + LENGTH).append(prefix).append('_');
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        for (byte each : bytes) {
            id.append(ALPHABET[each & 31]);
        }
        return id.toString();
    }

    /**
     * As unique as the others and of the same shape, but cheap: 64 random bits of this process and a scrambled count. Who has
     * seen some may guess others, so this is for what is given out with every request and opens nothing.
     */
    public String nextGuessable(String prefix) {
        StringBuilder id =
                new StringBuilder(prefix.length() + 1 + LENGTH).append(prefix).append('_');
        append(id, ours);
        append(id, scrambled(count.getAndAdd(STEP)));
        return id.toString();
    }

    /** 13 characters of five bits. */
    private static void append(StringBuilder id, long bits) {
        for (int shift = 60; shift >= 0; shift -= 5) {
            id.append(ALPHABET[(int) (bits >>> shift) & 31]);
        }
    }

    /** Another number for each number (the last step of SplitMix64; Steele, Lea, Flood: OOPSLA 2014). */
    private static long scrambled(long number) {
        long once = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ once >>> 27) * 0x94d049bb133111ebL;
        return twice ^ twice >>> 31;
    }
}
