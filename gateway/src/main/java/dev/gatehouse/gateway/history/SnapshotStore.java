package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Counts of connections by state, a row for each tenant and quarter of an hour. */
final class SnapshotStore {
    private static final String COUNTED = "sum(case when paused_at is null and state = '%s' then 1 else 0 end)";
    private static final String NOTE =
            "insert into connection_snapshot (tenant_id, at, hourly, pending, active, degraded, needs_reconnect,"
                    + " misconfigured, paused) select tenant_id, cast(? as timestamp(6) with time zone),"
                    + " cast(? as boolean), " + counted("PENDING") + ", " + counted("ACTIVE") + ", "
                    + counted("DEGRADED") + ", " + counted("NEEDS_RECONNECT") + ", " + counted("MISCONFIGURED")
                    + ", sum(case when paused_at is not null and state <> 'REVOKED' then 1 else 0 end)"
                    + " from practice_connection group by tenant_id";

    private static String counted(String state) {
        return COUNTED.formatted(state);
    }

    /**
     * Counts the connections of every tenant that ever had one. False, and nothing, if somebody did so for that quarter of an
     * hour or a later one.
     */
    Future<Boolean> note(Transaction tx, Instant quarter) {
        return tx.selectRows("select at from snapshot_turn where id = 'connections'")
                .compose(rows -> take(tx, (Instant) rows.get(0)[0], quarter));
    }

    private Future<Boolean> take(Transaction tx, Instant before, Instant quarter) {
        boolean hourly = before.isBefore(quarter.truncatedTo(ChronoUnit.HOURS));
        return tx.update("update snapshot_turn set at = ? where id = 'connections' and at < ?", quarter, quarter)
                .compose(moved -> moved == 0
                        ? Future.succeededFuture(false)
                        : tx.update(NOTE, quarter, hourly).map(true));
    }

    /** In the order of time; {@code to} is not included. */
    Future<List<Standing>> between(Transaction tx, TenantId tenant, Instant from, Instant to, boolean hourlyOnly) {
        return tx.selectRows(
                        "select at, pending, active, degraded, needs_reconnect, misconfigured, paused"
                                + " from connection_snapshot where tenant_id = ? and at >= ? and at < ?"
                                + (hourlyOnly ? " and hourly" : "") + " order by at",
                        tenant.value(),
                        from,
                        to)
                .map(rows -> rows.stream()
                        .map(row -> new Standing(
                                (Instant) row[0],
                                number(row[1]),
                                number(row[2]),
                                number(row[3]),
                                number(row[4]),
                                number(row[5]),
                                number(row[6])))
                        .toList());
    }

    /** Removes all of before {@code hours}, and of before {@code quarters} all but the first of each hour. */
    Future<Integer> remove(Transaction tx, Instant quarters, Instant hours) {
        return tx.update(
                "delete from connection_snapshot where at < ? and (hourly = false or at < ?)", quarters, hours);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
