package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Remembered;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The connections that calls name, remembered, so that a call needs no database. A name means another connection only after
 * the one it meant was ended, which is seen by its state, so nothing has to be announced.
 */
public final class NamedConnections {
    private static final int IN_MEMORY = 200_000;

    private record Name(TenantId tenant, String integration, String connection) {}

    private final Integrations integrations;
    private final NangoConnections found;
    private final Connections connections;
    private final Remembered<Name, Optional<ConnectionId>> seen = new Remembered<>(IN_MEMORY);

    public NamedConnections(Integrations integrations, NangoConnections found, Connections connections) {
        this.integrations = integrations;
        this.found = found;
        this.connections = connections;
    }

    /** Refuses with 404 {@code unknown_provider_config} and 400 {@code server_error}. */
    Future<PracticeConnection> of(Caller caller, String integration, String connection) {
        Name name = new Name(caller.tenant(), integration, connection);
        return id(name).compose(id -> connections
                .of(caller, id)
                .compose(still ->
                        still.state() == ConnectionState.REVOKED ? anew(caller, name) : Future.succeededFuture(still))
                .recover(failure ->
                        failure instanceof Failure.Missing ? anew(caller, name) : Future.failedFuture(failure)));
    }

    private Future<PracticeConnection> anew(Caller caller, Name name) {
        seen.forget(name);
        return id(name).compose(id -> connections.of(caller, id));
    }

    private Future<ConnectionId> id(Name name) {
        return seen.get(name, () -> find(name))
                .map(id -> id.orElseThrow(() -> {
                    // what is unknown now may be made in a moment
                    seen.forget(name);
                    return new NangoRefusal(400, "server_error", "Failed to get connection");
                }));
    }

    private Future<Optional<ConnectionId>> find(Name name) {
        return integrations
                .need(name.tenant(), name.integration(), 404)
                .compose(integration -> found.find(name.tenant(), integration, name.connection()))
                .map(connection -> connection.map(each -> each.connection().id()));
    }
}
