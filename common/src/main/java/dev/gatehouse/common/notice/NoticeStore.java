package dev.gatehouse.common.notice;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Notices in the database. */
public final class NoticeStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(NoticeRow.class);

    NoticeStore() {}

    Future<Void> add(Transaction tx, SentNotice notice) {
        return tx.run(session -> session.persist(new NoticeRow(notice)).thenCompose(done -> session.flush()));
    }

    Future<Optional<SentNotice>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NoticeRow where tenantId = :tenant and id = :id", NoticeRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(NoticeRow::toNotice));
    }

    Future<List<SentNotice>> find(Transaction tx, TenantId tenant, List<String> ids) {
        return tx.run(session -> session.createSelectionQuery(
                                "from NoticeRow where tenantId = :tenant and id in :ids", NoticeRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("ids", ids)
                        .getResultList())
                .map(rows -> rows.stream().map(NoticeRow::toNotice).toList());
    }

    Future<Boolean> anyWaiting(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery(
                                "select id from NoticeRow where spreadAt is null", String.class)
                        .setMaxResults(1)
                        .getResultList())
                .map(found -> !found.isEmpty());
    }

    /** The oldest that no other transaction has in hand; of all tenants, and locked until this one ends. */
    Future<List<SentNotice>> waiting(Transaction tx, int most) {
        return tx.run(session -> session.createSelectionQuery(
                                "select id from NoticeRow where spreadAt is null order by occurredAt", String.class)
                        .setMaxResults(most)
                        .getResultList())
                .compose(ids -> hold(tx, ids))
                .map(rows -> rows.stream().map(NoticeRow::toNotice).toList());
    }

    /** By their ids: of a query with a limit H2 locks every row that fits, not only those it answers. */
    private static Future<List<NoticeRow>> hold(Transaction tx, List<String> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : tx.run(session -> session.createNativeQuery(
                                "select * from notice where id in (:ids) and spread_at is null order by occurred_at"
                                        + " for update skip locked",
                                NoticeRow.class)
                        .setParameter("ids", ids)
                        .getResultList());
    }

    Future<Void> spread(Transaction tx, List<String> ids, Instant at) {
        return tx.run(session -> session.createMutationQuery("update NoticeRow set spreadAt = :at where id in :ids")
                        .setParameter("at", at)
                        .setParameter("ids", ids)
                        .executeUpdate())
                .mapEmpty();
    }

    Future<Void> remove(Transaction tx, List<String> ids) {
        return tx.run(session -> session.createMutationQuery("delete from NoticeRow where id in :ids")
                        .setParameter("ids", ids)
                        .executeUpdate())
                .mapEmpty();
    }

    Future<Integer> removeSpreadBefore(Transaction tx, Instant before) {
        return tx.run(session -> session.createMutationQuery("delete from NoticeRow where spreadAt < :before")
                .setParameter("before", before)
                .executeUpdate());
    }
}
