package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** When nodes ran. No tenant's: all share the gateway. */
final class RunStore {

    Future<Void> begin(Transaction tx, String id, String node, Instant now) {
        return tx.insertMany(
                "gateway_run",
                List.of("id", "node", "started_at", "seen_at"),
                List.<Object[]>of(new Object[] {id, node, now, now}));
    }

    Future<Integer> seen(Transaction tx, String id, Instant now) {
        return tx.update("update gateway_run set seen_at = ? where id = ? and seen_at < ?", now, id, now);
    }

    Future<Integer> end(Transaction tx, String id, Instant now) {
        return tx.update("update gateway_run set seen_at = ?, ended_at = ? where id = ?", now, now, id);
    }

    /** Those that were seen after that time, and the newest of those before, so that a gap in between is found. */
    Future<List<Run>> since(Transaction tx, Instant from) {
        return tx.selectRows(
                        "select started_at, seen_at, ended_at from gateway_run where seen_at >= coalesce("
                                + "(select max(seen_at) from gateway_run where seen_at < ?), cast(? as timestamp(6) with"
                                + " time zone)) order by started_at",
                        from,
                        from)
                .map(rows -> rows.stream()
                        .map(row -> new Run((Instant) row[0], (Instant) row[1], (Instant) row[2]))
                        .toList());
    }

    Future<Integer> remove(Transaction tx, Instant before) {
        return tx.update("delete from gateway_run where seen_at < ?", before);
    }
}
