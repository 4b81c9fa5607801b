package dev.gatehouse.gateway.app;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionEvent;
import dev.gatehouse.gateway.connection.ConnectionListener;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Hears of connections for a part that needs applications, which in turn need connections. Joined before anything changes. */
final class LateListener implements ConnectionListener {
    private volatile @Nullable ConnectionListener part;

    void join(ConnectionListener listener) {
        part = listener;
    }

    @Override
    public Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event) {
        ConnectionListener listener = part;
        return listener == null ? Future.succeededFuture() : listener.changed(tx, connection, event);
    }
}
