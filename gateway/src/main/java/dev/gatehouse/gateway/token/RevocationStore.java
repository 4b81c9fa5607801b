package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Tokens that wait to be given back, in the database. */
public final class RevocationStore {
    /** The entity classes of this feature. */
    public static final List<Class<?>> ROWS = List.of(RevocationRow.class);

    /** What is sealed in its table. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("pending_revocation", "access_token"),
            new SealedColumn("pending_revocation", "refresh_token"));

    RevocationStore() {}

    Future<Void> add(Transaction tx, RevocationRow row) {
        return tx.run(session -> session.persist(row)).compose(done -> tx.flush());
    }

    /** Ids of those whose time has come, of all tenants, the longest waiting first. */
    Future<List<String>> due(Transaction tx, Instant now, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "select id from RevocationRow where nextAt <= :now order by nextAt", String.class)
                .setParameter("now", now)
                .setMaxResults(most)
                .getResultList());
    }

    /** Takes the right to try one until {@code until}; empty if somebody else did, or it is gone. */
    Future<Optional<RevocationRow>> take(Transaction tx, String id, Instant now, Instant until) {
        return held(tx, id).map(found -> found.filter(row -> !row.nextAt.isAfter(now))
                .map(row -> {
                    row.nextAt = until;
                    row.tries++;
                    return row;
                }));
    }

    Future<Optional<RevocationRow>> held(Transaction tx, String id) {
        return tx.run(session ->
                        session.createSelectionQuery("from RevocationRow where id = :id", RevocationRow.class)
                                .setParameter("id", id)
                                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                                .getSingleResultOrNull())
                .map((@Nullable RevocationRow row) -> Optional.ofNullable(row));
    }

    Future<Void> remove(Transaction tx, RevocationRow row) {
        return tx.run(session -> session.remove(row));
    }
}
