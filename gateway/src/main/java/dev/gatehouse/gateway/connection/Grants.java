package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rest of a connection's story, its tokens, can tell and do; answered by {@code gateway.token}. */
public interface Grants {

    /**
     * What may be known of a grant.
     *
     * @param expiresAt of the access token
     * @param refreshedAt null if it never was refreshed
     * @param dueAt when it is refreshed by itself; null if it is not
     * @param refreshing true while some node asks the EHR for a new one
     */
    record View(
            Instant expiresAt,
            @Nullable Instant refreshedAt,
            @Nullable Instant dueAt,
            boolean hasRefreshToken,
            boolean refreshing) {}

    /** By connection; those without a grant are missing. */
    Future<Map<ConnectionId, View>> views(TenantId tenant, List<ConnectionId> connections);

    /** Refreshes now, whatever is left of the token; fails with the cause if it can't. */
    Future<Void> refreshNow(Author by, PracticeConnection connection);

    /**
     * Lets nothing more through a connection and refreshes it no more, or takes that back. Without effect if it is so
     * already.
     *
     * @param reason of a pause; null for none
     */
    Future<Void> pause(Author by, ConnectionId connection, boolean paused, @Nullable String reason);

    /** Ends the connection and erases its tokens. */
    Future<Void> disconnect(Author by, PracticeConnection connection);
}
