package dev.gatehouse.gateway.connectpage;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Settings of connect pages in the database. */
public final class ConnectPageStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(ConnectPageRow.class);

    ConnectPageStore() {}

    Future<ConnectPageSettings> of(Transaction tx, TenantId tenant) {
        return tx.run(session -> session.find(ConnectPageRow.class, tenant.value()))
                .map(row ->
                        Optional.ofNullable(row).map(ConnectPageRow::toSettings).orElse(ConnectPageSettings.NONE));
    }

    Future<ConnectPageSettings> set(Transaction tx, TenantId tenant, ConnectPageSettings settings, Instant now) {
        return tx.run(session -> session.find(ConnectPageRow.class, tenant.value()))
                .compose(found -> {
                    ConnectPageRow row = found == null ? new ConnectPageRow(tenant.value()) : found;
                    row.set(settings, now);
                    return found == null
                            ? tx.run(session -> session.persist(row)).map(row)
                            : Future.succeededFuture(row);
                })
                .map(ConnectPageRow::toSettings);
    }
}
