package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Imports that wait for a yes. All their rows are written; nobody sees them. A yes counts only while the directory is what
 * the import was compared with.
 */
final class StagedStore {
    /** How long one waits before it is cleared away. */
    static final Duration KEPT = Duration.ofHours(24);

    private final SnapshotStore snapshots = new SnapshotStore();

    /** Gives the claim back and waits. */
    Future<Void> stage(Transaction tx, String ehr, long snapshot, ImportReport report, Instant now) {
        return snapshots
                .claimed(tx, ehr, snapshot)
                .compose(row -> {
                    row.claim = null;
                    row.claimedUntil = null;
                    return tx.run(session -> session.find(SnapshotRow.class, snapshot));
                })
                .map(made -> {
                    made.count(report);
                    made.stagedUntil = now.plus(KEPT);
                    made.report = PracticeJson.report(report).encode();
                    return null;
                });
    }

    /** 404 {@code directory-preview-unknown} also for another tenant's, and for one that was applied or has ended. */
    Future<DirectoryPreview> of(Transaction tx, TenantId tenant, String ehr, long snapshot, Instant now) {
        return row(tx, tenant, ehr, snapshot, now)
                .compose(made -> snapshots
                        .known(tx, ehr)
                        .map(directory -> new DirectoryPreview(
                                snapshot,
                                ehr,
                                made.source,
                                made.startedAt,
                                Objects.requireNonNull(made.stagedUntil),
                                !isStillGood(directory, made),
                                new JsonObject(Objects.requireNonNull(made.report)))));
    }

    /** What waits, newest first. */
    Future<List<Long>> waiting(Transaction tx, TenantId tenant, String ehr, Instant now) {
        return tx.run(session -> session.createSelectionQuery(
                        "select s.id from SnapshotRow s where s.ehr = :ehr and s.tenant = :tenant"
                                + " and s.publishedAt is null and s.stagedUntil > :now order by s.id desc",
                        Long.class)
                .setParameter("ehr", ehr)
                .setParameter("tenant", tenant.value())
                .setParameter("now", now)
                .setMaxResults(1)
                .getResultList());
    }

    /**
     * From here on readers see it. 409 {@code directory-import-running} while somebody writes, 409 {@code
     * directory-changed-meanwhile} if another import has changed what it was compared with.
     */
    Future<SnapshotRow> apply(Transaction tx, TenantId tenant, String ehr, long snapshot, Instant now) {
        return row(tx, tenant, ehr, snapshot, now)
                .compose(made -> snapshots.directory(tx, ehr).map(directory -> {
                    if (directory.isClaimed(now)) {
                        throw SnapshotStore.running();
                    }
                    if (!isStillGood(directory, made)) {
                        throw new Failure.Conflict(
                                "directory-changed-meanwhile",
                                "Another import was applied after this preview was made. Make a new preview.");
                    }
                    directory.show(made, now);
                    directory.importedAt = now;
                    directory.failedAt = null;
                    directory.failure = null;
                    return made;
                }));
    }

    private static boolean isStillGood(DirectoryRow directory, SnapshotRow made) {
        return Objects.requireNonNullElse(directory.snapshot, SnapshotRow.NONE).equals(made.base);
    }

    /** Its rows are cleared away with the next import. */
    Future<Void> discard(Transaction tx, TenantId tenant, String ehr, long snapshot, Instant now) {
        return row(tx, tenant, ehr, snapshot, now).map(made -> {
            made.stagedUntil = null;
            made.report = null;
            return null;
        });
    }

    private Future<SnapshotRow> row(Transaction tx, TenantId tenant, String ehr, long snapshot, Instant now) {
        return tx.run(session -> session.find(SnapshotRow.class, snapshot))
                .map(found -> Optional.ofNullable(found)
                        .filter(row -> row.ehr.equals(ehr) && tenant.value().equals(row.tenant))
                        .filter(row -> row.publishedAt == null && isBefore(now, row.stagedUntil))
                        .orElseThrow(() -> new Failure.Missing(
                                "directory-preview-unknown",
                                "There is no such preview; it was applied, dropped, or has ended after a day.")));
    }

    private static boolean isBefore(Instant now, @Nullable Instant until) {
        return until != null && now.isBefore(until);
    }
}
