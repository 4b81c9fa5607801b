package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exports and their files in the database. */
public final class ExportStore {
    /** Its tables. */
    public static final List<Class<?>> ROWS = List.of(ExportRow.class, ExportFileRow.class);

    /** What is sealed in them. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("bulk_export", "type_filters"),
            new SealedColumn("bulk_export", "status_url"),
            new SealedColumn("bulk_export", "data_key"),
            new SealedColumn("bulk_export_file", "address"));

    ExportStore() {}

    Future<Void> add(Transaction tx, ExportRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    Future<Long> unfinished(Transaction tx, TenantId tenant) {
        return tx.run(session -> session.createSelectionQuery(
                        "select count(*) from ExportRow where tenantId = :tenant and state in (:active)", Long.class)
                .setParameter("tenant", tenant.value())
                .setParameter("active", ExportState.active())
                .getSingleResult());
    }

    Future<Optional<ExportRow>> find(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ExportRow where tenantId = :tenant and id = :id", ExportRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** The same, and nobody else changes it until the transaction ends. */
    Future<Optional<ExportRow>> hold(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createNativeQuery(
                                "select * from bulk_export where tenant_id = :tenant and id = :id for update",
                                ExportRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By id ascending, those after {@code after}. */
    Future<List<ExportRow>> list(
            Transaction tx,
            TenantId tenant,
            Optional<String> connection,
            Optional<ExportState> state,
            String after,
            int limit) {
        String where = (connection.isPresent() ? " and connectionId = :connection" : "")
                + (state.isPresent() ? " and state = :state" : "");
        return tx.run(session -> {
            var query = session.createSelectionQuery(
                            "from ExportRow where tenantId = :tenant and id > :after" + where + " order by id",
                            ExportRow.class)
                    .setParameter("tenant", tenant.value())
                    .setParameter("after", after);
            connection.ifPresent(each -> query.setParameter("connection", each));
            state.ifPresent(each -> query.setParameter("state", each.text()));
            return query.setMaxResults(limit).getResultList();
        });
    }

    /** What a node may go on with: its own, nobody's, and those whose node seems to be gone. */
    Future<List<ExportRow>> due(Transaction tx, String node, Instant now, Instant abandoned, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from ExportRow where state in (:active) and dueAt <= :now and (node is null or node = :node"
                                + " or dueAt <= :abandoned) order by dueAt, id",
                        ExportRow.class)
                .setParameter("active", ExportState.active())
                .setParameter("now", now)
                .setParameter("node", node)
                .setParameter("abandoned", abandoned)
                .setMaxResults(most)
                .getResultList());
    }

    /** How many of a tenant's are under way. */
    Future<Long> underWay(Transaction tx, String tenant) {
        return tx.run(session -> session.createSelectionQuery(
                        "select count(*) from ExportRow where tenantId = :tenant and state in (:active)"
                                + " and state <> :queued",
                        Long.class)
                .setParameter("tenant", tenant)
                .setParameter("active", ExportState.active())
                .setParameter("queued", ExportState.QUEUED.text())
                .getSingleResult());
    }

    /** Locked, if it still waits and nobody else is taking it. */
    Future<Optional<ExportRow>> take(Transaction tx, String id, Instant now) {
        return tx.run(session -> session.createNativeQuery(
                                "select * from bulk_export where id = :id and state in (:active) and due_at <= :now"
                                        + " for update skip locked",
                                ExportRow.class)
                        .setParameter("id", id)
                        .setParameter("active", ExportState.active())
                        .setParameter("now", now)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** Locked; empty if it was canceled, or taken by another node meanwhile. */
    Future<Optional<ExportRow>> held(Transaction tx, String id, long lease) {
        return tx.run(session -> session.createNativeQuery(
                                "select * from bulk_export where id = :id and lease = :lease"
                                        + " and state in (:active) for update",
                                ExportRow.class)
                        .setParameter("id", id)
                        .setParameter("lease", lease)
                        .setParameter("active", ExportState.active())
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** What a node that stopped was working on waits no longer; but a poll keeps the time its EHR asked for. */
    Future<Void> wake(Transaction tx, String node, Instant now) {
        return tx.run(session -> session.createMutationQuery(
                                "update ExportRow set dueAt = :now where node = :node and state in (:states)"
                                        + " and dueAt > :now")
                        .setParameter("now", now)
                        .setParameter("node", node)
                        .setParameter("states", List.of(ExportState.REQUESTING.text(), ExportState.DOWNLOADING.text()))
                        .executeUpdate())
                .mapEmpty();
    }

    Future<List<ExportFileRow>> files(Transaction tx, String exportId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from ExportFileRow where exportId = :export order by place", ExportFileRow.class)
                .setParameter("export", exportId)
                .getResultList());
    }

    Future<Optional<ExportFileRow>> file(Transaction tx, TenantId tenant, String exportId, String name) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ExportFileRow where tenantId = :tenant and exportId = :export and name = :name",
                                ExportFileRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("export", exportId)
                        .setParameter("name", name)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<Optional<ExportFileRow>> nextMissing(Transaction tx, String exportId) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ExportFileRow where exportId = :export and here = false order by place",
                                ExportFileRow.class)
                        .setParameter("export", exportId)
                        .setMaxResults(1)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<Void> replaceFiles(Transaction tx, String exportId, List<ExportFileRow> rows) {
        return removeFiles(tx, exportId)
                .compose(done ->
                        tx.run(session -> session.persist(rows.toArray()).thenCompose(kept -> session.flush())));
    }

    Future<Void> removeFiles(Transaction tx, String exportId) {
        return tx.run(session -> session.createMutationQuery("delete from ExportFileRow where exportId = :export")
                        .setParameter("export", exportId)
                        .executeUpdate())
                .mapEmpty();
    }

    /** Those whose EHR is to be told that we are done. */
    Future<List<ExportRow>> toRelease(Transaction tx, Instant now, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "from ExportRow where releaseAt <= :now order by releaseAt", ExportRow.class)
                .setParameter("now", now)
                .setMaxResults(most)
                .getResultList());
    }

    /** True for the one who moves it. */
    Future<Boolean> moveRelease(Transaction tx, ExportRow row, @Nullable Instant to) {
        return tx.run(session -> session.createMutationQuery(
                                "update ExportRow set releaseAt = :to, releaseTries = releaseTries + 1"
                                        + " where id = :id and releaseTries = :tries")
                        .setParameter("to", to)
                        .setParameter("id", row.id)
                        .setParameter("tries", row.releaseTries)
                        .executeUpdate())
                .map(changed -> changed == 1);
    }

    Future<Void> released(Transaction tx, String id) {
        return tx.run(session -> session.createMutationQuery(
                                "update ExportRow set releaseAt = null, statusUrl = null where id = :id")
                        .setParameter("id", id)
                        .executeUpdate())
                .mapEmpty();
    }

    /** Ids of those that ended before that time and need not be told of any more. */
    Future<List<String>> endedBefore(Transaction tx, Instant before, int most) {
        return tx.run(session -> session.createSelectionQuery(
                        "select id from ExportRow where endedAt < :before and releaseAt is null and state not in (:active)",
                        String.class)
                .setParameter("before", before)
                .setParameter("active", ExportState.active())
                .setMaxResults(most)
                .getResultList());
    }

    Future<Void> remove(Transaction tx, List<String> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture()
                : tx.run(session -> session.createMutationQuery("delete from ExportRow where id in (:ids)")
                                .setParameter("ids", ids)
                                .executeUpdate())
                        .mapEmpty();
    }

    /** Which of these have files to be kept. */
    Future<List<String>> kept(Transaction tx, List<String> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(List.of())
                : tx.run(session -> session.createSelectionQuery(
                                "select id from ExportRow where id in (:ids) and removedAt is null", String.class)
                        .setParameter("ids", ids)
                        .getResultList());
    }
}
