package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this API keeps of applications and connections, in the database. */
public final class NangoStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS =
            List.of(NangoIntegrationRow.class, NangoConnectionRow.class, NangoTagRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED =
            List.of(new SealedColumn("nango_connection", "held", "connection_id", "held_generation"));

    private static final int AT_ONCE = 1000;

    private final Sealer sealer;

    public NangoStore(Sealer sealer) {
        this.sealer = sealer;
    }

    /**
     * What a list of connections is narrowed to; what is null or empty does not count.
     *
     * @param connectionId by which it goes, exactly
     * @param search part of that id, or of the end user's id, name or address
     * @param applicationIds any of these; null for all
     * @param tags all of these
     */
    record Filter(
            @Nullable String connectionId,
            @Nullable String search,
            @Nullable String endUserId,
            @Nullable String organizationId,
            @Nullable List<String> applicationIds,
            Map<String, String> tags) {}

    Future<Optional<NangoIntegrationRow>> integration(Transaction tx, TenantId tenant, String uniqueKey) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NangoIntegrationRow where tenantId = :tenant and uniqueKey = :key",
                                NangoIntegrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("key", uniqueKey)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By application. */
    Future<Map<String, NangoIntegrationRow>> integrations(Transaction tx, TenantId tenant) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NangoIntegrationRow where tenantId = :tenant", NangoIntegrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .getResultList())
                .map(rows -> {
                    Map<String, NangoIntegrationRow> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.applicationId, row));
                    return found;
                });
    }

    /** Writes what the rest of the API calls an application by. */
    Future<Void> keep(Transaction tx, TenantId tenant, String applicationId, String key, boolean forwardWebhooks) {
        return tx.run(session -> session.find(NangoIntegrationRow.class, applicationId))
                .compose((@Nullable NangoIntegrationRow found) -> {
                    NangoIntegrationRow row = found == null ? new NangoIntegrationRow() : found;
                    row.uniqueKey = key;
                    row.forwardWebhooks = forwardWebhooks;
                    if (found != null) {
                        return tx.flush();
                    }
                    row.applicationId = applicationId;
                    row.tenantId = tenant.value();
                    return tx.run(session -> session.persist(row)).compose(done -> tx.flush());
                });
    }

    /** Of one connection; {@link Extras#NONE} if nothing is kept. */
    Future<Extras> extras(Transaction tx, TenantId tenant, ConnectionId id) {
        return extras(tx, tenant, List.of(id)).map(found -> found.getOrDefault(id, Extras.NONE));
    }

    /** By connection; those of which nothing is kept are missing. */
    Future<Map<ConnectionId, Extras>> extras(Transaction tx, TenantId tenant, List<ConnectionId> ids) {
        Map<ConnectionId, Extras> found = new HashMap<>();
        Future<Void> read = Future.succeededFuture();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE)).stream()
                    .map(ConnectionId::value)
                    .toList();
            read = read.compose(before -> some(tx, tenant, some)).map(more -> {
                found.putAll(more);
                return null;
            });
        }
        return read.map(done -> found);
    }

    private Future<Map<ConnectionId, Extras>> some(Transaction tx, TenantId tenant, List<String> ids) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NangoTagRow where tenantId = :tenant and connectionId in (:ids)",
                                NangoTagRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("ids", ids)
                        .getResultList())
                .compose(tags -> tx.run(session -> session.createSelectionQuery(
                                        "from NangoConnectionRow where tenantId = :tenant and connectionId in (:ids)",
                                        NangoConnectionRow.class)
                                .setParameter("tenant", tenant.value())
                                .setParameter("ids", ids)
                                .getResultList())
                        .map(rows -> joined(rows, tags)));
    }

    private Map<ConnectionId, Extras> joined(List<NangoConnectionRow> rows, List<NangoTagRow> tags) {
        Map<String, Map<String, String>> byConnection = new HashMap<>();
        for (NangoTagRow tag : tags) {
            byConnection
                    .computeIfAbsent(tag.connectionId, id -> new LinkedHashMap<>())
                    .put(tag.name, tag.text);
        }
        Map<ConnectionId, Extras> extras = new HashMap<>();
        for (NangoConnectionRow row : rows) {
            extras.put(
                    new ConnectionId(row.connectionId),
                    row.toExtras(sealer, byConnection.getOrDefault(row.connectionId, Map.of())));
        }
        return extras;
    }

    /** Writes all of it, in place of what was kept. */
    Future<Void> keep(
            Transaction tx, TenantId tenant, String applicationId, ConnectionId id, Extras extras, Instant at) {
        return tx.run(session -> session.find(NangoConnectionRow.class, id.value()))
                .compose((@Nullable NangoConnectionRow found) -> {
                    NangoConnectionRow row = found == null ? new NangoConnectionRow() : found;
                    row.connectionId = id.value();
                    row.tenantId = tenant.value();
                    row.applicationId = applicationId;
                    row.take(extras, sealer, at);
                    return found == null ? tx.run(session -> session.persist(row)) : Future.succeededFuture();
                })
                .compose(kept -> tx.flush())
                .compose(kept -> tx.run(session -> session.createMutationQuery(
                                "delete from NangoTagRow where tenantId = :tenant and connectionId = :connection")
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", id.value())
                        .executeUpdate()))
                .compose(cleared -> tx.insertMany(
                        "nango_tag",
                        List.of("id", "tenant_id", "connection_id", "name", "text"),
                        extras.tags().entrySet().stream()
                                .map(tag -> new Object[] {
                                    id.value() + " " + tag.getKey(),
                                    tenant.value(),
                                    id.value(),
                                    tag.getKey(),
                                    tag.getValue()
                                })
                                .toList()));
    }

    /** The connection of an application that goes by this alias. */
    Future<Optional<ConnectionId>> aliased(Transaction tx, TenantId tenant, String applicationId, String alias) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NangoConnectionRow where tenantId = :tenant and applicationId = :application"
                                        + " and alias = :alias",
                                NangoConnectionRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("alias", alias)
                        .getSingleResultOrNull())
                .map((@Nullable NangoConnectionRow row) ->
                        Optional.ofNullable(row).map(each -> new ConnectionId(each.connectionId)));
    }

    /** An ended connection goes by its own id again, so that another may take the alias. */
    Future<Void> freeAlias(Transaction tx, TenantId tenant, ConnectionId id) {
        return tx.run(session -> session.createMutationQuery(
                                "update NangoConnectionRow set alias = null where tenantId = :tenant"
                                        + " and connectionId = :connection")
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", id.value())
                        .executeUpdate())
                .mapEmpty();
    }

    /** Living connections, newest first. Reads the connections' own table beside ours, and nothing of it but its ids. */
    Future<List<ConnectionId>> list(Transaction tx, TenantId tenant, Filter filter, int skip, int most) {
        List<String> where = new ArrayList<>(List.of("c.tenantId = :tenant", "c.state <> :ended"));
        Map<String, Object> values =
                new LinkedHashMap<>(Map.of("tenant", tenant.value(), "ended", ConnectionState.REVOKED));
        if (filter.connectionId() != null) {
            where.add("(n.alias = :id or (n.alias is null and c.id = :id))");
            values.put("id", filter.connectionId());
        }
        if (filter.endUserId() != null) {
            where.add("(n.endUserId = :user or (n.endUserId is null and c.endUserId = :user))");
            values.put("user", filter.endUserId());
        }
        if (filter.organizationId() != null) {
            where.add("n.organizationId = :organization");
            values.put("organization", filter.organizationId());
        }
        if (filter.applicationIds() != null) {
            where.add("c.applicationId in (:applications)");
            values.put("applications", filter.applicationIds());
        }
        if (filter.search() != null) {
            where.add(
                    "(lower(coalesce(n.alias, c.id)) like :part escape '!' or lower(c.endUserId) like :part escape '!'"
                            + " or lower(c.endUserEmail) like :part escape '!' or lower(c.endUserName) like :part escape '!'"
                            + " or lower(n.endUserId) like :part escape '!' or lower(n.endUserEmail) like :part escape '!'"
                            + " or lower(n.endUserName) like :part escape '!')");
            values.put("part", "%" + escaped(filter.search()) + "%");
        }
        int number = 0;
        for (Map.Entry<String, String> tag : filter.tags().entrySet()) {
            where.add(
                    "exists (select 1 from NangoTagRow t" + number + " where t" + number + ".connectionId = c.id and t"
                            + number + ".name = :name" + number + " and t" + number + ".text = :value" + number + ")");
            values.put("name" + number, tag.getKey());
            values.put("value" + number, tag.getValue());
            number++;
        }
        return tx.run(session -> {
                    var query = session.createSelectionQuery(
                            "select c.id from ConnectionRow c left join NangoConnectionRow n on n.connectionId = c.id"
                                    + " where " + String.join(" and ", where) + " order by c.createdAt desc, c.id",
                            String.class);
                    values.forEach(query::setParameter);
                    return query.setFirstResult(skip).setMaxResults(most).getResultList();
                })
                .map(ids -> ids.stream().map(ConnectionId::new).toList());
    }

    private static String escaped(String part) {
        return part.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }
}
