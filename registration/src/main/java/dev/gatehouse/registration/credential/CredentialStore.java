package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Credentials in the database. */
public final class CredentialStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(CredentialRow.class);

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

    Future<Optional<CredentialRow>> active(Transaction tx, TenantId tenant, String applicationId) {
        return of(tx, tenant, applicationId)
                .map(rows -> rows.stream()
                        .filter(row -> row.state == CredentialState.ACTIVE)
                        .findFirst());
    }
}
