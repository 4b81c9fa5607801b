package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;

/** The grant is gone; only the practice can give a new one: 409 {@code needs-reconnect}. */
public final class NeedsReconnect extends Failure.Conflict {
    public NeedsReconnect() {
        super(
                "needs-reconnect",
                "The EHR's grant for this connection has ended. Ask the practice to connect again; the connection tells why.");
    }
}
