package dev.gatehouse.registration.credential;

import java.util.Locale;

/** Where a credential stands. */
public enum CredentialState {
    /** Kept, not yet used. */
    PENDING,
    /** The one in use; each application has at most one. */
    ACTIVE,
    /** Replaced by a newer one; refreshes begun with it may still end. */
    RETIRING,
    /** Ended; its secret is erased. */
    REVOKED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
