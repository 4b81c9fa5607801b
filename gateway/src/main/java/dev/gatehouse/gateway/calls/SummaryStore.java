package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sums in the database. Each row is one process's own, so several may tell of the same minute, and are added up when read. */
final class SummaryStore {
    private static final List<String> NUMBERS = List.of(
            "calls",
            "answered",
            "ehr_errors",
            "gateway_errors",
            "limited",
            "status_2xx",
            "status_3xx",
            "status_4xx",
            "status_5xx",
            "bytes_in",
            "bytes_out",
            "took_micros",
            "waited_micros",
            "refreshed",
            "refreshes_failed");
    private static final String NUMBERS_AND_MORE = String.join(", ", NUMBERS) + ", codes, took, waited";
    private static final int WIDTH = NUMBERS.size() + 3;
    private static final String INSERT = "insert into call_summary (" + NUMBERS_AND_MORE
            + ", id, tenant_id, scope, scope_id, practice_id, application_id, grain_seconds, start_at) values ("
            + "?, ".repeat(WIDTH + 7) + "?)";
    private static final String UPDATE = "update call_summary set "
            + NUMBERS.stream().map(each -> each + " = ?").collect(Collectors.joining(", "))
            + ", codes = ?, took = ?, waited = ? where id = ?";

    /** Writes each cell's row as it is now, whether it is there already or not. */
    Future<Void> write(Transaction tx, List<Cell> cells) {
        List<Cell> known = cells.stream().filter(Cell::mayHaveRow).toList();
        cells.forEach(Cell::triesToWrite);
        return tx.updateMany(UPDATE, known.stream().map(SummaryStore::update).toList())
                .compose(changed -> {
                    List<Cell> missing = new ArrayList<>(cells);
                    IntStream.range(0, changed.length)
                            .filter(i -> changed[i] > 0)
                            .mapToObj(known::get)
                            .forEach(missing::remove);
                    return tx.updateMany(
                            INSERT, missing.stream().map(SummaryStore::insert).toList());
                })
                .mapEmpty();
    }

    private static Object[] update(Cell cell) {
        Object[] row = values(cell, WIDTH + 1);
        row[WIDTH] = cell.row;
        return row;
    }

    private static Object[] insert(Cell cell) {
        Object[] row = values(cell, WIDTH + 8);
        row[WIDTH] = cell.row;
        row[WIDTH + 1] = cell.key.tenant().value();
        row[WIDTH + 2] = cell.key.scope().text();
        row[WIDTH + 3] = cell.key.id();
        row[WIDTH + 4] = cell.practiceId;
        row[WIDTH + 5] = cell.applicationId;
        row[WIDTH + 6] = cell.key.grain().seconds();
        row[WIDTH + 7] = cell.key.start();
        return row;
    }

    private static Object[] values(Cell cell, int width) {
        Sums sums = cell.sums;
        long[] numbers = {
            sums.calls,
            sums.answered,
            sums.ehrErrors,
            sums.gatewayErrors,
            sums.limited,
            sums.status2xx,
            sums.status3xx,
            sums.status4xx,
            sums.status5xx,
            sums.bytesIn,
            sums.bytesOut,
            sums.tookMicros,
            sums.waitedMicros,
            sums.refreshed,
            sums.refreshesFailed
        };
        Object[] row = new Object[width];
        for (int i = 0; i < numbers.length; i++) {
            row[i] = numbers[i];
        }
        JsonObject codes = new JsonObject();
        sums.codes.forEach(codes::put);
        row[numbers.length] = codes.encode();
        row[numbers.length + 1] = sums.took.toBytes();
        row[numbers.length + 2] = sums.waited.toBytes();
        return row;
    }

    /**
     * What one row tells.
     *
     * @param group the value of the column that was asked for
     */
    record Told(Instant start, String group, Sums sums) {}

    /** All rows that fit, in no order. */
    Future<List<Told>> read(Transaction tx, TenantId tenant, SummaryFilter filter, Grouping by) {
        List<Object> values = new ArrayList<>();
        String where = where(tenant, filter, values);
        return tx.selectRows(
                        "select start_at, " + by.column() + ", " + NUMBERS_AND_MORE + " from call_summary" + where,
                        values.toArray())
                .map(rows -> rows.stream().map(SummaryStore::told).toList());
    }

    /** The groups with the most calls, or with the most calls that went wrong; their ids, the greatest first. */
    Future<List<String>> greatest(
            Transaction tx, TenantId tenant, SummaryFilter filter, Grouping by, boolean byErrors, int most) {
        List<Object> values = new ArrayList<>();
        String where = where(tenant, filter, values);
        String rank = byErrors ? "sum(ehr_errors + gateway_errors)" : "sum(calls)";
        return tx.selectRows(
                        "select " + by.column() + ", " + rank + " from call_summary" + where + " group by "
                                + by.column() + " order by " + rank + " desc, " + by.column() + " limit " + most,
                        values.toArray())
                .map(rows -> rows.stream().map(row -> (String) row[0]).toList());
    }

    private static String where(TenantId tenant, SummaryFilter filter, List<Object> values) {
        StringBuilder where = new StringBuilder(
                " where tenant_id = ? and scope = ? and grain_seconds = ? and start_at >= ? and start_at < ?");
        values.add(tenant.value());
        values.add(filter.scope().text());
        values.add(filter.grain().seconds());
        values.add(filter.from());
        values.add(filter.to());
        filter.equal().forEach((column, value) -> {
            where.append(" and ").append(column).append(" = ?");
            values.add(value);
        });
        filter.anyOf().forEach((column, some) -> {
            where.append(" and ").append(column).append(" in (");
            where.append(String.join(", ", Collections.nCopies(some.size(), "?")))
                    .append(")");
            values.addAll(some);
        });
        return where.toString();
    }

    private static Told told(Object[] row) {
        Sums sums = new Sums();
        int at = 2;
        sums.calls = number(row[at++]);
        sums.answered = number(row[at++]);
        sums.ehrErrors = number(row[at++]);
        sums.gatewayErrors = number(row[at++]);
        sums.limited = number(row[at++]);
        sums.status2xx = number(row[at++]);
        sums.status3xx = number(row[at++]);
        sums.status4xx = number(row[at++]);
        sums.status5xx = number(row[at++]);
        sums.bytesIn = number(row[at++]);
        sums.bytesOut = number(row[at++]);
        sums.tookMicros = number(row[at++]);
        sums.waitedMicros = number(row[at++]);
        sums.refreshed = number(row[at++]);
        sums.refreshesFailed = number(row[at++]);
        String codes = (String) row[at++];
        if (codes.length() > 2) {
            new JsonObject(codes).forEach(each -> sums.addCode(each.getKey(), number(each.getValue())));
        }
        sums.took.add((byte[]) row[at++]);
        sums.waited.add((byte[]) row[at]);
        return new Told((Instant) row[0], (String) row[1], sums);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** Removes up to {@code most} rows of times before that; how many. */
    Future<Integer> remove(Transaction tx, TenantId tenant, Scope scope, Grain grain, Instant before, int most) {
        return tx.selectRows(
                        "select id from call_summary where tenant_id = ? and scope = ? and grain_seconds = ?"
                                + " and start_at < ? limit " + most,
                        tenant.value(),
                        scope.text(),
                        grain.seconds(),
                        before)
                .compose(rows -> tx.updateMany(
                                "delete from call_summary where id = ?",
                                rows.stream().map(row -> new Object[] {row[0]}).toList())
                        .map(rows.size()));
    }
}
