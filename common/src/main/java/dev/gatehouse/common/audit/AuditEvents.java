package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;

/** What was written down about a tenant. */
public final class AuditEvents {
    /** To begin a list with the newest entry. */
    public static final long NEWEST = Long.MAX_VALUE;

    private final Database database;
    private final AuditStore store = new AuditStore();

    public AuditEvents(Database database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @param before only entries with a smaller {@code seq}; {@link #NEWEST} for the first page
     */
    public Future<List<AuditEvent>> list(TenantId tenant, AuditFilter filter, long before, int limit) {
        return database.read(tx -> store.list(tx, tenant, filter, before, limit));
    }
}
