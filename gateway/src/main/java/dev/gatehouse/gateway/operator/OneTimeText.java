package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Texts of 256 random bits that stand for something: a session, an invitation. Stored is only what they are found by. */
final class OneTimeText {
    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private OneTimeText() {}

    static SecretText next(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SecretText(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    static boolean isPossible(String text) {
        return text.length() == LENGTH;
    }

    /** SHA-256 in hexadecimal: enough for a text that nobody can guess. */
    static String lookup(SecretText text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
