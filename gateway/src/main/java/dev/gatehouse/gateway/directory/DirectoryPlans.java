package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From where and how often an EHR's list is read by schedule: as its profile says, or as somebody set it. */
final class DirectoryPlans {
    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;
    private final Set<String> allowedPrivate;
    private final SnapshotStore snapshots = new SnapshotStore();
    private final StagedStore staged = new StagedStore();

    /** @param allowedPrivate hosts, with or without {@code :port}, for which http is fine */
    DirectoryPlans(Database database, AuditTrail audit, Clock clock, Set<String> allowedPrivate) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.allowedPrivate = allowedPrivate;
    }

    /**
     * What somebody set.
     *
     * @param address null for the profile's
     * @param everyHours null for the profile's; 0 for never
     */
    record Plan(@Nullable URI address, @Nullable Integer everyHours, boolean paused) {}

    Future<Void> set(Author by, String ehr, Plan plan) {
        URI address = plan.address();
        if (address != null && !isAllowed(address)) {
            return Future.failedFuture(new Failure.Invalid(
                    "input-invalid",
                    "One field needs another look.",
                    List.of(new Mistake("address", "should be an https address"))));
        }
        return database.inTransaction(tx -> {
            audit.record(tx, by, "directory.schedule-set", ehr, details(plan));
            return snapshots.directory(tx, ehr).map(row -> {
                row.address = address == null ? null : address.toString();
                row.everyHours = plan.everyHours();
                row.paused = plan.paused();
                row.failedAt = null; // so that the next try need not wait
                row.failure = null;
                return null;
            });
        });
    }

    private boolean isAllowed(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return "https".equalsIgnoreCase(address.getScheme())
                || allowedPrivate.contains(host)
                || allowedPrivate.contains(host + ":" + address.getPort());
    }

    private static Map<String, String> details(Plan plan) {
        Map<String, String> details = new HashMap<>();
        details.put(
                "address", plan.address() == null ? "profile" : plan.address().toString());
        details.put(
                "everyHours",
                plan.everyHours() == null ? "profile" : plan.everyHours().toString());
        details.put("paused", Boolean.toString(plan.paused()));
        return details;
    }

    /** The address to read from now; null if there is none. */
    Future<@Nullable URI> address(EhrProfile profile) {
        return database.read(tx -> snapshots.known(tx, profile.key()))
                .map(row -> row.address == null ? profile.directory().url() : URI.create(row.address));
    }

    Future<DirectoryStatus> status(TenantId asking, EhrProfile profile) {
        Instant now = clock.instant();
        return database.read(tx -> snapshots
                .known(tx, profile.key())
                .compose(row -> snapshots
                        .newest(tx, profile.key())
                        .compose(last -> canBeUndone(tx, row)
                                .compose(undoable -> staged.waiting(tx, asking, profile.key(), now)
                                        .map(waiting ->
                                                status(profile, row, last(last, asking), undoable, waiting))))));
    }

    private Future<Boolean> canBeUndone(Transaction tx, DirectoryRow row) {
        Long snapshot = row.snapshot;
        return snapshot == null
                ? Future.succeededFuture(false)
                : snapshots.find(tx, snapshot).map(SnapshotRow::canBeUndone);
    }

    private static DirectoryStatus.@Nullable LastImport last(List<SnapshotRow> rows, TenantId asking) {
        if (rows.isEmpty()) {
            return null;
        }
        SnapshotRow row = rows.get(0);
        Instant at = row.publishedAt == null ? row.startedAt : row.publishedAt;
        return new DirectoryStatus.LastImport(
                at,
                row.source,
                row.byKind == null ? null : Author.Kind.valueOf(row.byKind),
                asking.value().equals(row.tenant) ? row.byId : null,
                row.added,
                row.changed,
                row.removed,
                row.rejected,
                row.undoes != null);
    }

    private static DirectoryStatus status(
            EhrProfile profile,
            DirectoryRow row,
            DirectoryStatus.@Nullable LastImport last,
            boolean undoable,
            List<Long> waiting) {
        DirectorySection section = profile.directory();
        Integer hours = row.everyHours;
        Duration every = hours == null ? section.every() : hours == 0 ? null : Duration.ofHours(hours);
        return new DirectoryStatus(
                profile.key(),
                row.snapshot,
                row.importedAt,
                row.practices,
                row.endpoints,
                row.failedAt,
                row.failure,
                row.address == null ? section.url() : URI.create(row.address),
                row.address != null,
                every,
                hours != null,
                row.paused,
                last,
                undoable,
                waiting);
    }
}
