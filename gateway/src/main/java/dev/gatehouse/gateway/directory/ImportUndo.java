package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the last import back: a new snapshot in which everything that import wrote is as it was before. What it added is
 * removed, not erased, since somebody may have connected in between. Reading the list by schedule pauses, or it would bring
 * the same again.
 */
final class ImportUndo {
    private static final int PAGE = 500;

    private final Database database;
    private final AuditTrail audit;
    private final Clock clock;
    private final String ehr;
    private final Author by;
    private final SnapshotStore store = new SnapshotStore();
    private final SnapshotVersionStore versions = new SnapshotVersionStore();

    ImportUndo(Database database, AuditTrail audit, Clock clock, String ehr, Author by) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.ehr = ehr;
        this.by = by;
    }

    /** What is taken back, and the snapshot that does it. */
    private record Undoing(SnapshotRow last, long lastId, long snapshot) {}

    /** 409 {@code directory-nothing-to-undo}, 409 {@code directory-import-running}. */
    Future<Void> run() {
        return database.inTransaction(this::begin)
                .compose(undoing -> practices(undoing, "")
                        .compose(done -> endpoints(undoing, ""))
                        .compose(done -> publish(undoing))
                        .recover(failure -> database.inBackground(tx -> store.abandon(tx, ehr, undoing.snapshot()))
                                .transform(given -> Future.failedFuture(failure))));
    }

    private Future<Undoing> begin(Transaction tx) {
        return store.known(tx, ehr)
                .compose(row -> {
                    Long last = row.snapshot;
                    return last == null ? Future.failedFuture(nothing()) : store.find(tx, last);
                })
                .compose(last -> {
                    Long id = last.id;
                    if (id == null || !last.canBeUndone()) {
                        return Future.failedFuture(nothing());
                    }
                    return store.begin(tx, ehr, by, null, clock.instant()).map(number -> new Undoing(last, id, number));
                });
    }

    private Future<Void> practices(Undoing undoing, String after) {
        return database.read(tx -> versions.practices(tx, ehr, undoing.lastId(), after, PAGE)
                        .compose(rows -> versions.practicesBefore(tx, undoing.lastId(), ids(rows, row -> row.id))
                                .map(before -> new Page<>(rows, latest(before)))))
                .compose(page -> {
                    if (page.rows().isEmpty()) {
                        return Future.succeededFuture();
                    }
                    Instant now = clock.instant();
                    List<Object[]> back = page.rows().stream()
                            .map(row -> {
                                PracticeRow before = page.before().get(row.id);
                                return before == null
                                        ? row.removed(undoing.snapshot(), now).values()
                                        : before.again(undoing.snapshot()).values();
                            })
                            .toList();
                    return write(undoing, new SnapshotDraft.Rows(back, List.of()))
                            .compose(done -> practices(
                                    undoing, page.rows().get(page.rows().size() - 1).id));
                });
    }

    private static Map<String, PracticeRow> latest(List<PracticeRow> ascending) {
        Map<String, PracticeRow> latest = new HashMap<>();
        ascending.forEach(row -> latest.put(row.id, row));
        return latest;
    }

    private Future<Void> endpoints(Undoing undoing, String after) {
        return database.read(tx -> versions.endpoints(tx, ehr, undoing.lastId(), after, PAGE)
                        .compose(rows -> versions.endpointsBefore(tx, undoing.lastId(), ids(rows, row -> row.id))
                                .map(before -> new Page<>(rows, latestEndpoints(before)))))
                .compose(page -> {
                    if (page.rows().isEmpty()) {
                        return Future.succeededFuture();
                    }
                    Instant now = clock.instant();
                    List<Object[]> back = page.rows().stream()
                            .map(row -> back(row, page.before().get(row.id), undoing.snapshot(), now))
                            .toList();
                    return write(undoing, new SnapshotDraft.Rows(List.of(), back))
                            .compose(done -> endpoints(
                                    undoing, page.rows().get(page.rows().size() - 1).id));
                });
    }

    private static Map<String, PracticeEndpointRow> latestEndpoints(List<PracticeEndpointRow> ascending) {
        Map<String, PracticeEndpointRow> latest = new HashMap<>();
        ascending.forEach(row -> latest.put(row.id, row));
        return latest;
    }

    private static @Nullable Object[] back(
            PracticeEndpointRow row, @Nullable PracticeEndpointRow before, long snapshot, Instant now) {
        PracticeEndpointRow again = (before == null ? row : before).again(snapshot);
        if (before == null) {
            again.removedAt = now;
        }
        return again.values();
    }

    private record Page<R>(List<R> rows, Map<String, R> before) {}

    private static <R> List<String> ids(List<R> rows, java.util.function.Function<R, String> id) {
        return rows.stream().map(id).toList();
    }

    private Future<Void> write(Undoing undoing, SnapshotDraft.Rows rows) {
        return database.inBackground(tx -> store.write(tx, ehr, undoing.snapshot(), rows, clock.instant()));
    }

    private Future<Void> publish(Undoing undoing) {
        SnapshotRow last = undoing.last();
        return database.inTransaction(tx -> {
            audit.record(tx, by, "directory.import-undone", ehr, Map.of("snapshot", Long.toString(undoing.lastId())));
            database.announcements().tell(tx, PracticeSearch.TOPIC, ehr);
            return store.claimed(tx, ehr, undoing.snapshot())
                    .compose(row -> store.find(tx, undoing.snapshot()).map(made -> {
                        made.undoes = undoing.lastId();
                        made.added = last.removed;
                        made.removed = last.added;
                        made.changed = last.changed;
                        made.practices = last.practicesBefore;
                        made.endpoints = last.endpointsBefore;
                        row.show(made, clock.instant());
                        row.paused = true;
                        return null;
                    }));
        });
    }

    private static Failure nothing() {
        return new Failure.Conflict(
                "directory-nothing-to-undo",
                "There is no import that can be undone: only the last one can, once, if it changed anything.");
    }
}
