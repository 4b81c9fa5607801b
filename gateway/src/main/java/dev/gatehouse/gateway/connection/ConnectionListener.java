package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;

/** Hears of every change of a connection's state. */
@FunctionalInterface
public interface ConnectionListener {

    /**
     * Called in the transaction of the change, once for each event. If the future fails, so does the change.
     *
     * @param connection as it is now
     * @param event what happened to it
     */
    Future<Void> changed(Transaction tx, Connection connection, ConnectionEvent event);
}
