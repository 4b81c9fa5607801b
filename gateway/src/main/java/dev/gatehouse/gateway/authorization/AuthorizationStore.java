package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Connect sessions and pending authorizations in the database. */
public final class AuthorizationStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(ConnectSessionRow.class, PendingAuthorizationRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("pending_authorization", "verifier"),
            new SealedColumn("pending_authorization", "session_token"),
            new SealedColumn("pending_authorization", "posted"));

    private final Sealer sealer;

    AuthorizationStore(Sealer sealer) {
        this.sealer = sealer;
    }

    Future<ConnectSession> add(Transaction tx, ConnectSession session, String tokenHash) {
        return tx.run(hibernate -> hibernate
                        .persist(new ConnectSessionRow(session, tokenHash))
                        .thenCompose(done -> hibernate.flush()))
                .map(session);
    }

    /** By what only its holder knows; the one look-up that names no tenant, since a browser has none. */
    Future<Optional<ConnectSession>> byToken(Transaction tx, String tokenHash) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery("from ConnectSessionRow where tokenHash = :hash", ConnectSessionRow.class)
                        .setParameter("hash", tokenHash)
                        .getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(ConnectSessionRow::toSession));
    }

    Future<Optional<ConnectSessionRow>> session(Transaction tx, TenantId tenant, String id) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery(
                                "from ConnectSessionRow where tenantId = :tenant and id = :id", ConnectSessionRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** A failed session is open again; any other stays as it is. */
    Future<Void> reopen(Transaction tx, TenantId tenant, String id) {
        return tx.run(hibernate -> hibernate
                        .createMutationQuery("update versioned ConnectSessionRow"
                                + " set state = :open, failureCode = null, failureReference = null"
                                + " where tenantId = :tenant and id = :id and state = :failed")
                        .setParameter("open", ConnectSession.State.OPEN)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setParameter("failed", ConnectSession.State.FAILED)
                        .executeUpdate())
                .mapEmpty();
    }

    Future<Void> add(Transaction tx, PendingAuthorization pending) {
        return tx.run(hibernate -> hibernate.persist(new PendingAuthorizationRow(pending, sealer)));
    }

    /** By the digest of a {@code state}, which is unguessable; a browser names no tenant. */
    Future<Optional<PendingAuthorization>> pending(Transaction tx, String id) {
        return tx.run(hibernate -> hibernate.find(PendingAuthorizationRow.class, id))
                .map(row -> Optional.ofNullable(row).map(found -> found.toPending(sealer)));
    }

    /** Moves from one state to the next; false if it was not in the first, so only one caller ever gets true. */
    Future<Boolean> move(
            Transaction tx,
            TenantId tenant,
            String id,
            PendingAuthorization.State from,
            PendingAuthorization.State to) {
        return tx.run(hibernate -> hibernate
                        .createMutationQuery("update PendingAuthorizationRow set state = :to"
                                + " where tenantId = :tenant and id = :id and state = :from")
                        .setParameter("to", to)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setParameter("from", from)
                        .executeUpdate())
                .map(count -> count == 1);
    }

    /** Removes what expired before then; pending authorizations go with their session or by themselves. */
    Future<Integer> sweep(Transaction tx, Instant before) {
        return tx.run(hibernate -> hibernate
                .createMutationQuery("delete from PendingAuthorizationRow where expiresAt < :before")
                .setParameter("before", before)
                .executeUpdate()
                .thenCompose(pending -> hibernate
                        .createMutationQuery("delete from ConnectSessionRow where expiresAt < :before")
                        .setParameter("before", before)
                        .executeUpdate()
                        .thenApply(sessions -> pending + sessions)));
    }
}
