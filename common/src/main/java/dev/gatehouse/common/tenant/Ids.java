package dev.gatehouse.common.tenant;

import java.security.SecureRandom;

/**
 * Opaque public ids: a type prefix, an underscore and 26 characters of Crockford's base 32 (128 random bits), for
 * example {@code con_3v8k…}. They tell nothing and can't be guessed; that they are unguessable is no permission.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    private final SecureRandom random;

    public Ids(SecureRandom random) {
        this.random = random;
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
}
