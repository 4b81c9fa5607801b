package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a published list into the database: read and screened as it streams by, compared with what we have, written in
 * chunks that nobody sees, published by one short transaction. Readers have the old snapshot or the new one; whatever fails
 * on the way, and a crash too, leaves the old one.
 */
final class DirectoryImport {
    /** Of all pages together. */
    static final long MOST_BYTES = 512L << 20;

    private static final int CHUNK = 500;

    private final Database database;
    private final WorkerExecutor workers;
    private final Ids ids;
    private final Clock clock;
    private final Set<String> allowedPrivate;
    private final ConnectionCount connections;
    private final AuditTrail audit;
    private final int chunk;

    /** @param allowedPrivate hosts, with or without {@code :port}, for which private addresses and http are fine */
    DirectoryImport(
            Database database,
            WorkerExecutor workers,
            Ids ids,
            Clock clock,
            Set<String> allowedPrivate,
            ConnectionCount connections,
            AuditTrail audit) {
        this(database, workers, ids, clock, allowedPrivate, connections, audit, CHUNK);
    }

    DirectoryImport(
            Database database,
            WorkerExecutor workers,
            Ids ids,
            Clock clock,
            Set<String> allowedPrivate,
            ConnectionCount connections,
            AuditTrail audit,
            int chunk) {
        this.database = database;
        this.workers = workers;
        this.ids = ids;
        this.clock = clock;
        this.allowedPrivate = Set.copyOf(allowedPrivate);
        this.connections = connections;
        this.audit = audit;
        this.chunk = chunk;
    }

    /**
     * Fails with {@link DirectoryUnreadable}, 413 {@code directory-too-large} or 409 {@code directory-import-running}.
     *
     * @param pages of one list, in their order
     */
    Future<ImportReport> run(EhrProfile profile, List<DirectorySource> pages, ImportOptions options) {
        return workers.executeBlocking(() -> read(profile, pages, options.form()), false)
                .compose(reading -> new ImportRun(
                                profile.key(),
                                reading,
                                options,
                                database,
                                workers,
                                ids,
                                clock,
                                connections,
                                audit,
                                chunk)
                        .write()
                        .eventually(() -> workers.executeBlocking(reading::close, false)));
    }

    private Reading read(EhrProfile profile, List<DirectorySource> pages, @Nullable DirectoryForm wanted)
            throws IOException {
        DirectoryForm form =
                Objects.requireNonNullElse(wanted, profile.directory().form());
        Listing listing = new Listing(new ListingRules(profile, form, allowedPrivate));
        try {
            ListReader reader = ListReader.of(form, profile.directory(), listing);
            long left = MOST_BYTES;
            for (DirectorySource page : pages) {
                try (CountedStream file = new CountedStream(page.open(), left)) {
                    reader.read(file);
                    left -= file.count();
                }
            }
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
    record Reading(Listing listing, PracticeJoin practices, List<ListedPractice> first) {
        private Void close() throws IOException {
            listing.close();
            return null;
        }
    }
}
