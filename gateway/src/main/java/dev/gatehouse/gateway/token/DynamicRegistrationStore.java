package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries to register clients, in the database. */
public final class DynamicRegistrationStore {
    /** The entity classes of dynamic registration. */
    public static final List<Class<?>> ROWS = List.of(DynamicRegistrationRow.class);

    DynamicRegistrationStore() {}

    Future<Void> add(Transaction tx, DynamicRegistrationRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    /** Newest first. */
    Future<List<DynamicRegistrationRow>> of(Transaction tx, TenantId tenant, String applicationId, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from DynamicRegistrationRow where tenantId = :tenant and applicationId = :application"
                                + " order by startedAt desc, id desc",
                        DynamicRegistrationRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("application", applicationId)
                .setMaxResults(most)
                .getResultList());
    }

    Future<Optional<DynamicRegistrationRow>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from DynamicRegistrationRow where tenantId = :tenant and id = :id",
                                DynamicRegistrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map((@Nullable DynamicRegistrationRow row) -> Optional.ofNullable(row));
    }
}
