package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Values that must not be guessed, and the digests under which they are kept. */
final class Randoms {
    private static final int BYTES = 32;

    private final SecureRandom random;

    Randoms(SecureRandom random) {
        this.random = random;
    }

    /** 256 random bits as 43 characters of unpadded base64url, all of them fit for URLs, cookies and PKCE verifiers. */
    SecretText next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SecretText(base64(bytes));
    }

    /** SHA-256 in hexadecimal: for looking up what has 256 bits of its own. */
    static String digest(SecretText text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /** The {@code S256} challenge of a verifier (RFC 7636, section 4.2). */
    static String challenge(SecretText verifier) {
        return base64(sha256(verifier));
    }

    /** For an id token, bound to the flow without being kept: nobody learns one from the other. */
    static String nonce(SecretText verifier) {
        return base64(sha256(new SecretText("nonce " + verifier.reveal())));
    }

    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(SecretText text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
