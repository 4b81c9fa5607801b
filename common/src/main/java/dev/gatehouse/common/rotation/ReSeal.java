package dev.gatehouse.common.rotation;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.Keyset;
import dev.gatehouse.common.vault.SealBroken;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals anew what another key than the primary one sealed, some rows at a time. Rows that somebody else holds are left for
 * the next pass, so that it never waits while it holds others; a value is replaced only by its own new seal, so that a newer
 * one is never overwritten. Versions of rows are left alone: whoever holds a row in memory may write its old seal back,
 * which the next pass finds.
 */
final class ReSeal {
    private static final Logger log = LoggerFactory.getLogger(ReSeal.class);

    private final List<SealedColumn> columns;

    ReSeal(Collection<SealedColumn> columns) {
        this.columns = columns.stream()
                .sorted(Comparator.comparing(SealedColumn::name))
                .toList();
    }

    /** Goes on where the row says, with one batch of one column; true if that was the end of the last column. */
    Future<Boolean> batch(Transaction tx, KeyRotationRow row, KeyRing ring, int size) {
        SealedColumn column = columns.stream()
                .filter(each -> each.name().compareTo(row.atColumn) >= 0)
                .findFirst()
                .orElse(null);
        if (column == null) {
            return Future.succeededFuture(true);
        }
        if (!column.name().equals(row.atColumn)) {
            row.atColumn = column.name();
            row.atRow = "";
        }
        return next(tx, column, ring, row.atRow, size)
                .compose(ids -> hold(tx, column, ring, ids)
                        .compose(found -> replace(tx, row, column, ring.sealer(), found))
                        .map(done -> {
                            if (ids.size() == size) {
                                row.atRow = ids.get(ids.size() - 1);
                                return false;
                            }
                            boolean last = column.equals(columns.get(columns.size() - 1));
                            row.atColumn = column.name() + " done"; // after this name, before that of any other column
                            row.atRow = "";
                            return last;
                        }));
    }

    private static Future<List<String>> next(
            Transaction tx, SealedColumn column, KeyRing ring, String after, int size) {
        String sql = "select " + column.id() + " from " + column.table() + " where " + column.id() + " > ? and "
                + otherKey(column) + " order by " + column.id() + " limit " + size;
        return tx.selectRows(sql, after, Sealer.prefixOf(ring.primary(Keyset.SEALING)))
                .map(rows -> rows.stream().map(row -> (String) row[0]).toList());
    }

    /** By their ids: of a query with a limit H2 locks every row that fits, not only those it answers. */
    private static Future<List<Object[]>> hold(Transaction tx, SealedColumn column, KeyRing ring, List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        String sql = "select " + column.id() + ", tenant_id, "
                + (column.generation() == null ? "cast(0 as bigint)" : column.generation()) + ", " + column.column()
                + " from " + column.table() + " where " + column.id() + " in ("
                + String.join(", ", Collections.nCopies(ids.size(), "?")) + ") and " + otherKey(column)
                + " for update skip locked";
        List<Object> parameters = new ArrayList<>(ids);
        parameters.add(Sealer.prefixOf(ring.primary(Keyset.SEALING)));
        return tx.selectRows(sql, parameters.toArray());
    }

    private static String otherKey(SealedColumn column) {
        return column.column() + " is not null and substring(" + column.column() + ", 1, 5) <> ?";
    }

    private static Future<Void> replace(
            Transaction tx, KeyRotationRow row, SealedColumn column, Sealer sealer, List<Object[]> found) {
        List<Object[]> changes = new ArrayList<>();
        for (Object[] each : found) {
            SealedField place = column.place((String) each[1], (String) each[0], ((Number) each[2]).longValue());
            byte[] sealed = (byte[]) each[3];
            try {
                changes.add(new Object[] {sealer.seal(sealer.open(sealed, place), place), each[0], sealed});
            } catch (SealBroken broken) {
                row.broken++;
                log.warn("A value of {} opens with no key and is left as it is: row {}", column.name(), each[0]);
            }
        }
        String sql = "update " + column.table() + " set " + column.column() + " = ? where " + column.id() + " = ? and "
                + column.column() + " = ?";
        return tx.updateMany(sql, changes).map(counts -> {
            row.resealed += Arrays.stream(counts).sum();
            return null;
        });
    }

    /** How many values another key than this one sealed. */
    Future<Long> notSealedBy(Transaction tx, int key) {
        Future<Long> sum = Future.succeededFuture(0L);
        for (SealedColumn each : columns) {
            sum = sum.compose(before -> tx.selectRows(
                            "select count(*) from " + each.table() + " where " + otherKey(each), Sealer.prefixOf(key))
                    .map(rows -> before + ((Number) rows.get(0)[0]).longValue()));
        }
        return sum;
    }

    /** How many values there are. */
    Future<Long> all(Transaction tx) {
        Future<Long> sum = Future.succeededFuture(0L);
        for (SealedColumn each : columns) {
            sum = sum.compose(before -> tx.selectRows("select count(" + each.column() + ") from " + each.table())
                    .map(rows -> before + ((Number) rows.get(0)[0]).longValue()));
        }
        return sum;
    }
}
