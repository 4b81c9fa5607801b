package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One import on its way into the database, or only compared with it, if it is a preview. */
final class ImportRun {
    /** A list that loses more than this share of its practices deserves a look. */
    private static final double SHRINKING = 0.2;

    private static final Logger log = LoggerFactory.getLogger(ImportRun.class);

    private final String ehr;
    private final DirectoryImport.Reading reading;
    private final ImportOptions options;
    private final Database database;
    private final WorkerExecutor workers;
    private final Ids ids;
    private final Clock clock;
    private final ConnectionCount connections;
    private final AuditTrail audit;
    private final int chunk;
    private final SnapshotStore store = new SnapshotStore();
    private final StagedStore staged = new StagedStore();
    private final DirectoryStore readers = new DirectoryStore();
    private final KeyIndex kept = new KeyIndex();
    private final List<ImportReport.MovedHost> movedHosts = new ArrayList<>();
    private final List<ImportReport.InUse> removedInUse = new ArrayList<>();
    private int practices;
    private int endpoints;
    private boolean firstEver;
    private int before;
    /** Practices of the snapshot before that were not met yet. */
    private int missing;

    private long snapshot;
    private SnapshotDraft draft;

    ImportRun(
            String ehr,
            DirectoryImport.Reading reading,
            ImportOptions options,
            Database database,
            WorkerExecutor workers,
            Ids ids,
            Clock clock,
            ConnectionCount connections,
            AuditTrail audit,
            int chunk) {
        this.ehr = ehr;
        this.reading = reading;
        this.options = options;
        this.database = database;
        this.workers = workers;
        this.ids = ids;
        this.clock = clock;
        this.connections = connections;
        this.audit = audit;
        this.chunk = chunk;
        this.draft = new SnapshotDraft(ids, ehr, 0, clock.instant());
    }

    Future<ImportReport> write() {
        if (options.preview()) {
            return compareAll().map(compared -> report());
        }
        return database.inTransaction(tx -> store.begin(tx, ehr, options.by(), options.source(), clock.instant()))
                .compose(number -> {
                    snapshot = number;
                    draft = new SnapshotDraft(ids, ehr, number, clock.instant());
                    return fill().recover(this::abandon);
                })
                .onSuccess(done -> clearLater());
    }

    private Future<ImportReport> fill() {
        return database.inBackground(tx -> store.clear(tx, ehr, clock.instant()))
                .compose(cleared -> compareAll())
                .compose(complete -> options.mode() == ImportOptions.Mode.STAGE ? stage() : publish());
    }

    /** Everything of the list, and then what the list no longer has. */
    private Future<Void> compareAll() {
        return database.read(tx -> store.known(tx, ehr))
                .compose(known -> {
                    firstEver = known.snapshot == null;
                    before = known.practices;
                    missing = known.practices;
                    return take(reading.first());
                })
                .compose(taken -> missing == 0 ? Future.succeededFuture() : removeVanished(""));
    }

    private Future<Void> take(List<ListedPractice> listed) {
        if (listed.isEmpty()) {
            return Future.succeededFuture();
        }
        practices += listed.size();
        endpoints += listed.stream().mapToInt(each -> each.endpoints().size()).sum();
        return compare(listed)
                .compose(compared -> countConnections())
                .compose(counted -> save())
                .compose(saved ->
                        workers.executeBlocking(() -> reading.practices().next(chunk), false))
                .compose(this::take);
    }

    private Future<Void> compare(List<ListedPractice> listed) {
        if (firstEver) {
            listed.forEach(each -> draft.take(each, null, List.of()));
            return Future.succeededFuture();
        }
        boolean addressesTell = !reading.listing().rules.shared();
        return database.read(tx -> new KnownPractices(tx, store, readers, ehr).of(listed, addressesTell, this::isFree))
                .map(known -> {
                    for (ListedPractice each : listed) {
                        PracticeRow row = known.practice(each);
                        if (row != null) {
                            kept.putIfAbsent(row.id, 1);
                            missing -= row.removedAt == null ? 1 : 0;
                        }
                        draft.take(each, row, row == null ? List.of() : known.endpoints(row));
                    }
                    return null;
                });
    }

    /** True if a practice found by its address may take part under a new key: nothing else of the file claims it. */
    private boolean isFree(PracticeRow row) {
        return !kept.contains(row.id) && !reading.listing().has(row.externalKey);
    }

    /** Of the endpoints that got another host, those with connections. */
    private Future<Void> countConnections() {
        List<ImportReport.MovedHost> moves = draft.drainHostMoves();
        if (moves.isEmpty() || movedHosts.size() >= SnapshotDraft.MOST_SHOWN) {
            return Future.succeededFuture();
        }
        List<String> endpointIds =
                moves.stream().map(ImportReport.MovedHost::endpointId).toList();
        return connections.of(options.asking(), endpointIds).map(counts -> {
            moves.stream()
                    .filter(each -> counts.getOrDefault(each.endpointId(), 0) > 0)
                    .limit(SnapshotDraft.MOST_SHOWN - movedHosts.size())
                    .forEach(each -> movedHosts.add(counted(each, counts)));
            return null;
        });
    }

    private static ImportReport.MovedHost counted(ImportReport.MovedHost move, Map<String, Integer> counts) {
        return new ImportReport.MovedHost(
                move.practiceId(),
                move.practice(),
                move.endpointId(),
                move.kind(),
                move.from(),
                move.to(),
                counts.getOrDefault(move.endpointId(), 0));
    }

    private Future<Void> removeVanished(String afterKey) {
        return database.read(tx -> readers.listed(tx, ehr, afterKey, chunk)).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            return vanish(page.stream().filter(row -> !kept.contains(row.id)).toList())
                    .compose(done -> removeVanished(page.get(page.size() - 1).externalKey));
        });
    }

    private Future<Void> vanish(List<PracticeRow> gone) {
        if (gone.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.read(tx ->
                        readers.endpointsOf(tx, gone.stream().map(row -> row.id).toList()))
                .compose(endpointRows -> {
                    var byPractice = endpointRows.stream().collect(Collectors.groupingBy(each -> each.practiceId));
                    gone.forEach(row -> draft.vanished(row, byPractice.getOrDefault(row.id, List.of())));
                    return save().compose(saved -> countUsers(gone, byPractice));
                });
    }

    /** Of the practices that vanished, those with connections. */
    private Future<Void> countUsers(List<PracticeRow> gone, Map<String, List<PracticeEndpointRow>> byPractice) {
        List<String> endpointIds = byPractice.values().stream()
                .flatMap(List::stream)
                .map(each -> each.id)
                .toList();
        if (endpointIds.isEmpty() || removedInUse.size() >= SnapshotDraft.MOST_SHOWN) {
            return Future.succeededFuture();
        }
        return connections.of(options.asking(), endpointIds).map(counts -> {
            for (PracticeRow row : gone) {
                int count = byPractice.getOrDefault(row.id, List.of()).stream()
                        .mapToInt(each -> counts.getOrDefault(each.id, 0))
                        .sum();
                if (count > 0 && removedInUse.size() < SnapshotDraft.MOST_SHOWN) {
                    removedInUse.add(new ImportReport.InUse(row.id, row.name, count));
                }
            }
            return null;
        });
    }

    private Future<Void> save() {
        SnapshotDraft.Rows rows = draft.drain();
        if (options.preview()) {
            return Future.succeededFuture();
        }
        return database.inBackground(tx -> store.write(tx, ehr, snapshot, rows, clock.instant()));
    }

    private ImportReport report() {
        Listing listing = reading.listing();
        return new ImportReport(
                practices,
                endpoints,
                draft.added,
                draft.changed,
                draft.moved,
                draft.removed,
                listing.ignored(),
                listing.disputed(),
                draft.flaggedTests,
                movedHosts,
                removedInUse,
                warnings(),
                listing.rejections.first(),
                listing.rejections.total(),
                options.mode() == ImportOptions.Mode.NOW ? null : draft.changes(),
                options.mode() == ImportOptions.Mode.STAGE ? snapshot : null);
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>(reading.listing().warnings);
        if (draft.removed > before * SHRINKING) {
            warnings.add("The list has lost " + draft.removed + " of its " + before + " practices.");
        }
        int rejected = reading.listing().rejections.total();
        if (rejected > practices) {
            warnings.add("More was left out (" + rejected + ") than came in. Its form may have changed.");
        }
        if (!removedInUse.isEmpty()) {
            warnings.add(
                    removedInUse.size() == 1
                            ? "1 removed practice has live connections."
                            : removedInUse.size() + " removed practices have live connections.");
        }
        if (!movedHosts.isEmpty()) {
            warnings.add("The host of practices with connections has changed. These connections keep the address they"
                    + " were made with until they are made again. Ask the EHR before you do that.");
        }
        return warnings;
    }

    /** Kept until somebody says yes. */
    private Future<ImportReport> stage() {
        ImportReport report = report();
        return database.inTransaction(tx -> staged.stage(tx, ehr, snapshot, report, clock.instant()))
                .map(report);
    }

    private Future<ImportReport> publish() {
        ImportReport report = report();
        return database.inTransaction(tx -> {
                    audit.record(tx, options.by(), "directory.imported", ehr, details(report));
                    database.announcements().tell(tx, PracticeSearch.TOPIC, ehr);
                    return store.publish(tx, ehr, snapshot, report, clock.instant());
                })
                .map(report);
    }

    private static Map<String, String> details(ImportReport report) {
        return Map.of(
                "practices", Integer.toString(report.practices()),
                "added", Integer.toString(report.added()),
                "changed", Integer.toString(report.changed()),
                "moved", Integer.toString(report.moved()),
                "removed", Integer.toString(report.removed()));
    }

    private Future<ImportReport> abandon(Throwable reason) {
        return database.inBackground(tx -> store.abandon(tx, ehr, snapshot))
                .onSuccess(given -> clearLater())
                .transform(whatever -> Future.failedFuture(reason));
    }

    /** Nobody waits for it, and the next import would do it too. */
    private void clearLater() {
        database.inBackground(tx -> store.clear(tx, ehr, clock.instant()))
                .onFailure(e -> log.warn("Old rows of the directory of {} could not be cleared away", ehr, e));
    }
}
