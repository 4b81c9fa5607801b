package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.admission.Admission;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.ConnectionLookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on exports that are due, a few at once. A node keeps to the exports whose files are on its disk, and takes over
 * another's when nobody has touched them for long.
 */
final class ExportSchedule {
    private static final Logger log = LoggerFactory.getLogger(ExportSchedule.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration RELEASE_AGAIN = Duration.ofMinutes(2);
    private static final int MOST_RELEASES = 5;
    private static final int MOST_DUE = 50;

    /** One export in hand. */
    private static final class InHand {
        private final long lease;
        private @Nullable FileFetch fetch;
        private boolean stopped;

        InHand(long lease) {
            this.lease = lease;
        }
    }

    private final Vertx vertx;
    private final Database database;
    private final ExportStore store;
    private final ConnectionLookup connections;
    private final Admission admission;
    private final WorkerExecutor workers;
    private final ExportDisk disk;
    private final Sealer sealer;
    private final String node;
    private final ExportSettings settings;
    private final Clock clock;
    private final Map<String, InHand> inHand = new HashMap<>();
    private @Nullable ExportRun run;
    private long timer = -1;
    private long heart = -1;
    private boolean stopped;
    private boolean inRound;
    private boolean again;

    /** @param node what this node calls itself, over restarts: the name of its disk */
    ExportSchedule(
            Vertx vertx,
            Database database,
            ExportStore store,
            ConnectionLookup connections,
            Admission admission,
            WorkerExecutor workers,
            ExportDisk disk,
            Sealer sealer,
            String node,
            ExportSettings settings,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.admission = admission;
        this.workers = workers;
        this.disk = disk;
        this.sealer = sealer;
        this.node = node;
        this.settings = settings;
        this.clock = clock;
    }

    /** Before {@link #start}: what does the work, which brings files through {@link #fetch}. */
    void works(ExportRun by) {
        run = by;
    }

    synchronized void start() {
        Future<Void> awake = database.inTransaction(tx -> store.wake(tx, node, now()));
        awake.onFailure(later -> log.warn("exports of before the start wait for their lease, {}", later.toString()));
        timer = vertx.setPeriodic(TICK.toMillis(), tick -> soon());
        heart = vertx.setPeriodic(HEARTBEAT.toMillis(), beat -> holdOn());
    }

    /** Begins nothing more and drops what is under way; it goes on with the next start. */
    synchronized void stop() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(heart);
        stopped = true;
        inHand.values().forEach(ExportSchedule::drop);
    }

    /** Ends the work on an export that was canceled. */
    synchronized void drop(String id) {
        InHand held = inHand.get(id);
        if (held != null) {
            drop(held);
        }
    }

    private static void drop(InHand held) {
        held.stopped = true;
        if (held.fetch != null) {
            held.fetch.stop();
        }
    }

    /** Looks for work now. */
    void soon() {
        if (beginRound()) {
            round().onComplete(done -> {
                if (done.failed() && !isStopped()) {
                    log.warn("exports wait: {}", done.cause().toString());
                }
                if (endRound()) {
                    soon();
                }
            });
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean beginRound() {
        again = inRound;
        if (inRound || stopped) {
            return false;
        }
        inRound = true;
        return true;
    }

    /** True if something was to be looked for meanwhile. */
    private synchronized boolean endRound() {
        inRound = false;
        boolean more = again && !stopped;
        again = false;
        return more;
    }

    private Future<Void> round() {
        Instant now = now();
        return database.read(tx -> store.due(tx, node, now, now.minus(settings.abandoned()), MOST_DUE))
                .compose(due -> takeEach(due, 0))
                .compose(done -> releases());
    }

    private Future<Void> takeEach(List<ExportRow> due, int at) {
        if (at == due.size() || room() <= 0) {
            return Future.succeededFuture();
        }
        ExportRow next = due.get(at);
        return (isInHand(next.id) ? Future.<Void>succeededFuture() : take(next)).compose(done -> takeEach(due, at + 1));
    }

    private synchronized int room() {
        return stopped ? 0 : settings.perNode() - inHand.size();
    }

    private synchronized boolean isInHand(String id) {
        return inHand.containsKey(id);
    }

    private Future<Void> take(ExportRow due) {
        return database.inTransaction(tx -> store.underWay(tx, due.tenantId)
                        .compose(running -> due.state() == ExportState.QUEUED && running >= settings.atOnce()
                                ? Future.succeededFuture(Optional.<ExportRow>empty())
                                : store.take(tx, due.id, now()))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Optional.<ExportRow>empty())
                                : taken(tx, found.get()).map(Optional::of)))
                .map(found -> {
                    found.ifPresent(this::begin);
                    return null;
                });
    }

    private Future<ExportRow> taken(Transaction tx, ExportRow row) {
        boolean moves = row.node != null && !row.node.equals(node);
        row.lease++;
        row.dueAt = now().plus(settings.lease());
        if (row.startedAt == null) {
            row.startedAt = now();
        }
        if (row.state() == ExportState.QUEUED) {
            row.state = ExportState.REQUESTING.text();
        }
        row.node = node;
        if (!moves || row.filesDone == 0) {
            return tx.flush().map(row);
        }
        // Its files are on another node's disk: they are fetched anew.
        row.filesDone = 0;
        row.bytesDone = 0;
        return store.files(tx, row.id).compose(files -> {
            files.forEach(ExportFileRow::lost);
            return tx.flush().map(row);
        });
    }

    private synchronized void begin(ExportRow row) {
        ExportRun by = run;
        if (by == null || stopped) {
            return;
        }
        inHand.put(row.id, new InHand(row.lease));
        Future<Void> step = connection(row)
                .compose(connection -> admission
                        .enter(connection, gone -> {})
                        .compose(slot -> slot.during(() -> by.step(row, connection))));
        by.guarded(row, step).onComplete(done -> {
            letGo(row.id);
            soon();
        });
    }

    private synchronized void letGo(String id) {
        inHand.remove(id);
    }

    private Future<PracticeConnection> connection(ExportRow row) {
        Caller nobody = new Caller(Author.system(row.tenant(), "exports"), false, Set.of(Permission.PROXY_READ));
        return connections.of(nobody, new ConnectionId(row.connectionId)).map(connection -> {
            connection.needUsable();
            return connection;
        });
    }

    /** Brings one file to the disk; ended by {@link #drop(String)} and {@link #stop}. */
    Future<ExportFile.Received> fetch(ExportRow export, ExportFile file, ExportCalls.Coming coming) {
        FileFetch fetch = new FileFetch(workers, disk, export.id, file, export.key(sealer), coming);
        return holds(export.id, fetch) ? fetch.run().onComplete(done -> ended(export.id)) : dropped(coming);
    }

    private static Future<ExportFile.Received> dropped(ExportCalls.Coming coming) {
        coming.request().reset();
        return Future.failedFuture(new Superseded());
    }

    private synchronized boolean holds(String id, FileFetch fetch) {
        InHand held = inHand.get(id);
        if (held == null || held.stopped || stopped) {
            return false;
        }
        held.fetch = fetch;
        return true;
    }

    private synchronized void ended(String id) {
        InHand held = inHand.get(id);
        if (held != null) {
            held.fetch = null;
        }
    }

    /** What is in hand stays so; what is no longer ours is dropped. */
    private void holdOn() {
        for (Map.Entry<String, Long> each : leases()) {
            Future<Void> held = database.inBackground(tx -> store.held(tx, each.getKey(), each.getValue())
                    .compose(found -> {
                        if (found.isEmpty()) {
                            drop(each.getKey());
                            return Future.succeededFuture();
                        }
                        found.get().dueAt = now().plus(settings.lease());
                        return tx.flush();
                    }));
            held.onFailure(later -> log.debug("the next beat tries again", later));
        }
    }

    private synchronized List<Map.Entry<String, Long>> leases() {
        List<Map.Entry<String, Long>> leases = new ArrayList<>();
        inHand.forEach((id, held) -> leases.add(Map.entry(id, held.lease)));
        return leases;
    }

    /** Tells EHRs of exports that we are done with. */
    private Future<Void> releases() {
        return database.read(tx -> store.toRelease(tx, now(), 10)).compose(due -> {
            Future<Void> all = Future.succeededFuture();
            for (ExportRow each : due) {
                all = all.compose(before -> release(each));
            }
            return all;
        });
    }

    private Future<Void> release(ExportRow row) {
        boolean last = row.releaseTries + 1 >= MOST_RELEASES;
        return database.inTransaction(tx -> store.moveRelease(tx, row, now().plus(RELEASE_AGAIN)))
                .compose(ours -> ours ? tell(row, last) : Future.succeededFuture());
    }

    private Future<Void> tell(ExportRow row, boolean last) {
        ExportRun by = run;
        Future<Boolean> told = by == null
                ? Future.succeededFuture(false)
                : connection(row).compose(connection -> by.release(row, connection));
        return told.otherwise(failure -> failure instanceof Failure.Missing || failure instanceof Failure.Conflict)
                .compose(over -> over || last
                        ? database.inTransaction(tx -> store.released(tx, row.id))
                        : Future.succeededFuture());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
