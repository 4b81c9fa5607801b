package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.Connection;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Hears how connect sessions end, in the transaction of that: if its future fails, so does the change. It may also have
 * something to say when one of them leaves for the EHR.
 */
public interface ConnectSessionListener {

    /**
     * What the EHR's authorization page is told beside the protocol. The application's own settings win over it, and so does
     * everything that the protocol says.
     */
    default Future<Map<String, String>> authorizationParameters(ConnectSession session) {
        return Future.succeededFuture(Map.of());
    }

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
