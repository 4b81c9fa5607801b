package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.directory.ConnectionCount;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts connections that have not ended, for imports of directories that move endpoints. */
public final class EndpointUse implements ConnectionCount {
    private final Database database;

    public EndpointUse(Database database) {
        this.database = database;
    }

    @Override
    public Future<Map<String, Integer>> of(@Nullable TenantId tenant, List<String> endpointIds) {
        return database.read(tx -> tx.run(session -> session.createSelectionQuery(
                                "select c.endpointId, count(*) from ConnectionRow c where c.endpointId in (:endpoints)"
                                        + " and c.state <> :ended and (:everybody = true or c.tenantId = :tenant)"
                                        + " group by c.endpointId",
                                Object[].class)
                        .setParameter("endpoints", endpointIds)
                        .setParameter("ended", ConnectionState.REVOKED)
                        .setParameter("everybody", tenant == null)
                        .setParameter("tenant", tenant == null ? "" : tenant.value())
                        .getResultList()))
                .map(rows -> {
                    Map<String, Integer> counts = new HashMap<>();
                    rows.forEach(row -> counts.put((String) row[0], ((Number) row[1]).intValue()));
                    return counts;
                });
    }
}
