package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Finds connections by the ids that Nango's clients use for them, with what is kept beside them. */
public final class NangoConnections {
    /** Names are looked up this many at once. */
    private static final int AT_ONCE = 1000;

    private final Database database;
    private final NangoStore store;
    private final Connections connections;
    private final Integrations integrations;
    private final Clock clock;

    public NangoConnections(
            Database database, NangoStore store, Connections connections, Integrations integrations, Clock clock) {
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.integrations = integrations;
        this.clock = clock;
    }

    /** The living connection of an integration that goes by this id; empty if there is none. */
    public Future<Optional<NangoConnection>> find(TenantId tenant, Integration integration, String connectionId) {
        return database.read(tx -> find(tx, tenant, integration, connectionId));
    }

    /** The same within a transaction of the caller's. */
    public Future<Optional<NangoConnection>> find(
            Transaction tx, TenantId tenant, Integration integration, String connectionId) {
        return id(tx, tenant, integration, connectionId)
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : store.extras(tx, tenant, id.get())
                                .compose(extras -> connections
                                        .named(tx, tenant, List.of(id.get()))
                                        .map(found -> found.stream()
                                                .filter(each -> isOf(each, integration, extras, connectionId))
                                                .findFirst()
                                                .map(each -> new NangoConnection(each, integration, extras)))));
    }

    /** An alias hides the id that it stands for. */
    private static boolean isOf(Connection connection, Integration integration, Extras extras, String connectionId) {
        return connection.applicationId().equals(integration.application().id())
                && connection.state() != ConnectionState.REVOKED
                && (extras.alias() == null || extras.alias().equals(connectionId));
    }

    /** An alias may look like an id of ours: that of another installation. */
    private Future<Optional<ConnectionId>> id(
            Transaction tx, TenantId tenant, Integration integration, String connectionId) {
        return store.aliased(tx, tenant, integration.application().id(), connectionId)
                .map(alias -> alias.or(() ->
                        Optional.of(connectionId).filter(ConnectionId::isValid).map(ConnectionId::new)));
    }

    /** With its integration, wherever it belongs; fails like {@link Connections#find}. */
    public Future<NangoConnection> of(TenantId tenant, ConnectionId id) {
        return connections
                .find(tenant, id)
                .compose(connection -> integrations
                        .list(tenant)
                        .compose(all -> database.read(tx -> store.extras(tx, tenant, id))
                                .map(extras ->
                                        new NangoConnection(connection, integrationOf(connection, all), extras))));
    }

    private static Integration integrationOf(Connection connection, List<Integration> all) {
        return all.stream()
                .filter(each -> each.application().id().equals(connection.applicationId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a connection without its application"));
    }

    /**
     * Newest first.
     *
     * @param keys of integrations, any of them; empty for all
     */
    Future<List<NangoConnection>> list(
            TenantId tenant, NangoStore.Filter filter, List<String> keys, int skip, int most) {
        return integrations.list(tenant).compose(all -> {
            Map<String, Integration> byApplication = all.stream()
                    .collect(Collectors.toMap(each -> each.application().id(), each -> each));
            List<String> applications = keys.isEmpty()
                    ? null
                    : all.stream()
                            .filter(each -> keys.contains(each.key()))
                            .map(each -> each.application().id())
                            .toList();
            if (applications != null && applications.isEmpty()) {
                return Future.succeededFuture(List.of());
            }
            NangoStore.Filter narrowed = new NangoStore.Filter(
                    filter.connectionId(),
                    filter.search(),
                    filter.endUserId(),
                    filter.organizationId(),
                    applications,
                    filter.tags());
            return database.read(tx -> store.list(tx, tenant, narrowed, skip, most)
                    .compose(ids -> store.extras(tx, tenant, ids)
                            .compose(extras ->
                                    found(tx, tenant, ids).map(found -> inOrder(ids, found, extras, byApplication)))));
        });
    }

    private Future<Map<ConnectionId, Connection>> found(Transaction tx, TenantId tenant, List<ConnectionId> ids) {
        Map<ConnectionId, Connection> found = new HashMap<>();
        Future<Void> read = Future.succeededFuture();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<ConnectionId> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            read = read.compose(before -> connections.named(tx, tenant, some)).map(more -> {
                more.forEach(each -> found.put(each.id(), each));
                return null;
            });
        }
        return read.map(done -> found);
    }

    private static List<NangoConnection> inOrder(
            List<ConnectionId> ids,
            Map<ConnectionId, Connection> found,
            Map<ConnectionId, Extras> extras,
            Map<String, Integration> integrations) {
        List<NangoConnection> inOrder = new ArrayList<>();
        for (ConnectionId id : ids) {
            Connection connection = found.get(id);
            Integration integration = connection == null ? null : integrations.get(connection.applicationId());
            if (connection != null && integration != null) {
                inOrder.add(new NangoConnection(connection, integration, extras.getOrDefault(id, Extras.NONE)));
            }
        }
        return inOrder;
    }

    /** Changes what is kept beside a connection, in the caller's transaction. */
    public Future<Void> change(Transaction tx, NangoConnection connection, UnaryOperator<Extras> change) {
        return store.keep(
                tx,
                connection.connection().tenant(),
                connection.connection().applicationId(),
                connection.connection().id(),
                change.apply(connection.extras()),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** Changes what is kept beside a connection that was made a moment ago. */
    public Future<Void> change(TenantId tenant, ConnectionId id, UnaryOperator<Extras> change) {
        return of(tenant, id).compose(connection -> database.inTransaction(tx -> change(tx, connection, change)));
    }
}
