package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a new snapshot comes to be: one importer claims the EHR, writes rows nobody sees, and publishes them all with one
 * small change. An importer that lost its claim (it was too slow, or another node took over) can't write or publish any
 * more; what it left behind is never seen, and the next one clears it away.
 */
final class SnapshotStore {
    /** Renewed with each chunk. */
    static final Duration CLAIM = Duration.ofMinutes(2);

    /** A new snapshot's number, claimed; 409 {@code directory-import-running} if somebody else is at it. */
    Future<Long> begin(Transaction tx, String ehr, Instant now) {
        SnapshotRow snapshot = new SnapshotRow(ehr, now);
        return directory(tx, ehr)
                .compose(row -> {
                    if (row.claimedUntil != null && row.claimedUntil.isAfter(now)) {
                        return Future.failedFuture(running());
                    }
                    return tx.run(session -> session.persist(snapshot)).map(row);
                })
                .map(row -> {
                    row.claim = Objects.requireNonNull(snapshot.id);
                    row.claimedUntil = now.plus(CLAIM);
                    return row.claim;
                });
    }

    /** The row of the EHR, made if it is not there. */
    Future<DirectoryRow> directory(Transaction tx, String ehr) {
        return tx.run(session -> session.find(DirectoryRow.class, ehr)).compose(found -> {
            if (found != null) {
                return Future.succeededFuture(found);
            }
            DirectoryRow fresh = new DirectoryRow(ehr);
            return tx.run(session -> session.persist(fresh)).map(fresh);
        });
    }

    /** The row of the EHR, or one like it that is not kept. */
    Future<DirectoryRow> known(Transaction tx, String ehr) {
        return tx.run(session -> session.find(DirectoryRow.class, ehr))
                .map(found -> found == null ? new DirectoryRow(ehr) : found);
    }

    Future<Void> write(Transaction tx, String ehr, long snapshot, SnapshotDraft.Rows rows, Instant now) {
        return renew(tx, ehr, snapshot, now)
                .compose(renewed -> tx.insertMany("practice", PracticeRow.COLUMNS, rows.practices()))
                .compose(done -> tx.insertMany("practice_endpoint", PracticeEndpointRow.COLUMNS, rows.endpoints()));
    }

    private Future<Void> renew(Transaction tx, String ehr, long snapshot, Instant now) {
        return changeOne(
                tx,
                "update DirectoryRow d set d.claimedUntil = :until where d.ehr = :ehr and d.claim = :snapshot",
                ehr,
                snapshot,
                now.plus(CLAIM));
    }

    private static Future<Void> changeOne(Transaction tx, String hql, String ehr, long snapshot, Instant until) {
        return tx.run(session -> session.createMutationQuery(hql)
                        .setParameter("until", until)
                        .setParameter("ehr", ehr)
                        .setParameter("snapshot", snapshot)
                        .executeUpdate())
                .compose(count -> count == 1 ? Future.succeededFuture() : Future.failedFuture(running()));
    }

    /** From here on readers see the snapshot. */
    Future<Void> publish(Transaction tx, String ehr, long snapshot, ImportReport report, Instant now) {
        return directory(tx, ehr)
                .compose(row -> {
                    if (!Objects.equals(row.claim, snapshot)) {
                        return Future.failedFuture(running());
                    }
                    if (row.snapshot == null || report.changedAnything()) {
                        row.snapshot = snapshot; // else nobody need read the same again
                    }
                    row.claim = null;
                    row.claimedUntil = null;
                    row.importedAt = now;
                    row.practices = report.practices();
                    row.endpoints = report.endpoints();
                    row.failedAt = null;
                    row.failure = null;
                    return tx.run(session -> session.find(SnapshotRow.class, snapshot));
                })
                .map(row -> {
                    row.publishedAt = now;
                    row.added = report.added();
                    row.changed = report.changed();
                    row.removed = report.removed();
                    row.rejected = report.rejectedTotal();
                    return null;
                });
    }

    /** Gives the claim back after a failure. */
    Future<Void> abandon(Transaction tx, String ehr, long snapshot) {
        return tx.run(session -> session.createMutationQuery("update DirectoryRow d set d.claim = null,"
                                + " d.claimedUntil = null where d.ehr = :ehr and d.claim = :snapshot")
                        .setParameter("ehr", ehr)
                        .setParameter("snapshot", snapshot)
                        .executeUpdate())
                .mapEmpty();
    }

    Future<Void> recordFailure(Transaction tx, String ehr, String reason, Instant now) {
        return directory(tx, ehr).map(row -> {
            row.failedAt = now;
            row.failure = reason.length() <= 2000 ? reason : reason.substring(0, 2000);
            return null;
        });
    }

    /** Deletes versions that are overtaken, and rows of imports that were never published and are not running. */
    Future<Void> clear(Transaction tx, String ehr) {
        return clear(tx, ehr, "PracticeRow", DirectoryStore.OVERTAKEN_PRACTICE)
                .compose(done -> clear(tx, ehr, "PracticeEndpointRow", DirectoryStore.OVERTAKEN_ENDPOINT));
    }

    private static Future<Void> clear(Transaction tx, String ehr, String entity, String overtaken) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from " + entity + " r where r.ehr = :ehr and (" + overtaken + ")")
                        .setParameter("ehr", ehr)
                        .executeUpdate())
                .mapEmpty();
    }

    Future<List<PracticeRow>> byKey(Transaction tx, String ehr, List<String> externalKeys) {
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeRow p where p.ehr = :ehr and p.externalKey in (:keys) and "
                                + DirectoryStore.LISTED + " and " + DirectoryStore.VISIBLE_PRACTICE,
                        PracticeRow.class)
                .setParameter("ehr", ehr)
                .setParameter("keys", externalKeys)
                .getResultList());
    }

    /** Practices that have an endpoint at one of these addresses. */
    Future<List<PracticeRow>> byAddress(Transaction tx, String ehr, List<String> canonicalUrls) {
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeRow p where p.id in (select e.practiceId from PracticeEndpointRow e"
                                + " where e.canonicalUrl in (:urls) and e.ehr = :ehr and e.tenant is null and "
                                + DirectoryStore.VISIBLE_ENDPOINT + ") and " + DirectoryStore.LISTED + " and "
                                + DirectoryStore.VISIBLE_PRACTICE,
                        PracticeRow.class)
                .setParameter("ehr", ehr)
                .setParameter("urls", canonicalUrls)
                .getResultList());
    }

    /** A practice added by hand. */
    Future<Void> add(Transaction tx, PracticeRow practice, List<PracticeEndpointRow> endpoints) {
        return directory(tx, practice.ehr)
                .compose(row -> {
                    row.byHandRevision++;
                    return tx.run(session -> session.persist(practice));
                })
                .compose(saved -> tx.run(session -> session.persist(endpoints.toArray())));
    }

    Future<Optional<DirectoryStatus>> status(Transaction tx, String ehr) {
        return tx.run(session -> session.find(DirectoryRow.class, ehr))
                .map(row -> Optional.ofNullable(row).map(DirectoryRow::status));
    }

    private static Failure running() {
        return new Failure.Conflict(
                "directory-import-running", "Another import of this directory is running. Wait for it to end.");
    }
}
