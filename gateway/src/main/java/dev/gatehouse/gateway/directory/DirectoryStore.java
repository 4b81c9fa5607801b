package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The directory's rows as readers see them: of each practice and endpoint the version with the newest published snapshot.
 * A tenant sees the EHRs' lists and its own practices, never another tenant's.
 */
final class DirectoryStore {
    private static final String PUBLISHED =
            "exists (select 1 from SnapshotRow s where s.id = %1$s.snapshot and s.publishedAt is not null)";
    private static final String VISIBLE = PUBLISHED
            + " and not exists (select 1 from %2$s n join SnapshotRow t on t.id = n.snapshot"
            + " where n.id = %1$s.id and n.snapshot > %1$s.snapshot and t.publishedAt is not null)";
    static final String VISIBLE_PRACTICE = VISIBLE.formatted("p", "PracticeRow");
    static final String VISIBLE_ENDPOINT = VISIBLE.formatted("e", "PracticeEndpointRow");

    /** What the last import has overtaken stays, so that it can be undone. */
    private static final String OVERTAKEN = "exists (select 1 from %1$s n join SnapshotRow t on t.id = n.snapshot"
            + " where n.id = r.id and n.snapshot > r.snapshot and t.publishedAt is not null"
            + " and not exists (select 1 from DirectoryRow c where c.ehr = t.ehr and c.snapshot = t.id))"
            + " or exists (select 1 from SnapshotRow s where s.id = r.snapshot and s.publishedAt is null"
            + " and (s.stagedUntil is null or s.stagedUntil < :now)"
            + " and not exists (select 1 from DirectoryRow d where d.ehr = s.ehr and d.claim = s.id))";

    static final String OVERTAKEN_PRACTICE = OVERTAKEN.formatted("PracticeRow");
    static final String OVERTAKEN_ENDPOINT = OVERTAKEN.formatted("PracticeEndpointRow");

    /**
     * From the EHR's list. Written so that H2 can't take the tenants' index for it: it would sort all rows for each page.
     */
    static final String LISTED = "coalesce(p.tenant, '') = ''";

    /** A practice with all its endpoints, removed ones included. */
    record Found(PracticeRow practice, List<PracticeEndpointRow> endpoints) {}

    Future<Optional<Found>> practice(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeRow p where p.id = :id and (p.tenant is null or p.tenant = :tenant) and "
                                        + VISIBLE_PRACTICE,
                                PracticeRow.class)
                        .setParameter("id", id)
                        .setParameter("tenant", tenant.value())
                        .getResultList())
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : endpointsOf(tx, List.of(id))
                                .map(endpoints -> Optional.of(new Found(rows.get(0), endpoints))));
    }

    Future<Optional<PracticeEndpointRow>> endpoint(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeEndpointRow e where e.id = :id"
                                        + " and (e.tenant is null or e.tenant = :tenant) and " + VISIBLE_ENDPOINT,
                                PracticeEndpointRow.class)
                        .setParameter("id", id)
                        .setParameter("tenant", tenant.value())
                        .getResultList())
                .map(rows -> rows.stream().findFirst());
    }

    Future<List<PracticeEndpointRow>> endpointsAt(Transaction tx, TenantId tenant, String canonicalUrl) {
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeEndpointRow e where e.canonicalUrl = :url and e.removedAt is null"
                                + " and (e.tenant is null or e.tenant = :tenant) and " + VISIBLE_ENDPOINT
                                + " order by e.ehr, e.id",
                        PracticeEndpointRow.class)
                .setParameter("url", canonicalUrl)
                .setParameter("tenant", tenant.value())
                .setMaxResults(100)
                .getResultList());
    }

    /** Endpoints of these practices, in a stable order. */
    Future<List<PracticeEndpointRow>> endpointsOf(Transaction tx, List<String> practiceIds) {
        if (practiceIds.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeEndpointRow e where e.practiceId in (:ids) and " + VISIBLE_ENDPOINT
                                + " order by e.practiceId, e.kind, e.id",
                        PracticeEndpointRow.class)
                .setParameter("ids", practiceIds)
                .getResultList());
    }

    /** The EHR's own practices that are not removed, by external key, page by page. */
    Future<List<PracticeRow>> listed(Transaction tx, String ehr, String afterKey, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeRow p where p.ehr = :ehr and p.externalKey > :after and " + LISTED
                                + " and p.removedAt is null and " + VISIBLE_PRACTICE + " order by p.externalKey",
                        PracticeRow.class)
                .setParameter("ehr", ehr)
                .setParameter("after", afterKey)
                .setMaxResults(most)
                .getResultList());
    }

    Future<List<PracticeRow>> addedByHand(Transaction tx, String ehr) {
        return tx.run(session -> session.createSelectionQuery(
                        "from PracticeRow p where p.tenant > '' and coalesce(p.ehr, '') = :ehr and p.removedAt is null order by p.id",
                        PracticeRow.class)
                .setParameter("ehr", ehr)
                .getResultList());
    }

    Future<List<DirectoryRow>> directories(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery("from DirectoryRow", DirectoryRow.class)
                .getResultList());
    }
}
