package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One popup of a browser that tries to connect with a session.
 *
 * @param id {@code nca_…}
 * @param sessionId of the {@link NangoSession}
 * @param connectSessionId our own connect session it goes through; null if it never came to one
 * @param socket digest of the id that the browser's web socket was given; null if it has none
 * @param connectionConfig what the connection is to be marked with
 * @param connectionId what it led to, as Nango's clients name it
 * @param error why it failed, the last time; null if it did not
 */
record Attempt(
        String id,
        TenantId tenant,
        String sessionId,
        String integration,
        @Nullable String connectSessionId,
        @Nullable String socket,
        JsonObject connectionConfig,
        @Nullable String connectionId,
        @Nullable AuthFailure error,
        Instant createdAt) {}
