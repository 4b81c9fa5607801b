package dev.gatehouse.common.rotation;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;

/** Changes of keys in the database. They belong to the installation, not to a tenant. */
public final class KeyRotationStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(KeyRotationRow.class);

    KeyRotationStore() {}

    /** Newest first. */
    Future<List<KeyRotation>> newest(Transaction tx, int most) {
        return tx.run(session -> session.createSelectionQuery(
                                "from KeyRotationRow order by startedAt desc, id desc", KeyRotationRow.class)
                        .setMaxResults(most)
                        .getResultList())
                .map(rows -> rows.stream().map(KeyRotationRow::toRotation).toList());
    }

    Future<Optional<KeyRotationRow>> find(Transaction tx, String id) {
        return tx.run(session -> session.find(KeyRotationRow.class, id)).map(Optional::ofNullable);
    }

    /** Held until the transaction ends. */
    Future<List<KeyRotationRow>> unended(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery(
                        "from KeyRotationRow where endedAt is null order by id", KeyRotationRow.class)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList());
    }

    Future<Void> add(Transaction tx, KeyRotationRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    Future<Boolean> anyDue(Transaction tx, Instant now) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from KeyRotationRow where endedAt is null and dueAt <= :now"
                                        + " and keyset <> 'master'",
                                Long.class)
                        .setParameter("now", now)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    /** One whose next step may be taken and that no other node has in hand; held until the transaction ends. */
    Future<Optional<KeyRotationRow>> due(Transaction tx, Instant now) {
        return tx.run(session -> session.createNativeQuery(
                                "select * from key_rotation where ended_at is null and due_at <= :now"
                                        + " and keyset <> 'master' order by started_at limit 1 for update skip locked",
                                KeyRotationRow.class)
                        .setParameter("now", now)
                        .getResultList())
                .map(rows -> rows.stream().findFirst());
    }
}
