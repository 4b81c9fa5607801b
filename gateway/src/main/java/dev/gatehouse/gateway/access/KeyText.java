package dev.gatehouse.gateway.access;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text of an API key: {@code gk_live_<8 to look it up>_<43 secret, 256 bits>_<6 check>}. The last part is a CRC over
 * what stands before it, so that typing mistakes and secret scanners need no database.
 */
final class KeyText {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LOOKUP = 8;
    private static final int SECRET = 43;
    private static final Pattern SHAPE =
            Pattern.compile("gk_live_[0-9A-Za-z]{" + LOOKUP + "}_[0-9A-Za-z]{" + SECRET + "}_[0-9A-Za-z]{6}");
    /** How the lookup of a text begins that has not our shape. */
    private static final String DIGEST = "digest:";

    private static final int PREFIX = "gk_live_".length();

    private KeyText() {}

    static SecretText generate(SecureRandom random) {
        String body = "gk_live_" + letters(random, LOOKUP) + "_" + letters(random, SECRET);
        return new SecretText(body + "_" + check(body));
    }

    /**
     * Where a key is found in the database: the readable part of a key of ours, or a digest of any other text (the
     * bootstrap key is its owner's choice). Empty if it has our shape and its check is wrong.
     */
    static String lookup(SecretText key) {
        String text = key.reveal();
        if (!SHAPE.matcher(text).matches()) {
            return DIGEST + digest(text);
        }
        String body = text.substring(0, text.length() - 7);
        return check(body).equals(text.substring(text.length() - 6)) ? text.substring(PREFIX, PREFIX + LOOKUP) : "";
    }

    /** The readable part of a key's lookup; "" if it has none. */
    static String readable(String lookup) {
        return lookup.startsWith(DIGEST) ? "" : lookup;
    }

    /** What may be shown of it for good. */
    static String hint(SecretText key) {
        String text = key.reveal();
        return SHAPE.matcher(text).matches() ? text.substring(0, PREFIX + LOOKUP) : "own text";
    }

    private static String letters(SecureRandom random, int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return letters.toString();
    }

    private static String check(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.insert(0, BASE62.charAt((int) (rest % 62)));
            rest /= 62;
        }
        return text.toString();
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
