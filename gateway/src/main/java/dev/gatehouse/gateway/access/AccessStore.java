package dev.gatehouse.gateway.access;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tenants and API keys in the database. */
public final class AccessStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(TenantRow.class, ApiKeyRow.class, IdempotentAnswerRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(new SealedColumn("idempotent_answer", "body"));

    AccessStore() {}

    Future<Tenant> add(Transaction tx, Tenant tenant) {
        return tx.run(session -> session.persist(new TenantRow(tenant)).thenCompose(done -> session.flush()))
                .map(tenant);
    }

    Future<Optional<Tenant>> tenant(Transaction tx, TenantId id) {
        return tx.run(session -> session.find(TenantRow.class, id.value()))
                .map(row -> Optional.ofNullable(row).map(TenantRow::toTenant));
    }

    /** By id ascending, those after {@code after}. */
    Future<List<Tenant>> tenants(Transaction tx, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from TenantRow where id > :after order by id", TenantRow.class)
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(TenantRow::toTenant).toList());
    }

    /** Those whose name or id has the text in it; by id ascending, those after {@code after}. */
    Future<List<Tenant>> tenantsLike(Transaction tx, String text, String after, int limit) {
        String part = text.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return tx.run(session -> session.createSelectionQuery(
                                "from TenantRow where (lower(name) like :part escape '!' or id like :part escape '!')"
                                        + " and id > :after order by id",
                                TenantRow.class)
                        .setParameter("part", "%" + part + "%")
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(TenantRow::toTenant).toList());
    }

    Future<ApiKey> add(Transaction tx, ApiKey key, String lookup, byte[] mac) {
        return tx.run(session ->
                        session.persist(new ApiKeyRow(key, lookup, mac)).thenCompose(done -> session.flush()))
                .map(key);
    }

    Future<Optional<ApiKeyRow>> byLookup(Transaction tx, String lookup) {
        return tx.run(session -> session.createSelectionQuery("from ApiKeyRow where lookup = :lookup", ApiKeyRow.class)
                        .setParameter("lookup", lookup)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** True if no key was ever made. */
    Future<Boolean> hasNoKey(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery("select count(*) from ApiKeyRow", Long.class)
                        .getSingleResult())
                .map(count -> count == 0);
    }

    /** Keys of one tenant, or the platform's for null; by id ascending, those after {@code after}. */
    Future<List<ApiKey>> keys(Transaction tx, @Nullable TenantId tenant, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApiKeyRow where " + owner(tenant) + " and id > :after order by id",
                                ApiKeyRow.class)
                        .setParameter("tenant", tenant == null ? "" : tenant.value())
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(ApiKeyRow::toKey).toList());
    }

    Future<Optional<ApiKeyRow>> key(Transaction tx, @Nullable TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApiKeyRow where " + owner(tenant) + " and id = :id", ApiKeyRow.class)
                        .setParameter("tenant", tenant == null ? "" : tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    private static String owner(@Nullable TenantId tenant) {
        return tenant == null ? "tenantId is null and :tenant = ''" : "tenantId = :tenant";
    }
}
