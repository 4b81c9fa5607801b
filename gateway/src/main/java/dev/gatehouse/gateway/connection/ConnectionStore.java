package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connections and their events in the database. */
public final class ConnectionStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(ConnectionRow.class, ConnectionEventRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED =
            List.of(new SealedColumn("practice_connection", "launch_context", "id", "launch_generation"));

    ConnectionStore() {}

    Future<Void> add(Transaction tx, ConnectionRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    Future<Optional<ConnectionRow>> find(Transaction tx, TenantId tenant, ConnectionId id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ConnectionRow where tenantId = :tenant and id = :id", ConnectionRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id.value())
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** What the application says of new connections; empty if it leaves that to their scopes. */
    Future<Optional<Boolean>> readOnlyByApplication(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createNativeQuery(
                                "select read_only from application where tenant_id = :tenant and id = :id",
                                Boolean.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", applicationId)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<List<ConnectionRow>> named(Transaction tx, TenantId tenant, List<ConnectionId> ids) {
        return tx.run(session -> session.createSelectionQuery(
                        "from ConnectionRow where tenantId = :tenant and id in (:ids)", ConnectionRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("ids", ids.stream().map(ConnectionId::value).toList())
                .getResultList());
    }

    Future<Optional<ConnectionRow>> living(Transaction tx, TenantId tenant, String applicationId, String liveKey) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ConnectionRow where tenantId = :tenant and applicationId = :application"
                                        + " and liveKey = :key",
                                ConnectionRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("key", liveKey)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /**
     * How many have not ended, by endpoint.
     *
     * @param tenant whose; null for all
     */
    Future<Map<String, Integer>> atEndpoints(Transaction tx, @Nullable TenantId tenant, List<String> endpointIds) {
        return tx.run(session -> session.createSelectionQuery(
                                "select c.endpointId, count(*) from ConnectionRow c where c.endpointId in (:endpoints)"
                                        + " and c.state <> :ended and (:everybody = true or c.tenantId = :tenant)"
                                        + " group by c.endpointId",
                                Object[].class)
                        .setParameter("endpoints", endpointIds)
                        .setParameter("ended", ConnectionState.REVOKED)
                        .setParameter("everybody", tenant == null)
                        .setParameter("tenant", tenant == null ? "" : tenant.value())
                        .getResultList())
                .map(rows -> {
                    Map<String, Integer> counts = new LinkedHashMap<>();
                    rows.forEach(row -> counts.put((String) row[0], ((Number) row[1]).intValue()));
                    return counts;
                });
    }

    Future<Map<ConnectionState, Integer>> byState(Transaction tx, TenantId tenant) {
        return tx.run(session -> session.createSelectionQuery(
                                "select c.state, count(*) from ConnectionRow c where c.tenantId = :tenant group by c.state",
                                Object[].class)
                        .setParameter("tenant", tenant.value())
                        .getResultList())
                .map(rows -> {
                    Map<ConnectionState, Integer> counts = new EnumMap<>(ConnectionState.class);
                    rows.forEach(row -> counts.put((ConnectionState) row[0], ((Number) row[1]).intValue()));
                    return counts;
                });
    }

    Future<Boolean> anyLiving(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from ConnectionRow where tenantId = :tenant"
                                        + " and applicationId = :application",
                                Long.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    /** True while a practice has a connection of this application that was not revoked. */
    Future<Boolean> anyAt(Transaction tx, TenantId tenant, String applicationId, String practiceId) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from ConnectionRow where tenantId = :tenant"
                                        + " and applicationId = :application and practiceId = :practice"
                                        + " and state not in (:over)",
                                Long.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("practice", practiceId)
                        .setParameter("over", List.of(ConnectionState.REVOKED, ConnectionState.PENDING))
                        .getSingleResult())
                .map(count -> count > 0);
    }

    Future<Void> add(Transaction tx, ConnectionEventRow row) {
        return tx.run(session -> session.persist(row));
    }

    /** The newest change to a state that is no good. */
    Future<Optional<ConnectionEvent>> lastError(Transaction tx, TenantId tenant, ConnectionId id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ConnectionEventRow where tenantId = :tenant and connectionId = :connection"
                                        + " and kind = 'state-changed' and code <> :well order by at desc, id desc",
                                ConnectionEventRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", id.value())
                        .setParameter("well", Cause.REFRESHED.code())
                        .setMaxResults(1)
                        .getResultList())
                .map(rows -> rows.stream().map(ConnectionEventRow::toEvent).findFirst());
    }

    /** Newest first. */
    Future<List<ConnectionEvent>> events(
            Transaction tx,
            TenantId tenant,
            ConnectionId id,
            List<String> kinds,
            Optional<ConnectionEvent.Place> before,
            int limit) {
        String where = " where tenantId = :tenant and connectionId = :connection"
                + (kinds.isEmpty() ? "" : " and kind in (:kinds)")
                + (before.isEmpty() ? "" : " and at <= :at and (at < :at or id < :id)");
        return tx.run(session -> {
                    var query = session.createSelectionQuery(
                                    "from ConnectionEventRow" + where + " order by at desc, id desc",
                                    ConnectionEventRow.class)
                            .setParameter("tenant", tenant.value())
                            .setParameter("connection", id.value());
                    if (!kinds.isEmpty()) {
                        query.setParameter("kinds", kinds);
                    }
                    before.ifPresent(
                            place -> query.setParameter("at", place.at()).setParameter("id", place.id()));
                    return query.setMaxResults(limit).getResultList();
                })
                .map(rows -> rows.stream().map(ConnectionEventRow::toEvent).toList());
    }
}
