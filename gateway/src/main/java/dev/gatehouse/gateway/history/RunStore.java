package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** When nodes ran. No tenant's: all share the gateway. */
final class RunStore {

    Future<Void> begin(Transaction tx, String id, String node, Instant now) {
        return tx.insertMany(
                "gateway_run",
                List.of("id", "node", "started_at", "seen_at"),
                List.<Object[]>of(new Object[] {id, node, at(now), at(now)}));
    }

    Future<Integer> seen(Transaction tx, String id, Instant now) {
        return changed(tx, "update gateway_run set seen_at = ? where id = ? and seen_at < ?", at(now), id, at(now));
    }

    Future<Integer> end(Transaction tx, String id, Instant now) {
        return changed(tx, "update gateway_run set seen_at = ?, ended_at = ? where id = ?", at(now), at(now), id);
    }

    /** Those that were seen after that time, and the newest of those before, so that a gap in between is found. */
    Future<List<Run>> since(Transaction tx, Instant from) {
        return tx.selectRows(
                        "select started_at, seen_at, ended_at from gateway_run where seen_at >= coalesce("
                                + "(select max(seen_at) from gateway_run where seen_at < ?), cast(? as timestamp(6) with"
                                + " time zone)) order by started_at",
                        at(from),
                        at(from))
                .map(rows -> rows.stream()
                        .map(row -> new Run(time(row[0]), time(row[1]), row[2] == null ? null : time(row[2])))
                        .toList());
    }

    Future<Integer> remove(Transaction tx, Instant before) {
        return changed(tx, "delete from gateway_run where seen_at < ?", at(before));
    }

    private static Future<Integer> changed(Transaction tx, String sql, Object... values) {
        return tx.updateMany(sql, List.<Object[]>of(values)).map(counts -> counts[0]);
    }

    private static Instant time(Object value) {
        return ((OffsetDateTime) value).toInstant();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
