package dev.gatehouse.gateway.access;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When and from where keys were used, written behind: a call with a key writes nothing itself. What a node has not written
 * when it dies is lost.
 */
final class KeyUses {
    /** Within this a use from the same address says nothing new. */
    private static final Duration APART = Duration.ofSeconds(20);

    private record Use(Instant at, String from) {}

    private final Database database;
    private final Clock clock;
    private final Map<String, Use> last = new ConcurrentHashMap<>();
    private final Map<String, Use> unwritten = new ConcurrentHashMap<>();

    KeyUses(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param from empty if it is not known */
    void note(String id, String from) {
        Instant now = clock.instant();
        Use before = last.get(id);
        if (before == null
                || !before.from().equals(from)
                || before.at().plus(APART).isBefore(now)) {
            Use use = new Use(now.truncatedTo(ChronoUnit.MICROS), from);
            last.put(id, use);
            unwritten.put(id, use);
        }
    }

    Future<Void> write() {
        if (unwritten.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Object[]> rows = new ArrayList<>();
        for (Map.Entry<String, Use> each : Map.copyOf(unwritten).entrySet()) {
            unwritten.remove(each.getKey(), each.getValue());
            Object at = each.getValue().at();
            rows.add(new Object[] {at, each.getValue().from(), each.getKey(), at});
        }
        return database.inBackground(tx -> tx.updateMany(
                        "update api_key set last_used_at = ?, last_used_from = ?"
                                + " where id = ? and (last_used_at is null or last_used_at < ?)",
                        rows))
                .mapEmpty();
    }
}
