package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** How those of some endpoints went that were made since then; endpoints without any are missing. */
    Future<Map<String, Standing>> standings(Transaction tx, TenantId tenant, List<String> endpoints, Instant since) {
        if (endpoints.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<Object> values = new ArrayList<>(endpoints);
        values.add(tenant.value());
        values.add(since);
        return tx.selectRows(
                        "select endpoint_id, state, count(*), max(ended_at),"
                                + " sum(case when state = 'pending' and attempts > 1 then 1 else 0 end)"
                                + " from notice_delivery where endpoint_id in ("
                                + String.join(", ", Collections.nCopies(endpoints.size(), "?"))
                                + ") and tenant_id = ? and created_at >= ? group by endpoint_id, state",
                        values.toArray())
                .map(rows -> {
                    Map<String, Standing> all = new HashMap<>();
                    rows.forEach(row -> all.merge((String) row[0], standing(row), DeliveryStore::sum));
                    return all;
                });
    }

    private static Standing standing(Object[] row) {
        int many = ((Number) row[2]).intValue();
        Instant last = (Instant) row[3];
        return switch (DeliveryState.of((String) row[1]).orElseThrow()) {
            case DELIVERED -> new Standing(many, 0, 0, 0, last, null);
            case FAILED -> new Standing(0, many, 0, 0, null, last);
            case PENDING -> new Standing(0, 0, many, ((Number) row[4]).intValue(), null, null);
        };
    }

    private static Standing sum(Standing one, Standing other) {
        return new Standing(
                one.delivered() + other.delivered(),
                one.failed() + other.failed(),
                one.pending() + other.pending(),
                one.retried() + other.retried(),
                one.deliveredAt() == null ? other.deliveredAt() : one.deliveredAt(),
                one.failedAt() == null ? other.failedAt() : one.failedAt());
    }

    /**
     * How webhooks made in that time went, by the step in which they were made.
     *
     * @param end not included
     */
    Future<Map<Instant, Standing>> over(Transaction tx, TenantId tenant, Instant begin, Instant end, Duration step) {
        String place = "floor(extract(epoch from d.created_at) / " + step.toSeconds() + ")";
        return tx.selectRows(
                        "select " + place + ", d.state, count(*), max(d.ended_at), 0 from notice_delivery d"
                                + " join webhook_endpoint e on e.id = d.endpoint_id"
                                + " where e.tenant_id = ? and d.tenant_id = ? and d.created_at >= ? and d.created_at < ?"
                                + " group by " + place + ", d.state",
                        tenant.value(),
                        tenant.value(),
                        begin,
                        end)
                .map(rows -> {
                    Map<Instant, Standing> all = new TreeMap<>();
                    rows.forEach(row -> all.merge(
                            Instant.ofEpochSecond(((Number) row[0]).longValue() * step.toSeconds()),
                            standing(row),
                            DeliveryStore::sum));
                    return all;
                });
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
