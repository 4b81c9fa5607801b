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
        return digest(text.reveal());
    }

    static String digest(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /** Another text that follows from this one and does not lead back to it. */
    static String derived(SecretText text, String purpose) {
        return challenge(purpose + ":" + text.reveal());
    }

    /** As PKCE makes its challenge by S256 (RFC 7636). */
    static String challenge(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
