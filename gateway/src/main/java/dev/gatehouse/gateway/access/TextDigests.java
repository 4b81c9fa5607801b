package dev.gatehouse.gateway.access;

import dev.gatehouse.common.vault.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** SHA-256 of secret texts with a salt that only this process has: good to know one again, and for nothing else. */
final class TextDigests {
    private static final int SALT = 32;

    /** Has taken the salt in already. */
    private final MessageDigest salted;

    TextDigests(SecureRandom random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        try {
            salted = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        salted.update(salt);
    }

    byte[] of(SecretText text) {
        try {
            MessageDigest digest = (MessageDigest) salted.clone();
            return digest.digest(text.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
