package dev.gatehouse.registration.application;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** What is done otherwise at single practices: settings over those of an application. */
public final class PracticeSmartSettings {
    /** Knows which practices there are. */
    @FunctionalInterface
    public interface Practices {
        /** Fails with 404 {@code practice-unknown} unless the practice is one of this EHR's. */
        Future<Void> check(TenantId tenant, String ehr, String practiceId);
    }

    /** An application and what one practice has over its settings. */
    public record Overlay(Application application, SmartSettings practice) {
        public SmartSettings effective() {
            return practice.over(application.smart());
        }
    }

    private final Database database;
    private final Applications applications;
    private final PracticeSmartStore store = new PracticeSmartStore();
    private final Practices practices;
    private final AuditTrail audit;
    private final Ids ids;
    private final Clock clock;

    public PracticeSmartSettings(
            Database database, Applications applications, Practices practices, AuditTrail audit, Ids ids, Clock clock) {
        this.database = database;
        this.applications = applications;
        this.practices = practices;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with 404 {@code application-unknown} or {@code practice-unknown}. */
    public Future<Overlay> of(TenantId tenant, String applicationId, String practiceId) {
        return checked(tenant, applicationId, practiceId)
                .compose(application -> database.read(tx -> store.find(tx, tenant, applicationId, practiceId))
                        .map(found -> new Overlay(
                                application,
                                found.map(PracticeSmartRow::toSettings).orElse(SmartSettings.NONE))));
    }

    /** Replaces all settings of the practice; fails like {@link #of}. */
    public Future<Overlay> put(Author by, String applicationId, String practiceId, SmartSettings settings) {
        return checked(by.tenant(), applicationId, practiceId)
                .compose(known -> database.inTransaction(tx -> applications
                        .held(tx, by.tenant(), applicationId)
                        .compose(application -> store.hold(tx, by.tenant(), applicationId, practiceId)
                                .compose(found -> write(tx, by, application, practiceId, found, settings)))));
    }

    /** Back to the application's settings; fails like {@link #of}. */
    public Future<Overlay> remove(Author by, String applicationId, String practiceId) {
        return put(by, applicationId, practiceId, SmartSettings.NONE);
    }

    private Future<Application> checked(TenantId tenant, String applicationId, String practiceId) {
        return applications
                .of(tenant, applicationId)
                .compose(application ->
                        practices.check(tenant, application.ehr(), practiceId).map(application));
    }

    private Future<Overlay> write(
            Transaction tx,
            Author by,
            Application application,
            String practiceId,
            Optional<PracticeSmartRow> found,
            SmartSettings settings) {
        SmartSettings old = found.map(PracticeSmartRow::toSettings).orElse(SmartSettings.NONE);
        Overlay overlay = new Overlay(application, settings);
        if (old.equals(settings)) {
            return Future.succeededFuture(overlay);
        }
        applications.changed(tx, application.id());
        audit.record(
                tx,
                by,
                "application.smart-settings-changed",
                application.id(),
                Map.of("practice", practiceId, "smart", settings.toJson().encode()));
        return keep(tx, application, practiceId, found, settings).map(overlay);
    }

    private Future<Void> keep(
            Transaction tx,
            Application application,
            String practiceId,
            Optional<PracticeSmartRow> found,
            SmartSettings settings) {
        if (settings.isNone()) {
            return found.map(row -> store.remove(tx, row)).orElseGet(Future::succeededFuture);
        }
        PracticeSmartRow row = found.orElseGet(
                () -> new PracticeSmartRow(ids.next("smt"), application.tenant(), application.id(), practiceId));
        row.take(settings, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return found.isPresent() ? Future.succeededFuture() : store.add(tx, row);
    }
}
