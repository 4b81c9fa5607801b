package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a published list into the database: read and screened as it streams by, compared with what we have, written in
 * chunks that nobody sees, published by one short transaction. Readers have the old snapshot or the new one; whatever fails
 * on the way, and a crash too, leaves the old one.
 */
final class DirectoryImport {
    static final long MOST_BYTES = 512L << 20;
    private static final int CHUNK = 500;
    private static final Logger log = LoggerFactory.getLogger(DirectoryImport.class);

    private final Database database;
    private final WorkerExecutor workers;
    private final Ids ids;
    private final Clock clock;
    private final Set<String> allowedPrivate;
    private final int chunk;
    private final SnapshotStore store = new SnapshotStore();
    private final DirectoryStore readers = new DirectoryStore();

    /** @param allowedPrivate hosts, with or without {@code :port}, for which private addresses and http are fine */
    DirectoryImport(Database database, WorkerExecutor workers, Ids ids, Clock clock, Set<String> allowedPrivate) {
        this(database, workers, ids, clock, allowedPrivate, CHUNK);
    }

    DirectoryImport(
            Database database, WorkerExecutor workers, Ids ids, Clock clock, Set<String> allowedPrivate, int chunk) {
        this.database = database;
        this.workers = workers;
        this.ids = ids;
        this.clock = clock;
        this.allowedPrivate = Set.copyOf(allowedPrivate);
        this.chunk = chunk;
    }

    /** Fails with {@link DirectoryUnreadable}, 413 {@code directory-too-large} or 409 {@code directory-import-running}. */
    Future<ImportReport> run(EhrProfile profile, DirectorySource source) {
        return workers.executeBlocking(() -> read(profile, source), false)
                .compose(reading -> new Run(profile.key(), reading)
                        .write()
                        .eventually(() -> workers.executeBlocking(reading::close, false)));
    }

    private Reading read(EhrProfile profile, DirectorySource source) throws IOException {
        Listing listing = new Listing(new ListingRules(profile, allowedPrivate));
        try (InputStream file = new CountedStream(source.open(), MOST_BYTES)) {
            BundleReader.read(file, listing);
            PracticeJoin practices = listing.practices();
            List<ListedPractice> first = practices.next(chunk);
            if (first.isEmpty()) {
                throw nothingUsable(listing);
            }
            return new Reading(listing, practices, first);
        } catch (IOException | RuntimeException e) {
            listing.close();
            throw e;
        }
    }

    private static DirectoryUnreadable nothingUsable(Listing listing) {
        return new DirectoryUnreadable(
                "The file has no practice with a usable endpoint.",
                listing.rejections.first().stream()
                        .limit(20)
                        .map(each -> new Mistake(each.entry(), each.reason()))
                        .toList());
    }

    /** A list that was read to its end. */
    private record Reading(Listing listing, PracticeJoin practices, List<ListedPractice> first) {
        Void close() throws IOException {
            listing.close();
            return null;
        }
    }

    /** One import on its way into the database. */
    private final class Run {
        private final String ehr;
        private final Reading reading;
        private final KeyIndex kept = new KeyIndex();
        private int practices;
        private int endpoints;
        private boolean firstEver;
        /** Practices of the snapshot before that were not met yet. */
        private int missing;

        private long snapshot;
        private SnapshotDraft draft;

        Run(String ehr, Reading reading) {
            this.ehr = ehr;
            this.reading = reading;
            this.draft = new SnapshotDraft(ids, ehr, 0, clock.instant());
        }

        Future<ImportReport> write() {
            return database.inTransaction(tx -> store.begin(tx, ehr, clock.instant()))
                    .compose(number -> {
                        snapshot = number;
                        draft = new SnapshotDraft(ids, ehr, number, clock.instant());
                        return fill().recover(this::abandon);
                    })
                    .onSuccess(done -> clearLater());
        }

        private Future<ImportReport> fill() {
            return database.inBackground(tx -> store.clear(tx, ehr))
                    .compose(cleared -> database.read(tx -> store.directory(tx, ehr)))
                    .compose(before -> {
                        firstEver = before.snapshot == null;
                        missing = before.practices;
                        return take(reading.first());
                    })
                    .compose(taken -> missing == 0 ? Future.succeededFuture() : removeVanished(""))
                    .compose(complete -> publish());
        }

        private Future<Void> take(List<ListedPractice> listed) {
            if (listed.isEmpty()) {
                return Future.succeededFuture();
            }
            practices += listed.size();
            endpoints +=
                    listed.stream().mapToInt(each -> each.endpoints().size()).sum();
            return compare(listed)
                    .compose(compared -> save())
                    .compose(saved ->
                            workers.executeBlocking(() -> reading.practices().next(chunk), false))
                    .compose(this::take);
        }

        private Future<Void> compare(List<ListedPractice> listed) {
            if (firstEver) {
                listed.forEach(each -> draft.take(each, null, List.of()));
                return Future.succeededFuture();
            }
            return database.read(tx -> new KnownPractices(tx, store, readers, ehr).of(listed, this::isFree))
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

        private Future<Void> removeVanished(String afterKey) {
            return database.read(tx -> readers.listed(tx, ehr, afterKey, chunk)).compose(page -> {
                if (page.isEmpty()) {
                    return Future.succeededFuture();
                }
                return vanish(page.stream()
                                .filter(not(row -> kept.contains(row.id)))
                                .toList())
                        .compose(done -> removeVanished(page.get(page.size() - 1).externalKey));
            });
        }

        private Future<Void> vanish(List<PracticeRow> gone) {
            if (gone.isEmpty()) {
                return Future.succeededFuture();
            }
            return database.read(tx -> readers.endpointsOf(
                            tx, gone.stream().map(row -> row.id).toList()))
                    .compose(endpointRows -> {
                        var byPractice = endpointRows.stream().collect(Collectors.groupingBy(each -> each.practiceId));
                        gone.forEach(row -> draft.vanished(row, byPractice.getOrDefault(row.id, List.of())));
                        return save();
                    });
        }

        private Future<Void> save() {
            SnapshotDraft.Rows rows = draft.drain();
            return database.inBackground(tx -> store.write(tx, ehr, snapshot, rows, clock.instant()));
        }

        private Future<ImportReport> publish() {
            Listing listing = reading.listing();
            ImportReport report = new ImportReport(
                    practices,
                    endpoints,
                    draft.added,
                    draft.changed,
                    draft.moved,
                    draft.removed,
                    listing.ignored(),
                    listing.disputed(),
                    listing.rejections.first(),
                    listing.rejections.total());
            return database.inTransaction(tx -> store.publish(tx, ehr, snapshot, report, clock.instant()))
                    .map(report);
        }

        private Future<ImportReport> abandon(Throwable reason) {
            return database.inBackground(tx -> store.abandon(tx, ehr, snapshot))
                    .onSuccess(given -> clearLater())
                    .transform(whatever -> Future.failedFuture(reason));
        }

        /** Nobody waits for it, and the next import would do it too. */
        private void clearLater() {
            database.inBackground(tx -> store.clear(tx, ehr))
                    .onFailure(e -> log.warn("Old rows of the directory of {} could not be cleared away", ehr, e));
        }
    }

    private static <T> Predicate<T> not(Predicate<T> predicate) {
        return predicate.negate();
    }
}
