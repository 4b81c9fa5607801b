package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What was written down about a tenant. */
public final class AuditEvents {
    /** To begin a list with the newest entry. */
    public static final long NEWEST = Long.MAX_VALUE;

    private static final int PAGE = 500;

    private final Database database;
    private final AuditTrail audit;
    private final AuditStore store = new AuditStore();

    public AuditEvents(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    /**
     * Newest first.
     *
     * @param before only entries with a smaller {@code seq}; {@link #NEWEST} for the first page
     */
    public Future<List<AuditEvent>> list(TenantId tenant, AuditFilter filter, long before, int limit) {
        return database.read(tx -> store.list(tx, tenant, filter, before, limit));
    }

    /**
     * Hands over all entries, oldest first, a page at a time: the next one is read when the page before was taken. That it is
     * done is written down first, and is the last entry.
     *
     * @param form for the entry about it
     */
    public Future<Void> export(
            Author by, AuditFilter filter, String form, Function<List<AuditEvent>, Future<Void>> take) {
        return database.inTransaction(tx -> {
                    audit.record(tx, by, "audit.exported", by.tenant().value(), Map.of("form", form));
                    return Future.succeededFuture();
                })
                .compose(recorded -> database.read(store::head))
                .compose(head ->
                        page(by.tenant(), filter, 0, head.map(AuditAnchor::seq).orElse(0L), take));
    }

    private Future<Void> page(
            TenantId tenant, AuditFilter filter, long after, long last, Function<List<AuditEvent>, Future<Void>> take) {
        return database.read(tx -> store.list(tx, tenant, filter, after, last, PAGE))
                .compose(events -> {
                    Future<Void> taken = events.isEmpty() ? Future.succeededFuture() : take.apply(events);
                    return events.size() < PAGE
                            ? taken
                            : taken.compose(done ->
                                    page(tenant, filter, events.get(PAGE - 1).seq(), last, take));
                });
    }
}
