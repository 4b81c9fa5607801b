package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;

/** Finds a caller's connection; without I/O when it is in memory. */
@FunctionalInterface
public interface ConnectionLookup {
    /** Fails with 404 for an id that does not exist or belongs to another tenant, in the same way. */
    Future<PracticeConnection> of(Caller caller, ConnectionId id);
}
