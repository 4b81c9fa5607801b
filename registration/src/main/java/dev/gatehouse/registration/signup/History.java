package dev.gatehouse.registration.signup;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens to a registration, twice: for the people who work on it, with values and words, and for the audit,
 * with names only.
 */
public final class History {
    private final RegistrationStore store;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;

    public History(RegistrationStore store, AuditTrail audit, Ids ids, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Adds an entry to a registration that is held.
     *
     * @param kind one word with underscores
     * @param text what its author said; stays out of the audit
     * @param changes see {@link RegistrationEvent#changes}
     * @param fields names of what changed, for the audit
     */
    public Future<Void> tell(
            Transaction tx,
            Author by,
            Registration registration,
            @Nullable String stepKey,
            String kind,
            @Nullable String text,
            JsonArray changes,
            String fields) {
        Map<String, String> details = new LinkedHashMap<>();
        if (stepKey != null) {
            details.put("step", stepKey);
        }
        if (!fields.isEmpty()) {
            details.put("fields", fields);
        }
        audit.record(tx, by, "registration." + kind.replace('_', '-'), registration.id(), details);
        Instant now = now();
        return store.tell(
                tx,
                registration.tenant(),
                registration.id(),
                new RegistrationEvent(
                        ids.next("evt"),
                        0,
                        stepKey,
                        now,
                        kind,
                        Stamp.of(by, now).by(),
                        text,
                        changes));
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
