package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** The chain in the database. */
public final class AuditStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(AuditEventRow.class, AuditHeadRow.class);

    private static final Duration SOON = Duration.ofSeconds(30);

    AuditStore() {}

    /** The end of the chain, locked until the transaction ends. Fails with 503 {@code audit-unavailable} if it is gone. */
    Future<AuditHeadRow> lockHead(Transaction tx) {
        return tx.run(session -> session.find(AuditHeadRow.class, AuditHeadRow.ONLY, LockMode.PESSIMISTIC_WRITE))
                .map(head -> {
                    if (head == null) {
                        throw new Failure.Unavailable(
                                "audit-unavailable",
                                "The audit can't be written, so nothing was changed. Tell the operator of Gatehouse.",
                                SOON,
                                null);
                    }
                    return head;
                });
    }

    /** Adds the rows, and writes what was changed in the head. */
    Future<Void> append(Transaction tx, List<AuditEventRow> rows) {
        return tx.run(session -> session.persist(rows.toArray()).thenCompose(done -> session.flush()));
    }

    /** The end of the chain as it is; empty while nothing was ever written. */
    Future<Optional<AuditAnchor>> head(Transaction tx) {
        return tx.run(session -> session.find(AuditHeadRow.class, AuditHeadRow.ONLY))
                .map(head -> head == null || head.seq == 0
                        ? Optional.empty()
                        : Optional.of(new AuditAnchor(head.seq, HexFormat.of().formatHex(head.mac), null)));
    }

    /** The MAC of an entry, in hex. */
    Future<Optional<String>> macOf(Transaction tx, long seq) {
        return tx.run(session -> session.find(AuditEventRow.class, seq))
                .map(row -> Optional.ofNullable(row).map(found -> HexFormat.of().formatHex(found.mac)));
    }

    /** Oldest first, those after {@code after} and up to {@code last}. */
    Future<List<AuditEvent>> list(
            Transaction tx, TenantId tenant, AuditFilter filter, long after, long last, int limit) {
        return select(tx, tenant, filter, "seq > :from and seq <= :to order by seq", after, last, limit);
    }

    /** Newest first, those before {@code before}. */
    Future<List<AuditEvent>> list(Transaction tx, TenantId tenant, AuditFilter filter, long before, int limit) {
        return select(tx, tenant, filter, "seq > :from and seq < :to order by seq desc", 0, before, limit);
    }

    private static Future<List<AuditEvent>> select(
            Transaction tx, TenantId tenant, AuditFilter filter, String part, long from, long to, int limit) {
        Map<String, Object> values = new HashMap<>();
        StringBuilder query = new StringBuilder("from AuditEventRow where tenantId = :tenant");
        also(query, values, " and recordedAt >= :since", "since", filter.since());
        also(query, values, " and recordedAt < :until", "until", filter.until());
        also(query, values, " and target = :target", "target", filter.target());
        also(query, values, " and actorId = :actor", "actor", filter.actor());
        String action = filter.action();
        if (action != null && action.endsWith(".")) {
            also(query, values, " and substring(action, 1, " + action.length() + ") = :action", "action", action);
        } else {
            also(query, values, " and action = :action", "action", action);
        }
        return tx.run(session -> {
                    var selection = session.createSelectionQuery(
                                    query.append(" and ").append(part).toString(), AuditEventRow.class)
                            .setParameter("tenant", tenant.value())
                            .setParameter("from", from)
                            .setParameter("to", to)
                            .setMaxResults(limit);
                    values.forEach(selection::setParameter);
                    return selection.getResultList();
                })
                .map(rows -> rows.stream().map(AuditEventRow::toEvent).toList());
    }

    private static void also(
            StringBuilder query, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            query.append(condition);
            values.put(name, value);
        }
    }
}
