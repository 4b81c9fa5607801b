package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nango's connect sessions and their attempts in the database. */
public final class NangoConnectStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(NangoSessionRow.class, AttemptRow.class);

    NangoConnectStore() {}

    Future<NangoSession> add(Transaction tx, NangoSession session, String tokenHash) {
        return tx.run(hibernate -> hibernate
                        .persist(new NangoSessionRow(session, tokenHash))
                        .thenCompose(done -> hibernate.flush()))
                .map(session);
    }

    /** By what only its holder knows; a browser names no tenant. One that was ended is not there. */
    Future<Optional<NangoSession>> byToken(Transaction tx, String tokenHash) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery(
                                "from NangoSessionRow where tokenHash = :hash and endedAt is null",
                                NangoSessionRow.class)
                        .setParameter("hash", tokenHash)
                        .getSingleResultOrNull())
                .map((@Nullable NangoSessionRow row) -> Optional.ofNullable(row).map(NangoSessionRow::toSession));
    }

    Future<Optional<NangoSession>> session(Transaction tx, TenantId tenant, String id) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery(
                                "from NangoSessionRow where tenantId = :tenant and id = :id", NangoSessionRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map((@Nullable NangoSessionRow row) -> Optional.ofNullable(row).map(NangoSessionRow::toSession));
    }

    Future<Void> end(Transaction tx, TenantId tenant, String id, Instant now) {
        return tx.run(hibernate -> hibernate
                        .createMutationQuery("update versioned NangoSessionRow set endedAt = :now"
                                + " where tenantId = :tenant and id = :id and endedAt is null")
                        .setParameter("now", now)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .executeUpdate())
                .mapEmpty();
    }

    /** False if it has had its most attempts. */
    Future<Boolean> countAttempt(Transaction tx, TenantId tenant, String id, int most) {
        return tx.run(hibernate -> hibernate
                        .createMutationQuery("update versioned NangoSessionRow set attempts = attempts + 1"
                                + " where tenantId = :tenant and id = :id and attempts < :most")
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setParameter("most", most)
                        .executeUpdate())
                .map(count -> count == 1);
    }

    Future<Void> add(Transaction tx, Attempt attempt) {
        return tx.run(hibernate -> hibernate.persist(new AttemptRow(attempt)).thenCompose(done -> hibernate.flush()));
    }

    Future<Optional<AttemptRow>> attemptOf(Transaction tx, TenantId tenant, String connectSessionId) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery(
                                "from AttemptRow where tenantId = :tenant and connectSessionId = :session",
                                AttemptRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("session", connectSessionId)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By an id that another node told; nodes name no tenant. */
    Future<Optional<Attempt>> attempt(Transaction tx, String id) {
        return tx.run(hibernate -> hibernate.find(AttemptRow.class, id))
                .map((@Nullable AttemptRow row) -> Optional.ofNullable(row).map(AttemptRow::toAttempt));
    }

    /** Those that ended and began at one of these sockets. */
    Future<List<Attempt>> ended(Transaction tx, Set<String> sockets) {
        return tx.run(hibernate -> hibernate
                        .createSelectionQuery(
                                "from AttemptRow where socketHash in :sockets"
                                        + " and (connectionId is not null or errorType is not null)",
                                AttemptRow.class)
                        .setParameter("sockets", sockets)
                        .getResultList())
                .map(rows -> rows.stream().map(AttemptRow::toAttempt).toList());
    }

    /** Removes sessions that expired before then, with their attempts. */
    Future<Integer> sweep(Transaction tx, Instant before) {
        return tx.run(hibernate -> hibernate
                .createMutationQuery("delete from NangoSessionRow where expiresAt < :before")
                .setParameter("before", before)
                .executeUpdate());
    }
}
