package dev.gatehouse.gateway.live;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionEvent;
import dev.gatehouse.gateway.connection.ConnectionListener;
import io.vertx.core.Future;

/** Tells of every change of a connection's state. */
public final class ConnectionHints implements ConnectionListener {
    private final Hints hints;

    public ConnectionHints(Hints hints) {
        this.hints = hints;
    }

    @Override
    public Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event) {
        hints.changed(
                tx, connection.tenant(), Topic.CONNECTIONS, connection.id().value());
        return Future.succeededFuture();
    }
}
