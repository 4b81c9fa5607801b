package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import java.util.Locale;

/** How a connection is. Every change carries a cause: a stable code and a plain sentence. */
public enum ConnectionState {
    /** Asked for and not yet granted. */
    PENDING,
    /** Works. */
    ACTIVE,
    /** Works for now, but the last refresh failed for a reason that may pass. */
    DEGRADED,
    /** The grant is gone; the practice must connect again. */
    NEEDS_RECONNECT,
    /**
     * A setting keeps the EHR from giving tokens; whose, the cause tells: the application's credential, or the practice's
     * authorization of it. Nobody has to sign in again; it works by itself once the setting is right.
     */
    MISCONFIGURED,
    /** Ended by us. */
    REVOKED;

    /** As it stands in JSON and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How much it needs somebody: 0 the most. */
    int urgency() {
        return switch (this) {
            case NEEDS_RECONNECT -> 0;
            case MISCONFIGURED -> 1;
            case DEGRADED -> 2;
            case PENDING -> 3;
            case ACTIVE -> 4;
            case REVOKED -> 5;
        };
    }

    /** True if somebody should look at it. */
    boolean needsAttention() {
        return this == NEEDS_RECONNECT || this == MISCONFIGURED || this == DEGRADED;
    }

    /**
     * True if a call may be tried. A connection that needs to be made again still is: its last access token serves until it
     * ends.
     */
    public boolean usable() {
        return this != PENDING && this != REVOKED;
    }

    /** Fails with 409 {@code connection-revoked} if there is nothing left to pause. */
    void needPausable() {
        if (this == REVOKED) {
            throw new Failure.Conflict("connection-revoked", "This connection has been ended.");
        }
    }

    /** Fails with 409 {@code connection-pending} or {@code connection-revoked} unless a call may be tried. */
    public void needUsable() {
        if (this == PENDING) {
            throw new Failure.Conflict("connection-pending", "The practice has not finished connecting yet.");
        }
        if (this == REVOKED) {
            throw new Failure.Conflict("connection-revoked", "This connection has been ended.");
        }
    }
}
