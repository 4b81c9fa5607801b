package dev.gatehouse.common.vault;

import java.security.GeneralSecurityException;
import java.util.function.Supplier;

/**
 * The keyed hash (HMAC-SHA-256) of the audit's entries: without the key nobody can write one that fits, or change one. Whoever
 * has the master key and the database can.
 */
public final class AuditMac {
    private final Supplier<KeyRing> ring;

    AuditMac(Supplier<KeyRing> ring) {
        this.ring = ring;
    }

    public byte[] of(byte[] entry) {
        try {
            return ring.get().auditMac().computeMac(entry);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("MAC failed", e);
        }
    }

    /** True if {@link #of} gave this for the same bytes, under any key of the ring. */
    public boolean fits(byte[] given, byte[] entry) {
        try {
            ring.get().auditMac().verifyMac(given, entry);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
