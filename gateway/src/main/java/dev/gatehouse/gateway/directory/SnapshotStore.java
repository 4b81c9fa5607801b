package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a new snapshot comes to be: one importer claims the EHR, writes rows nobody sees, and publishes them all with one
 * small change. An importer that lost its claim (it was too slow, or another node took over) can't write or publish any
 * more; what it left behind is never seen, and the next one clears it away.
 */
final class SnapshotStore {
    /** Renewed with each chunk. */
    static final Duration CLAIM = Duration.ofMinutes(2);

    /**
     * A new snapshot's number, claimed; 409 {@code directory-import-running} if somebody else is at it.
     *
     * @param source an address; null for a file
     */
    Future<Long> begin(Transaction tx, String ehr, Author by, @Nullable String source, Instant now) {
        return directory(tx, ehr).compose(row -> {
            if (row.isClaimed(now)) {
                return Future.failedFuture(running());
            }
            SnapshotRow snapshot = new SnapshotRow(row, by, source, now);
            return tx.run(session -> session.persist(snapshot)).map(done -> {
                row.claim = Objects.requireNonNull(snapshot.id);
                row.claimedUntil = now.plus(CLAIM);
                return row.claim;
            });
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

    /** One that is known to be there. */
    Future<SnapshotRow> find(Transaction tx, long snapshot) {
        return tx.run(session -> session.find(SnapshotRow.class, snapshot));
    }

    /** The one that was published last; empty if there was none. */
    Future<List<SnapshotRow>> newest(Transaction tx, String ehr) {
        return tx.run(session -> session.createSelectionQuery(
                        "from SnapshotRow s where s.ehr = :ehr and s.publishedAt is not null"
                                + " order by s.publishedAt desc, s.id desc",
                        SnapshotRow.class)
                .setParameter("ehr", ehr)
                .setMaxResults(1)
                .getResultList());
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
        return claimed(tx, ehr, snapshot)
                .compose(row -> tx.run(session -> session.find(SnapshotRow.class, snapshot))
                        .map(made -> {
                            made.count(report);
                            row.show(made, now);
                            row.importedAt = now;
                            row.failedAt = null;
                            row.failure = null;
                            return null;
                        }));
    }

    /** The row of the EHR, claimed by this snapshot; 409 {@code directory-import-running} if the claim was lost. */
    Future<DirectoryRow> claimed(Transaction tx, String ehr, long snapshot) {
        return directory(tx, ehr).map(row -> {
            if (!Objects.equals(row.claim, snapshot)) {
                throw running();
            }
            return row;
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

    /**
     * Deletes versions that are overtaken by more than the last import, and rows of imports that were never published, are
     * not running, and wait for no yes.
     */
    Future<Void> clear(Transaction tx, String ehr, Instant now) {
        return clear(tx, ehr, now, "PracticeRow", DirectoryStore.OVERTAKEN_PRACTICE)
                .compose(done -> clear(tx, ehr, now, "PracticeEndpointRow", DirectoryStore.OVERTAKEN_ENDPOINT));
    }

    private static Future<Void> clear(Transaction tx, String ehr, Instant now, String entity, String overtaken) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from " + entity + " r where r.ehr = :ehr and (" + overtaken + ")")
                        .setParameter("ehr", ehr)
                        .setParameter("now", now)
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

    static Failure running() {
        return new Failure.Conflict(
                "directory-import-running", "Another import of this directory is running. Wait for it to end.");
    }
}
