package dev.gatehouse.gateway.access;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The text of an API key: {@code gk_live_<8 to look it up>_<43 secret, 256 bits>_<6 check>}. The last part is a CRC over
 * what stands before it, so that typing mistakes and secret scanners need no database.
 */
final class KeyText {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LOOKUP = 8;
    private static final int SECRET = 43;
    private static final int CHECK = 6;
    private static final String START = "gk_live_";
    private static final int PREFIX = START.length();
    private static final int BODY = PREFIX + LOOKUP + 1 + SECRET;
    /** How the lookup of a text begins that has not our shape. */
    private static final String DIGEST = "digest:";

    private KeyText() {}

    static SecretText generate(SecureRandom random) {
        String body = START + letters(random, LOOKUP) + "_" + letters(random, SECRET);
        return new SecretText(body + "_" + check(body));
    }

    /**
     * Where a key is found in the database: the readable part of a key of ours, or a digest of any other text (the
     * bootstrap key is its owner's choice). Empty if it has our shape and its check is wrong.
     */
    static String lookup(SecretText key) {
        String text = key.reveal();
        if (!isOurs(text)) {
            return DIGEST + digest(text);
        }
        return text.endsWith(check(text)) ? text.substring(PREFIX, PREFIX + LOOKUP) : "";
    }

    /** The readable part of a key's lookup; "" if it has none. */
    static String readable(String lookup) {
        return lookup.startsWith(DIGEST) ? "" : lookup;
    }

    /** What may be shown of it for good. */
    static String hint(SecretText key) {
        String text = key.reveal();
        return isOurs(text) ? text.substring(0, PREFIX + LOOKUP) : "own text";
    }

    /** With each call, so without a pattern. */
    private static boolean isOurs(String text) {
        return text.length() == BODY + 1 + CHECK
                && text.startsWith(START)
                && areLetters(text, PREFIX, PREFIX + LOOKUP)
                && text.charAt(PREFIX + LOOKUP) == '_'
                && areLetters(text, PREFIX + LOOKUP + 1, BODY)
                && text.charAt(BODY) == '_'
                && areLetters(text, BODY + 1, text.length());
    }

    private static boolean areLetters(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }

    private static String letters(SecureRandom random, int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return letters.toString();
    }

    /** Of what stands before it; a check that is there already does not count. */
    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII), 0, BODY);
        long rest = crc.getValue();
        char[] check = new char[CHECK];
        for (int i = CHECK - 1; i >= 0; i--) {
            check[i] = BASE62.charAt((int) (rest % 62));
            rest /= 62;
        }
        return new String(check);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16).toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
