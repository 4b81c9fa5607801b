package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Notes what nobody could tell afterwards: every minute that this node runs, and every quarter of an hour how connections stand.
 * Nodes that share a database note the latter once between them.
 */
public final class History {
    /** How often {@link #tick} is called. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    static final Duration QUARTER = Duration.ofMinutes(15);
    /** As long as sums of calls by the minute, then by the hour. */
    static final Duration QUARTERS_KEPT = Duration.ofDays(3);

    static final Duration KEPT = Duration.ofDays(400);

    private final Database database;
    private final Clock clock;
    private final String node;
    private final String run;
    private final SnapshotStore snapshots = new SnapshotStore();
    private final RunStore runs = new RunStore();

    /** @param node what this node calls itself, over restarts */
    public History(Database database, Ids ids, String node, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.run = ids.next("run");
    }

    /** Notes that the node has started, and how connections stand. */
    public Future<Void> begin() {
        return database.inTransaction(tx -> runs.begin(tx, run, node, now()))
                .compose(begun -> note())
                .mapEmpty();
    }

    /** Notes that the node still runs, and how connections stand if it is time for that. */
    public Future<?> tick() {
        return database.inBackground(tx -> runs.seen(tx, run, now())).compose(seen -> note());
    }

    /** True if this node noted it. */
    Future<Boolean> note() {
        return database.inBackground(tx -> snapshots.note(tx, quarter(now())));
    }

    /** Notes that the node was stopped in order. */
    public Future<Void> end() {
        return database.inTransaction(tx -> runs.end(tx, run, now())).mapEmpty();
    }

    /** Removes what is too old. */
    public Future<?> sweep() {
        Instant now = now();
        return database.inBackground(tx -> snapshots
                .remove(tx, now.minus(QUARTERS_KEPT), now.minus(KEPT))
                .compose(removed -> runs.remove(tx, now.minus(KEPT))));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant quarter(Instant at) {
        long seconds = QUARTER.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }
}
