package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing keys in the database. */
final class SigningKeyStore {
    Future<Void> add(Transaction tx, SigningKeyRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    /** Newest first. */
    Future<List<SigningKeyRow>> of(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from SigningKeyRow where tenantId = :tenant and applicationId = :application"
                                + " order by createdAt desc, id desc",
                        SigningKeyRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("application", applicationId)
                .getResultList());
    }

    Future<Optional<SigningKeyRow>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from SigningKeyRow where tenantId = :tenant and id = :id", SigningKeyRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map((@Nullable SigningKeyRow row) -> Optional.ofNullable(row));
    }

    /** Everything an application ever published, whoever owns it: the key set is public. */
    Future<List<SigningKeyRow>> published(Transaction tx, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from SigningKeyRow where applicationId = :application order by createdAt desc, id desc",
                        SigningKeyRow.class)
                .setParameter("application", applicationId)
                .getResultList());
    }

    /** Those that signed for the last time before then and are published still, of all tenants. */
    Future<List<SigningKeyRow>> retiredBefore(Transaction tx, Instant time, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from SigningKeyRow where removedAt is null and retiredAt < :time order by retiredAt",
                        SigningKeyRow.class)
                .setParameter("time", time)
                .setMaxResults(most)
                .getResultList());
    }

    Future<Void> remove(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from SigningKeyRow where tenantId = :tenant and applicationId = :application")
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .executeUpdate())
                .mapEmpty();
    }
}
