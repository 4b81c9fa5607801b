package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What is kept beside a connection, read and changed in the transaction that changes the connection itself. */
public final class ConnectionMarks {
    private final NangoStore store;
    private final Integrations integrations;
    private final Applications applications;
    private final Clock clock;

    public ConnectionMarks(NangoStore store, Integrations integrations, Applications applications, Clock clock) {
        this.store = store;
        this.integrations = integrations;
        this.applications = applications;
        this.clock = clock;
    }

    /** As Nango's clients see it. */
    public Future<NangoConnection> of(Transaction tx, Connection connection) {
        return integrationOf(tx, connection)
                .compose(integration -> store.extras(tx, connection.tenant(), connection.id())
                        .map(extras -> new NangoConnection(connection, integration, extras)));
    }

    private Future<Integration> integrationOf(Transaction tx, Connection connection) {
        return applications
                .of(tx, connection.tenant(), connection.applicationId())
                .compose(application -> store.integrations(tx, connection.tenant())
                        .map(Map::copyOf)
                        .map(named -> {
                            NangoIntegrationRow row = named.get(application.id());
                            return row == null
                                    ? new Integration(application, application.key(), true)
                                    : new Integration(application, row.uniqueKey, row.forwardWebhooks);
                        }));
    }

    /** Empty if the tenant has none with this key. */
    public Future<Optional<Integration>> integration(Transaction tx, TenantId tenant, String key) {
        return integrations.find(tx, tenant, key);
    }

    public Future<Void> change(Transaction tx, Connection connection, UnaryOperator<Extras> change) {
        return store.extras(tx, connection.tenant(), connection.id())
                .compose(extras -> store.keep(
                        tx,
                        connection.tenant(),
                        connection.applicationId(),
                        connection.id(),
                        change.apply(extras),
                        clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }
}
