package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked about a tenant's calls. */
public final class Calls {
    private final Database database;
    private final Fresh fresh;
    private final CallStore store = new CallStore();

    public Calls(Database database, CallLog log) {
        this.database = database;
        this.fresh = new Fresh(log);
    }

    /** The same question about applications of some environments. */
    Future<CallFilter> within(TenantId tenant, EnvironmentChoice environments, CallFilter filter) {
        return environments.isAll()
                ? Future.succeededFuture(filter)
                : database.read(tx -> store.applications(tx, tenant, environments))
                        .map(filter::through);
    }

    /**
     * Newest first.
     *
     * @param before only calls before this one; null for the first page
     */
    Future<List<StoredCall>> list(TenantId tenant, CallFilter filter, @Nullable String before, int limit) {
        return fresh.then(() -> database.read(tx -> store.list(tx, tenant, filter, before, limit)));
    }

    /** Counts the calls that fit into the histogram's bars; the filter says of which time. */
    Future<CallHistogram> histogram(TenantId tenant, CallFilter filter, CallHistogram histogram) {
        return fresh.then(() ->
                database.read(tx -> store.each(tx, tenant, filter, histogram)).map(histogram));
    }

    /** What the practices of these calls are called. */
    Future<Map<String, String>> practiceNames(TenantId tenant, Set<String> practices) {
        return practices.isEmpty()
                ? Future.succeededFuture(Map.of())
                : database.read(tx -> store.practiceNames(tx, tenant, practices));
    }

    /** The newest call of a request. Fails with 404 {@code call-unknown}. */
    Future<CallRecord> of(TenantId tenant, String requestId) {
        return list(tenant, CallFilter.ofRequest(requestId), null, 1).map(found -> {
            if (found.isEmpty()) {
                throw new Failure.Missing(
                        "call-unknown", "No call with this request id is known. It may be older than what is kept.");
            }
            return found.get(0).call();
        });
    }
}
