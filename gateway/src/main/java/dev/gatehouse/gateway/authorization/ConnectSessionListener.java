package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.Connection;
import io.vertx.core.Future;

/** Hears how connect sessions end, in the transaction of that: if its future fails, so does the change. */
public interface ConnectSessionListener {

    /**
     * It led to a connection, a new one or one that is renewed.
     *
     * @param session as it was before
     */
    Future<Void> connected(Transaction tx, ConnectSession session, Connection connection);

    /**
     * A try failed; there may be another.
     *
     * @param code one the connect page has words for
     */
    Future<Void> failed(Transaction tx, TenantId tenant, String sessionId, String code);
}
