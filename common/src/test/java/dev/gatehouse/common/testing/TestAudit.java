package dev.gatehouse.common.testing;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.audit.AuditEvents;
import dev.gatehouse.common.audit.AuditFilter;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An audit under a key of its own. The database must know {@link dev.gatehouse.common.audit.AuditStore#ROWS}. */
public final class TestAudit {
    private static final int MOST = 10_000;

    private final AuditTrail trail = new AuditTrail(KeyRing.generate().audit(), Clock.systemUTC());

    public AuditTrail trail() {
        return trail;
    }

    /** What was written about a tenant, oldest first. */
    public List<AuditEvent> of(Database database, TenantId tenant) {
        List<AuditEvent> events = new ArrayList<>(Answers.await(
                new AuditEvents(database, trail).list(tenant, AuditFilter.ALL, AuditEvents.NEWEST, MOST)));
        Collections.reverse(events);
        return events;
    }
}
