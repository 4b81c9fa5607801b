package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds applications by the keys that Nango's clients use for them. */
public final class Integrations {
    private static final int MOST = 10_000;

    private final Database database;
    private final NangoStore store;
    private final Applications applications;

    public Integrations(Database database, NangoStore store, Applications applications) {
        this.database = database;
        this.store = store;
        this.applications = applications;
    }

    /** Empty if the tenant has none with this key. */
    public Future<Optional<Integration>> find(TenantId tenant, String key) {
        return database.read(tx -> find(tx, tenant, key));
    }

    /** The same within a transaction of the caller's. A key it was made with here comes before an application's own. */
    Future<Optional<Integration>> find(Transaction tx, TenantId tenant, String key) {
        return store.integration(tx, tenant, key)
                .compose(named -> named.isPresent()
                        ? applications
                                .of(tx, tenant, named.get().applicationId)
                                .map(application ->
                                        Optional.of(new Integration(application, key, named.get().forwardWebhooks)))
                        : applications
                                .keyed(tx, tenant, key)
                                .compose(found -> found.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : unlessRenamed(tx, tenant, found.get())));
    }

    /** One that was made here with another key goes by that one only. */
    private Future<Optional<Integration>> unlessRenamed(Transaction tx, TenantId tenant, Application application) {
        return store.integrations(tx, tenant)
                .map(named -> named.containsKey(application.id())
                        ? Optional.empty()
                        : Optional.of(new Integration(application, application.key(), true)));
    }

    /** Fails with {@code unknown_provider_config} and this status. */
    public Future<Integration> need(TenantId tenant, String key, int status) {
        return find(tenant, key).map(found -> found.orElseThrow(() -> NangoRefusal.unknownIntegration(status)));
    }

    /** All of a tenant's. */
    public Future<List<Integration>> list(TenantId tenant) {
        return applications
                .list(tenant, "", MOST)
                .compose(found -> database.read(tx -> store.integrations(tx, tenant))
                        .map(named -> found.stream()
                                .map(application -> of(application, named))
                                .toList()));
    }

    private static Integration of(Application application, Map<String, NangoIntegrationRow> named) {
        NangoIntegrationRow row = named.get(application.id());
        return row == null
                ? new Integration(application, application.key(), true)
                : new Integration(application, row.uniqueKey, row.forwardWebhooks);
    }
}
