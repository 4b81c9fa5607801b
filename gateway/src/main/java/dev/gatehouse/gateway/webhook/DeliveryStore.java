package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Deliveries in the database. */
final class DeliveryStore {
    Future<Void> add(Transaction tx, List<Delivery> deliveries) {
        return tx.run(session -> session.persist(
                        deliveries.stream().map(DeliveryRow::new).toArray())
                .thenCompose(done -> session.flush()));
    }

    /** Lanes where something is due. */
    Future<List<String>> dueLanes(Transaction tx, Instant now) {
        return tx.run(session -> session.createSelectionQuery(
                        "select distinct lane from DeliveryRow where state = 'pending' and dueAt <= :now", String.class)
                .setParameter("now", now)
                .getResultList());
    }

    /** Begins a try of up to {@code most} due ones that no other node has in hand. */
    Future<List<Delivery>> claim(Transaction tx, String lane, int most, Instant now, Instant until) {
        return tx.run(session -> session.createSelectionQuery(
                                "select id from DeliveryRow where lane = :lane and state = 'pending'"
                                        + " and dueAt <= :now order by dueAt",
                                String.class)
                        .setParameter("lane", lane)
                        .setParameter("now", now)
                        .setMaxResults(most)
                        .getResultList())
                .compose(ids -> hold(tx, ids, now))
                .map(rows -> {
                    rows.forEach(row -> row.claim(now, until));
                    return rows.stream().map(DeliveryRow::toDelivery).toList();
                });
    }

    /** By their ids: of a query with a limit H2 locks every row that fits, not only those it answers. */
    private static Future<List<DeliveryRow>> hold(Transaction tx, List<String> ids, Instant now) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : tx.run(session -> session.createNativeQuery(
                                "select * from notice_delivery where id in (:ids) and state = 'pending'"
                                        + " and due_at <= :now order by due_at for update skip locked",
                                DeliveryRow.class)
                        .setParameter("ids", ids)
                        .setParameter("now", now)
                        .getResultList());
    }

    Future<Optional<DeliveryRow>> find(Transaction tx, TenantId tenant, String endpointId, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from DeliveryRow where tenantId = :tenant and endpointId = :endpoint and id = :id",
                                DeliveryRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("endpoint", endpointId)
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** The same try, still under way; empty if the delivery ended, was claimed anew, or is gone. */
    Future<Optional<DeliveryRow>> underWay(Transaction tx, Delivery delivery) {
        return byId(tx, delivery)
                .map(found -> found.filter(
                        row -> row.attempts == delivery.attempts() && row.state.equals(DeliveryState.PENDING.text())));
    }

    Future<Optional<DeliveryRow>> byId(Transaction tx, Delivery delivery) {
        return tx.run(session -> session.createNativeQuery(
                                "select * from notice_delivery where tenant_id = :tenant and id = :id for update",
                                DeliveryRow.class)
                        .setParameter("tenant", delivery.tenant().value())
                        .setParameter("id", delivery.id())
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** Newest first. The key to continue after is a delivery's id. */
    Future<List<Delivery>> list(
            Transaction tx,
            TenantId tenant,
            String endpointId,
            Optional<DeliveryState> state,
            String after,
            int limit) {
        String where = state.isPresent() ? " and state = :state" : "";
        String then = after.isEmpty()
                ? ""
                : " and (createdAt < (select b.createdAt from DeliveryRow b where b.id = :after)"
                        + " or (createdAt = (select b.createdAt from DeliveryRow b where b.id = :after) and id < :after))";
        return tx.run(session -> {
                    var query = session.createSelectionQuery(
                                    "from DeliveryRow where tenantId = :tenant and endpointId = :endpoint" + where
                                            + then + " order by createdAt desc, id desc",
                                    DeliveryRow.class)
                            .setParameter("tenant", tenant.value())
                            .setParameter("endpoint", endpointId);
                    state.ifPresent(each -> query.setParameter("state", each.text()));
                    if (!after.isEmpty()) {
                        query.setParameter("after", after);
                    }
                    return query.setMaxResults(limit).getResultList();
                })
                .map(rows -> rows.stream().map(DeliveryRow::toDelivery).toList());
    }

    /** Gives up everything pending for an endpoint. */
    Future<Void> giveUp(Transaction tx, TenantId tenant, String endpointId, Outcome why, Instant now) {
        return tx.run(session -> session.createMutationQuery(
                                "update DeliveryRow set state = 'failed', endedAt = :now, answerCode = :code,"
                                        + " answerText = :text where tenantId = :tenant and endpointId = :endpoint"
                                        + " and state = 'pending'")
                        .setParameter("now", now)
                        .setParameter("code", why.code())
                        .setParameter("text", why.text())
                        .setParameter("tenant", tenant.value())
                        .setParameter("endpoint", endpointId)
                        .executeUpdate())
                .mapEmpty();
    }
}
