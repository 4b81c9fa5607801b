package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many connections lead to a practice. */
record PracticeUse(ConnectionCount connections) {

    /** By the practices' ids; who has none is missing. */
    Future<Map<String, Integer>> of(TenantId tenant, List<Practice> practices) {
        Map<String, String> practiceOf = new HashMap<>();
        for (Practice each : practices) {
            each.endpoints().forEach(endpoint -> practiceOf.put(endpoint.id(), each.id()));
        }
        if (practiceOf.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return connections.of(tenant, List.copyOf(practiceOf.keySet())).map(counts -> {
            Map<String, Integer> byPractice = new HashMap<>();
            counts.forEach((endpoint, count) -> {
                String practice = practiceOf.get(endpoint);
                if (practice != null && count > 0) {
                    byPractice.merge(practice, count, Integer::sum);
                }
            });
            return byPractice;
        });
    }
}
