package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.token.DueGrantStore.Use;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens are in use, told to the database behind the calls: once for each token, in batches. What does not fit is
 * forgotten: such a grant is refreshed when somebody asks.
 */
public final class GrantUsage {
    private static final Logger log = LoggerFactory.getLogger(GrantUsage.class);
    private static final int MOST_KEPT = 50_000;
    private static final int BATCH = 500;

    private final Database database;
    private final DueGrantStore store = new DueGrantStore(false);
    private final DueTimes due;
    private final Map<ConnectionId, Use> unwritten = new ConcurrentHashMap<>();

    public GrantUsage(Database database, DueTimes due) {
        this.database = database;
        this.due = due;
    }

    /** The first use of a token that can be renewed. */
    void used(Grant grant, Instant now) {
        if (unwritten.size() < MOST_KEPT) {
            unwritten.put(
                    grant.connection(),
                    new Use(
                            grant.connection(),
                            grant.generation(),
                            now.truncatedTo(ChronoUnit.MICROS),
                            due.ahead(grant)));
        }
    }

    /** Writes what has gathered; what could not be written is tried again the next time. */
    Future<Void> write() {
        List<Use> batch = take();
        if (batch.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.inBackground(tx -> store.used(tx, batch))
                .compose(done -> batch.size() < BATCH ? Future.succeededFuture() : write(), failure -> {
                    log.warn(
                            "the use of tokens could not be noted: {}",
                            failure.getClass().getName());
                    batch.forEach(each -> unwritten.putIfAbsent(each.connection(), each));
                    return Future.<Void>succeededFuture();
                });
    }

    private List<Use> take() {
        List<Use> batch = new ArrayList<>();
        Iterator<Use> each = unwritten.values().iterator();
        while (each.hasNext() && batch.size() < BATCH) {
            batch.add(each.next());
            each.remove();
        }
        return batch;
    }
}
