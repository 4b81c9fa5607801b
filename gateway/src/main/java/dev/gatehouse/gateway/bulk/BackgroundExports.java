package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.FileKey;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.ConnectionLookup;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What can be done with exports that run in the background. */
final class BackgroundExports {
    private static final int SWEPT_AT_ONCE = 500;
    /** Files of a node that is gone are no reason to keep their row for ever. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final Database database;
    private final ExportStore store;
    private final ConnectionLookup connections;
    private final Function<String, EhrFacts> facts;
    private final ExportSchedule schedule;
    private final ExportDisk disk;
    private final WorkerExecutor workers;
    private final AuditTrail audit;
    private final Sealer sealer;
    private final Ids ids;
    private final SecureRandom random;
    private final ExportSettings settings;
    private final Clock clock;

    BackgroundExports(
            Database database,
            ExportStore store,
            ConnectionLookup connections,
            Function<String, EhrFacts> facts,
            ExportSchedule schedule,
            ExportDisk disk,
            WorkerExecutor workers,
            AuditTrail audit,
            Sealer sealer,
            Ids ids,
            SecureRandom random,
            ExportSettings settings,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.facts = facts;
        this.schedule = schedule;
        this.disk = disk;
        this.workers = workers;
        this.audit = audit;
        this.sealer = sealer;
        this.ids = ids;
        this.random = random;
        this.settings = settings;
        this.clock = clock;
    }

    /** An export with its files. */
    record Told(Export export, List<ExportFile> files) {}

    /** A file that can be read. */
    record ReadableFile(ExportFile file, Path path, FileKey key, String place) {}

    /** How long files are kept. */
    Duration kept() {
        return settings.kept();
    }

    /** Fails with 409 {@code export-level-unsupported}, or {@code export-limit} if the tenant has too many that have not ended. */
    Future<Export> begin(Caller caller, ExportWish wish) {
        return connections.of(caller, wish.connection()).compose(connection -> {
            connection.needUsable();
            List<EhrFacts.Level> levels = facts.apply(connection.ehr()).bulk().levels();
            if (levels != null && !levels.contains(wish.level())) {
                return Future.failedFuture(new Failure.Conflict(
                        "export-level-unsupported", "This EHR is known not to export at that level."));
            }
            return database.inTransaction(tx -> add(tx, caller.author(), connection, wish))
                    .onSuccess(added -> schedule.soon());
        });
    }

    private Future<Export> add(Transaction tx, Author by, PracticeConnection connection, ExportWish wish) {
        ExportRow row =
                new ExportRow(ids.next("exp"), connection.tenant(), wish, FileKey.generate(random), sealer, now());
        return store.unfinished(tx, by.tenant())
                .compose(unfinished -> unfinished < settings.unfinished()
                        ? store.add(tx, row)
                        : Future.failedFuture(new Failure.Conflict(
                                "export-limit",
                                "A tenant has at most " + settings.unfinished() + " exports that have not ended.")))
                .map(done -> {
                    audit.record(
                            tx,
                            by,
                            "export.started",
                            row.id,
                            Map.of(
                                    "connectionId", row.connectionId,
                                    "level", row.level.toLowerCase(Locale.ROOT),
                                    "types", row.types));
                    return row.toExport(sealer);
                });
    }

    /** By id ascending, those after {@code after}. */
    Future<List<Export>> list(
            TenantId tenant, Optional<String> connection, Optional<ExportState> state, String after, int limit) {
        return database.read(tx -> store.list(tx, tenant, connection, state, after, limit))
                .map(rows -> rows.stream().map(each -> each.toExport(sealer)).toList());
    }

    /** Fails with 404 {@code export-unknown}. */
    Future<Told> of(TenantId tenant, String id) {
        return database.read(tx -> store.find(tx, tenant, id)
                .map(BackgroundExports::known)
                .compose(row -> store.files(tx, id)
                        .map(files -> new Told(
                                row.toExport(sealer),
                                files.stream().map(ExportFileRow::toFile).toList()))));
    }

    /** Ends it if it has not ended, and removes its files; here at once, on another node within minutes. */
    Future<Void> remove(Author by, String id) {
        return database.inTransaction(tx -> store.hold(tx, by.tenant(), id)
                        .map(BackgroundExports::known)
                        .compose(row -> {
                            boolean running = row.state().isActive();
                            if (running) {
                                row.end(ExportState.CANCELED, null, now());
                            }
                            if (row.statusUrl != null) {
                                row.releaseAt = now();
                            }
                            if (row.removedAt == null) {
                                row.removedAt = now();
                            }
                            audit.record(
                                    tx,
                                    by,
                                    running ? "export.canceled" : "export.removed",
                                    id,
                                    Map.of("connectionId", row.connectionId));
                            return tx.flush().compose(done -> store.removeFiles(tx, id));
                        }))
                .compose(done -> {
                    schedule.drop(id);
                    schedule.soon();
                    return workers.executeBlocking(() -> {
                        disk.remove(id);
                        return null;
                    });
                });
    }

    /** After a failure; what is here already is not fetched again. Fails with 409 {@code export-not-resumable}. */
    Future<Export> resume(Author by, String id) {
        return database.inTransaction(tx -> store.hold(tx, by.tenant(), id)
                        .map(BackgroundExports::known)
                        .compose(row -> {
                            if (row.state() != ExportState.FAILED || row.removedAt != null) {
                                return Future.failedFuture(new Failure.Conflict(
                                        "export-not-resumable",
                                        "Only an export that failed, and whose files were not removed, can be"
                                                + " resumed."));
                            }
                            Map<String, String> details = new HashMap<>();
                            details.put("connectionId", row.connectionId);
                            audit.record(tx, by, "export.resumed", id, details);
                            row.next(from(row), now());
                            row.endedAt = null;
                            row.polls = 0;
                            return tx.flush().map(done -> row.toExport(sealer));
                        }))
                .onSuccess(resumed -> schedule.soon());
    }

    /** Where it goes on: as late as what is known allows. */
    private static ExportState from(ExportRow row) {
        String cause = row.causeCode == null ? "" : row.causeCode;
        boolean dead = cause.equals("bulk-export-gone") || cause.equals("bulk-export-failed");
        if (row.statusUrl == null || dead) {
            row.statusUrl = null;
            return ExportState.QUEUED;
        }
        boolean addressesInDoubt = cause.equals("bulk-file-refused") || cause.equals("bulk-file-damaged");
        return row.filesTotal > 0 && !addressesInDoubt ? ExportState.DOWNLOADING : ExportState.PREPARING;
    }

    /**
     * A file for reading, which the audit knows of. Fails with 404 {@code export-file-unknown}, and with 409 {@code
     * export-on-another-node} if it is not on this node's disk.
     */
    Future<ReadableFile> file(Author by, String id, String name) {
        return database.inTransaction(tx -> store.find(tx, by.tenant(), id)
                        .map(BackgroundExports::known)
                        .compose(row -> store.file(tx, by.tenant(), id, name).map(found -> {
                            ExportFile file = found.filter(each -> each.here)
                                    .map(ExportFileRow::toFile)
                                    .orElseThrow(() -> new Failure.Missing(
                                            "export-file-unknown",
                                            "The export has no such file, or it is not here yet."));
                            audit.record(tx, by, "export.file-read", id, Map.of("file", name));
                            return new ReadableFile(
                                    file,
                                    disk.file(id, file.place()),
                                    row.key(sealer),
                                    FileFetch.place(id, file.place()));
                        })))
                .compose(readable -> workers.executeBlocking(() -> {
                    if (!Files.exists(readable.path())) {
                        throw new Failure.Conflict(
                                "export-on-another-node",
                                "The files of this export are on the disk of another node, or were lost with it.");
                    }
                    return readable;
                }));
    }

    /** Removes what was kept for long enough, and files whose export is gone. */
    Future<Void> sweep() {
        return workers.executeBlocking(disk::exports)
                .compose(there -> database.inTransaction(tx -> expired(tx, there))
                        .compose(gone -> workers.executeBlocking(() -> {
                            gone.forEach(disk::remove);
                            return null;
                        })));
    }

    /** What is to be removed from this disk. */
    private Future<List<String>> expired(Transaction tx, List<String> there) {
        Instant before = now().minus(settings.kept());
        return store.endedBefore(tx, before, SWEPT_AT_ONCE)
                .compose(ended -> store.remove(
                                tx, ended.stream().filter(there::contains).toList())
                        .compose(done -> store.endedBefore(tx, before.minus(GRACE), SWEPT_AT_ONCE))
                        .compose(orphans -> store.remove(tx, orphans)))
                .compose(done -> store.kept(tx, there))
                .map(kept -> there.stream().filter(each -> !kept.contains(each)).toList());
    }

    private static ExportRow known(Optional<ExportRow> found) {
        return found.orElseThrow(() -> new Failure.Missing("export-unknown", "There is no export with this id."));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
