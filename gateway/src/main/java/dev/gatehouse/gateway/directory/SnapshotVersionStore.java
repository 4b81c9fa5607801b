package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.util.List;

/** What one snapshot wrote, page by page, and what was there before it. */
final class SnapshotVersionStore {
    private static final String BEFORE = "from %s r where r.id in (:ids) and r.snapshot < :snapshot and exists"
            + " (select 1 from SnapshotRow s where s.id = r.snapshot and s.publishedAt is not null) order by r.snapshot";
    private static final String WRITTEN =
            "from %s r where r.ehr = :ehr and r.snapshot = :snapshot and r.id > :after" + " order by r.id";

    Future<List<PracticeRow>> practices(Transaction tx, String ehr, long snapshot, String after, int most) {
        return written(tx, PracticeRow.class, ehr, snapshot, after, most);
    }

    Future<List<PracticeEndpointRow>> endpoints(Transaction tx, String ehr, long snapshot, String after, int most) {
        return written(tx, PracticeEndpointRow.class, ehr, snapshot, after, most);
    }

    /** Every older version that was ever seen, oldest first. */
    Future<List<PracticeRow>> practicesBefore(Transaction tx, long snapshot, List<String> ids) {
        return before(tx, PracticeRow.class, snapshot, ids);
    }

    Future<List<PracticeEndpointRow>> endpointsBefore(Transaction tx, long snapshot, List<String> ids) {
        return before(tx, PracticeEndpointRow.class, snapshot, ids);
    }

    private static <R> Future<List<R>> written(
            Transaction tx, Class<R> row, String ehr, long snapshot, String after, int most) {
        return tx.run(session -> session.createSelectionQuery(WRITTEN.formatted(row.getSimpleName()), row)
                .setParameter("ehr", ehr)
                .setParameter("snapshot", snapshot)
                .setParameter("after", after)
                .setMaxResults(most)
                .getResultList());
    }

    private static <R> Future<List<R>> before(Transaction tx, Class<R> row, long snapshot, List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return tx.run(session -> session.createSelectionQuery(BEFORE.formatted(row.getSimpleName()), row)
                .setParameter("ids", ids)
                .setParameter("snapshot", snapshot)
                .getResultList());
    }
}
