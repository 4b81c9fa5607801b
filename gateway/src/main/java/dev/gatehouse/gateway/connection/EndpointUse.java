package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.directory.ConnectionCount;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts connections that have not ended, for imports of directories that move endpoints. */
public final class EndpointUse implements ConnectionCount {
    private final Database database;
    private final ConnectionStore store = new ConnectionStore();

    public EndpointUse(Database database) {
        this.database = database;
    }

    @Override
    public Future<Map<String, Integer>> of(@Nullable TenantId tenant, List<String> endpointIds) {
        return database.read(tx -> store.atEndpoints(tx, tenant, endpointIds));
    }
}
