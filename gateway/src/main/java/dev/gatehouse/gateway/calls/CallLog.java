package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.live.Topic;
import dev.gatehouse.gateway.proxy.CallRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records of calls from event loops, sums them up, and brings records into the database every five seconds, sums every
 * thirty, many with one statement. Whoever makes a record never waits: it is handed over through a {@link BoundedQueue}.
 *
 * <p>Each time at most a thousand records are written. What comes faster for long, or while the database is away, waits: the
 * oldest {@link #MANY} records are kept and newer ones are dropped, which is counted; sums go on in memory. A process that is
 * killed loses the records that wait, usually those of the last six seconds, and the sums of the last thirty. {@link #close}
 * writes what is left.
 */
public final class CallLog {
    private static final Logger log = LoggerFactory.getLogger(CallLog.class);

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration RECORDS_EVERY = Duration.ofSeconds(5);
    /** A thousand connections in use are two thousand rows to change. */
    private static final Duration SUMS_EVERY = Duration.ofSeconds(30);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    /** Between event loops and the log: what comes in half a second. */
    private static final int IN_HAND = 16_384;
    /** Waiting for the database. */
    static final int MANY = 20_000;

    private static final int BATCH = 500;
    /**
     * Every five seconds a thousand records at most. Their six indexes make records dearer than calls: on H2 one written twice a
     * second took ten times the processor time of its call, since each lot rewrites pages all over the file.
     */
    private static final int BATCHES_EACH_TIME = 2;

    private static final int NO_LIMIT = Integer.MAX_VALUE;
    /** Ticks that pass without a try after one that failed. */
    private static final int PAUSE = 4;

    private final Vertx vertx;
    private final Context context;
    private final Database database;
    private final CallSettings settings;
    private final Hints hints;
    private final Clock clock;
    private final CallStore store = new CallStore();
    private final SummaryStore summaries = new SummaryStore();
    private final BoundedQueue<CallRecord> arrived = new BoundedQueue<>(IN_HAND);
    private final BoundedQueue<Refresh> refreshes = new BoundedQueue<>(IN_HAND);
    private final LongAdder dropped = new LongAdder();
    private final LongAdder uncounted = new LongAdder();
    private final CallId ids;
    private final Cells cells;

    // from here on only on the log's own context
    private final Deque<StoredCall> waiting = new ArrayDeque<>();
    private Future<Void> writing = Future.succeededFuture();
    private @Nullable Future<Void> next;
    private Instant writtenAt = Instant.EPOCH;
    private Instant summedUp = Instant.EPOCH;
    private int pause;
    private boolean failing;
    private long cellRows;

    private volatile int backlog;
    private volatile int cellCount;
    private volatile long timer = -1;

    /** A refresh that has ended. */
    private record Refresh(PracticeConnection connection, boolean succeeded, Instant at) {}

    public CallLog(
            Vertx vertx, Database database, CallSettings settings, Hints hints, SecureRandom random, Clock clock) {
        this.vertx = vertx;
        this.hints = hints;
        this.context = vertx.getOrCreateContext();
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        String run = String.format("%08x", random.nextInt());
        this.ids = new CallId(run);
        String rows = "sum_" + run + String.format("%08x", random.nextInt()) + "_";
        this.cells = new Cells(() -> rows + ++cellRows);
    }

    /** Keeps a record; from any thread, and it never blocks. */
    public void add(CallRecord call) {
        if (!arrived.offer(call)) {
            dropped.increment();
            uncounted.increment();
        }
    }

    /** Counts a refresh of a token; from any thread, and it never blocks. */
    public void refreshed(PracticeConnection connection, boolean succeeded) {
        if (!refreshes.offer(new Refresh(connection, succeeded, clock.instant()))) {
            uncounted.increment();
        }
    }

    public void start() {
        timer = vertx.setPeriodic(TICK.toMillis(), tick -> context.runOnContext(go -> tick()));
    }

    /** Records that wait for the database. */
    public int waiting() {
        return arrived.size() + backlog;
    }

    /** Records that were thrown away for want of room, since the start. */
    public long dropped() {
        return dropped.sum();
    }

    /** Calls and refreshes that are missing in the sums, since the start. */
    public long uncounted() {
        return uncounted.sum();
    }

    /** Sums held in memory. */
    public int held() {
        return cellCount;
    }

    /** Ends when all that was handed over before is in the database, or fails. */
    public Future<Void> flush() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            takeIn();
            writeAll().onComplete(done);
        });
        return done.future();
    }

    /** Writes what is left, for five seconds at most. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return flush().timeout(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).otherwise(failure -> {
            log.warn("{} records of calls could not be written and are lost", waiting());
            return null;
        });
    }

    private void tick() {
        takeIn();
        if (pause > 0) {
            pause--;
        } else if (writing.isComplete()) {
            Instant now = clock.instant();
            if (!now.isBefore(writtenAt.plus(RECORDS_EVERY))) {
                writing = write(!now.isBefore(summedUp.plus(SUMS_EVERY)), BATCHES_EACH_TIME);
            }
        }
    }

    private void takeIn() {
        Set<TenantId> tenants = new HashSet<>();
        for (CallRecord call = arrived.poll(); call != null; call = arrived.poll()) {
            tenants.add(call.tenant());
            if (!cells.add(call)) {
                uncounted.increment();
            }
            if (waiting.size() < MANY && settings.keeps()) {
                waiting.add(new StoredCall(ids.next(call.at()), call));
            } else if (settings.keeps()) {
                dropped.increment();
            }
        }
        for (Refresh each = refreshes.poll(); each != null; each = refreshes.poll()) {
            if (!cells.add(each.connection(), each.succeeded(), each.at())) {
                uncounted.increment();
            }
        }
        tenants.forEach(tenant -> hints.tell(tenant, Topic.CALLS, null, Hints.Reach.HERE));
        look();
    }

    private void look() {
        backlog = waiting.size();
        cellCount = cells.size();
    }

    /** After the writing under way, which does not know the newest; whoever comes meanwhile shares it. */
    private Future<Void> writeAll() {
        if (writing.isComplete()) {
            writing = write(true, NO_LIMIT);
            return writing;
        }
        Future<Void> shared = next;
        if (shared == null) {
            shared = writing.transform(over -> {
                next = null;
                writing = write(true, NO_LIMIT);
                return writing;
            });
            next = shared;
        }
        return shared;
    }

    private Future<Void> write(boolean sums, int batches) {
        writtenAt = clock.instant();
        return writeRecords(batches)
                .compose(done -> sums ? writeSums() : Future.<Void>succeededFuture())
                .onComplete(outcome -> look())
                .onSuccess(done -> recovered())
                .onFailure(this::failed);
    }

    private Future<Void> writeRecords(int batches) {
        if (waiting.isEmpty() || batches == 0) {
            return Future.succeededFuture();
        }
        List<StoredCall> batch = waiting.stream().limit(BATCH).toList();
        return database.inBackground(tx -> store.add(tx, batch))
                .recover(failure -> unlessItNeedNotBeTriedAgain(failure, batch.size()))
                .compose(done -> {
                    for (int i = 0; i < batch.size(); i++) {
                        waiting.remove();
                    }
                    batch.stream()
                            .map(each -> each.call().tenant())
                            .distinct()
                            .forEach(tenant -> hints.tell(tenant, Topic.CALLS, null, Hints.Reach.ELSEWHERE));
                    return writeRecords(batches - 1);
                });
    }

    private Future<Void> unlessItNeedNotBeTriedAgain(Throwable failure, int size) {
        if (failure instanceof UniqueViolation) {
            // Ids are used once: these rows are there, and only the answer to their commit was lost.
            return Future.succeededFuture();
        }
        if (failure instanceof Failure.Invalid) {
            dropped.add(size);
            log.warn("the database does not take {} records of calls; they are dropped", size);
            return Future.succeededFuture();
        }
        return Future.failedFuture(failure);
    }

    private Future<Void> writeSums() {
        Instant now = clock.instant();
        List<Cell> unwritten = cells.unwritten();
        return writeSums(unwritten, 0).onSuccess(done -> {
            cells.tidy(now);
            summedUp = now;
        });
    }

    private Future<Void> writeSums(List<Cell> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        List<Cell> some = all.subList(from, Math.min(all.size(), from + BATCH));
        List<Long> upTo = new ArrayList<>(some.size());
        some.forEach(each -> upTo.add(each.changes()));
        return database.inBackground(tx -> {
                    // The work may begin later than it was asked for, and tells then of more.
                    for (int i = 0; i < upTo.size(); i++) {
                        upTo.set(i, some.get(i).changes());
                    }
                    return summaries.write(tx, some);
                })
                .compose(done -> {
                    for (int i = 0; i < upTo.size(); i++) {
                        some.get(i).written(upTo.get(i));
                    }
                    return writeSums(all, from + BATCH);
                });
    }

    private void recovered() {
        if (failing) {
            failing = false;
            log.info("Records of calls are written again; {} were dropped since the start", dropped());
        }
    }

    private void failed(Throwable failure) {
        pause = PAUSE;
        if (!failing) {
            failing = true;
            log.warn(
                    "Records of calls can't be written: {}; up to {} are kept until they can",
                    failure.getClass().getName(),
                    MANY);
        }
    }
}
