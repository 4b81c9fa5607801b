package dev.gatehouse.gateway.token;

/** Who goes first where token requests wait for their turn. */
public enum Lane {
    /** Somebody waits for the token. */
    WAITED,
    /** Refreshed ahead of time; goes when nobody waits. */
    AHEAD
}
