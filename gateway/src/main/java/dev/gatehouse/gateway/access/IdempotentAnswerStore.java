package dev.gatehouse.gateway.access;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** Answers kept for an {@code Idempotency-Key}, in the database. */
final class IdempotentAnswerStore {

    Future<Void> add(Transaction tx, IdempotentAnswerRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    Future<Optional<IdempotentAnswerRow>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from IdempotentAnswerRow where tenantId = :tenant and id = :id",
                                IdempotentAnswerRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<Void> remove(Transaction tx, IdempotentAnswerRow row) {
        return tx.run(session -> session.remove(row));
    }

    /** How many were older and are gone. */
    Future<Integer> sweep(Transaction tx, Instant before) {
        return tx.run(
                session -> session.createMutationQuery("delete from IdempotentAnswerRow where createdAt < :before")
                        .setParameter("before", before)
                        .executeUpdate());
    }
}
