package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many connections there are that have not ended, by endpoint; who has none may be missing. */
@FunctionalInterface
public interface ConnectionCount {
    /** @param tenant whose; null for all */
    Future<Map<String, Integer>> of(@Nullable TenantId tenant, List<String> endpointIds);
}
