package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionEvent;
import dev.gatehouse.gateway.connection.ConnectionListener;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Tells of connections: {@code connection.active}, {@code connection.needs_reconnect} and so on, one for each change. Ids,
 * the state and its cause only; who the end user is stays here, since for patients that alone would say much.
 */
public final class ConnectionNotices implements ConnectionListener {
    /** Kinds of events that tell of something else than the state. */
    private static final Set<String> OWN_TYPES = Set.of("warning", "paused", "resumed");

    private final Notices notices;

    public ConnectionNotices(Notices notices) {
        this.notices = notices;
    }

    @Override
    public Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event) {
        JsonObject data = new JsonObject()
                .put("connectionId", connection.id().value())
                .put("state", connection.state().text())
                .put(
                        "cause",
                        new JsonObject()
                                .put("code", event.cause().code())
                                .put("text", event.cause().text()))
                .put("eventId", event.id())
                .put("applicationId", connection.applicationId())
                .put("ehr", connection.ehr())
                .put("practiceId", connection.practiceId())
                .put("endpointId", connection.endpointId());
        return notices.send(
                tx,
                new Notice(
                        connection.tenant(),
                        "connection."
                                + (OWN_TYPES.contains(event.kind())
                                        ? event.kind()
                                        : connection.state().text()),
                        connection.id().value(),
                        data,
                        List.of()));
    }
}
