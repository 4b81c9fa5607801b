package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Credentials in the database. */
public final class CredentialStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS =
            List.of(CredentialRow.class, SigningKeyRow.class, ProbeTurnRow.class, RevealCountRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("credential", "secret"),
            new SealedColumn("credential", "registration_token"),
            new SealedColumn("signing_key", "private_jwk"));

    CredentialStore() {}

    Future<CredentialRow> add(Transaction tx, CredentialRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()))
                .map(row);
    }

    /** Newest first. */
    Future<List<CredentialRow>> of(Transaction tx, TenantId tenant, String applicationId) {
        return all(tx, tenant, applicationId, LockMode.READ);
    }

    /** The same, held until the transaction ends. Hold the application first: a row that is not there yet can't be held. */
    Future<List<CredentialRow>> forChange(Transaction tx, TenantId tenant, String applicationId) {
        return all(tx, tenant, applicationId, LockMode.PESSIMISTIC_WRITE);
    }

    /** Those of several applications that were not revoked, newest first. */
    Future<List<CredentialRow>> living(Transaction tx, TenantId tenant, List<String> applicationIds) {
        if (applicationIds.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where tenantId = :tenant and applicationId in (:applications)"
                                + " and state <> :over order by number desc",
                        CredentialRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("applications", applicationIds)
                .setParameter("over", CredentialState.REVOKED)
                .getResultList());
    }

    private static Future<List<CredentialRow>> all(
            Transaction tx, TenantId tenant, String applicationId, LockMode lock) {
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where tenantId = :tenant and applicationId = :application"
                                + " order by number desc",
                        CredentialRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter("application", applicationId)
                .setLockMode(lock)
                .getResultList());
    }

    /** One version, held until the transaction ends. */
    Future<Optional<CredentialRow>> held(Transaction tx, TenantId tenant, String applicationId, int number) {
        return tx.run(session -> session.createSelectionQuery(
                                "from CredentialRow where tenantId = :tenant and applicationId = :application"
                                        + " and number = :number",
                                CredentialRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("number", number)
                        .setLockMode(LockMode.PESSIMISTIC_WRITE)
                        .getSingleResultOrNull())
                .map((@Nullable CredentialRow row) -> Optional.ofNullable(row));
    }

    /** Those that began to retire before then, of all tenants, by id, after one. */
    Future<List<CredentialRow>> retiringSince(Transaction tx, Instant time, String after, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where state = :state and endedAt < :time and id > :after order by id",
                        CredentialRow.class)
                .setParameter("state", CredentialState.RETIRING)
                .setParameter("time", time)
                .setParameter("after", after)
                .setMaxResults(most)
                .getResultList());
    }

    /** Those in use whose end, or whose renewal, is due before then, of all tenants, by id, after one. */
    Future<List<CredentialRow>> dueBefore(Transaction tx, Instant time, String after, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from CredentialRow where state in (:states) and (expiresAt < :time or rotateAfter < :time)"
                                + " and id > :after order by id",
                        CredentialRow.class)
                .setParameter("states", List.of(CredentialState.ACTIVE, CredentialState.PENDING))
                .setParameter("time", time)
                .setParameter("after", after)
                .setMaxResults(most)
                .getResultList());
    }

    Future<Optional<ProbeTurnRow>> probeTurn(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ProbeTurnRow where tenantId = :tenant and applicationId = :application",
                                ProbeTurnRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setLockMode(LockMode.PESSIMISTIC_WRITE)
                        .getSingleResultOrNull())
                .map((@Nullable ProbeTurnRow row) -> Optional.ofNullable(row));
    }

    Future<Optional<RevealCountRow>> reveals(Transaction tx, TenantId tenant) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RevealCountRow where tenantId = :tenant", RevealCountRow.class)
                        .setParameter("tenant", tenant.value())
                        .setLockMode(LockMode.PESSIMISTIC_WRITE)
                        .getSingleResultOrNull())
                .map((@Nullable RevealCountRow row) -> Optional.ofNullable(row));
    }

    Future<Void> add(Transaction tx, Object row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }
}
