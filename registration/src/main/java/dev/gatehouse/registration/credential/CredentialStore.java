package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;

/** Credentials in the database. */
public final class CredentialStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(CredentialRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(new SealedColumn("credential", "secret"));

    CredentialStore() {}

    Future<CredentialRow> add(Transaction tx, CredentialRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()))
                .map(row);
    }

    /** Newest first. */
    Future<List<CredentialRow>> of(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where tenantId = :tenant and applicationId = :application"
                                + " order by number desc",
                        CredentialRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("application", applicationId)
                .getResultList());
    }

    /** The same, held until the transaction ends, so that of two changes at once one waits for the other. */
    Future<List<CredentialRow>> forChange(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where tenantId = :tenant and applicationId = :application"
                                + " order by number desc",
                        CredentialRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("application", applicationId)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList());
    }

    Future<Optional<CredentialRow>> active(Transaction tx, TenantId tenant, String applicationId) {
        return of(tx, tenant, applicationId)
                .map(rows -> rows.stream()
                        .filter(row -> row.state == CredentialState.ACTIVE)
                        .findFirst());
    }
}
