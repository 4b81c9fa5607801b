package dev.gatehouse.common.vault;

import com.google.crypto.tink.Mac;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Keyed fingerprints (HMAC-SHA-256) of secrets that only need to be recognised, such as API keys: a copy of the database
 * does not help to guess or to forge one.
 */
public final class Fingerprints {
    private final Mac mac;

    Fingerprints(Mac mac) {
        this.mac = mac;
    }

    public byte[] of(SecretText secret) {
        try {
            return mac.computeMac(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("fingerprint failed", e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(byte[] fingerprint, SecretText secret) {
        try {
            mac.verifyMac(fingerprint, secret.reveal().getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
