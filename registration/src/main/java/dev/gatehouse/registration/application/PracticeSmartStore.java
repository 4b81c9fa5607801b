package dev.gatehouse.registration.application;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Single practices' settings in the database. They go with their application. */
final class PracticeSmartStore {
    Future<Optional<PracticeSmartRow>> find(Transaction tx, TenantId tenant, String applicationId, String practiceId) {
        return row(tx, tenant, applicationId, practiceId, LockMode.READ);
    }

    /** The same, locked until the transaction ends. */
    Future<Optional<PracticeSmartRow>> hold(Transaction tx, TenantId tenant, String applicationId, String practiceId) {
        return row(tx, tenant, applicationId, practiceId, LockMode.PESSIMISTIC_WRITE);
    }

    private static Future<Optional<PracticeSmartRow>> row(
            Transaction tx, TenantId tenant, String applicationId, String practiceId, LockMode lock) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeSmartRow where tenantId = :tenant and applicationId = :application"
                                        + " and practiceId = :practice",
                                PracticeSmartRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("practice", practiceId)
                        .setLockMode(lock)
                        .getSingleResultOrNull())
                .map((@Nullable PracticeSmartRow row) -> Optional.ofNullable(row));
    }

    Future<Void> add(Transaction tx, PracticeSmartRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    Future<Void> remove(Transaction tx, PracticeSmartRow row) {
        return tx.run(session -> session.remove(row));
    }
}
