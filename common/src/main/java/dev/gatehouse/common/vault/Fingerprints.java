package dev.gatehouse.common.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

/**
 * Keyed fingerprints (HMAC-SHA-256) of secrets that only need to be recognised, such as API keys: a copy of the database
 * does not help to guess or to forge one.
 */
public final class Fingerprints {
    private final Supplier<KeyRing> ring;

    Fingerprints(Supplier<KeyRing> ring) {
        this.ring = ring;
    }

    public byte[] of(SecretText secret) {
        try {
            return ring.get().mac().computeMac(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("fingerprint failed", e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(byte[] fingerprint, SecretText secret) {
        try {
            ring.get().mac().verifyMac(fingerprint, secret.reveal().getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
