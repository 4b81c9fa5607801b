package dev.gatehouse.gateway.connectpage;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What a tenant sets of its connect page; counts for every session from the moment it is set, open ones too. */
public final class ConnectSettings {
    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;
    private final ConnectPageStore store = new ConnectPageStore();

    public ConnectSettings(Database database, AuditTrail audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    public Future<ConnectPageSettings> of(TenantId tenant) {
        return database.read(tx -> store.of(tx, tenant));
    }

    /** Takes the place of all that was set before. */
    Future<ConnectPageSettings> set(Author by, ConnectPageSettings settings) {
        return database.inTransaction(tx -> {
            audit.record(tx, by, "connect-page.set", by.tenant().value(), details(settings));
            return store.set(tx, by.tenant(), settings, clock.instant().truncatedTo(ChronoUnit.MICROS));
        });
    }

    private static Map<String, String> details(ConnectPageSettings settings) {
        Map<String, String> details = new HashMap<>();
        details.put("origins", String.join(" ", settings.origins()));
        if (settings.displayName() != null) {
            details.put("displayName", settings.displayName());
        }
        if (settings.logo() != null) {
            details.put("logo", settings.logo().toString());
        }
        if (settings.supportEmail() != null) {
            details.put("supportEmail", settings.supportEmail());
        }
        return details;
    }
}
