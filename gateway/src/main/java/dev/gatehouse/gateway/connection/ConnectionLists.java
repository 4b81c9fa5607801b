package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers which connections a tenant has, page after page; never more than a page is read. */
public final class ConnectionLists {
    private final Database database;
    private final Sealer sealer;
    private final ConnectionStore rows = new ConnectionStore();
    private final ConnectionListStore store = new ConnectionListStore();

    public ConnectionLists(Database database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /**
     * One row of a list.
     *
     * @param application its application's name
     * @param cursor what the next page begins after
     */
    record Listed(Connection connection, String application, String cursor) {}

    Future<List<Listed>> page(TenantId tenant, ConnectionQuery query, String after, int limit) {
        return database.read(
                tx -> store.page(tx, tenant, query, after, limit).compose(places -> listed(tx, tenant, places)));
    }

    private Future<List<Listed>> listed(Transaction tx, TenantId tenant, List<ConnectionListStore.Place> places) {
        if (places.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<ConnectionId> ids =
                places.stream().map(ConnectionListStore.Place::id).toList();
        return rows.named(tx, tenant, ids)
                .map(found -> found.stream()
                        .map(row -> row.toConnection(sealer))
                        .collect(Collectors.toMap(Connection::id, Function.identity())))
                .compose(byId -> names(
                                tx,
                                tenant,
                                byId.values().stream()
                                        .map(Connection::applicationId)
                                        .distinct()
                                        .toList())
                        .map(names -> places.stream()
                                .flatMap(place -> Optional.ofNullable(byId.get(place.id())).stream()
                                        .map(connection -> new Listed(
                                                connection,
                                                names.getOrDefault(connection.applicationId(), ""),
                                                place.cursor())))
                                .toList()));
    }

    private Future<Map<String, String>> names(Transaction tx, TenantId tenant, List<String> applications) {
        return store.applications(tx, tenant, applications);
    }

    /** The name of a connection's application. */
    Future<String> application(Connection connection) {
        return database.read(tx -> names(tx, connection.tenant(), List.of(connection.applicationId())))
                .map(names -> names.getOrDefault(connection.applicationId(), ""));
    }

    Future<ConnectionListStore.Counts> counts(TenantId tenant, ConnectionQuery query) {
        return database.read(tx -> store.counts(tx, tenant, query));
    }
}
