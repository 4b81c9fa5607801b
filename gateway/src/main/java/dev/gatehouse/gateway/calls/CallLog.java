package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Database;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records of calls from event loops, sums them up, packs them into {@link CallBlocks} and brings these into the database
 * every five seconds, sums every thirty. Whoever makes a record never waits: it is handed over through a {@link BoundedQueue}.
 *
 * <p>What comes while the database is away, waits: the oldest {@link #MANY} records are kept and newer ones are dropped, which is
 * counted; sums go on in memory. A process that is killed loses the records that wait, usually those of the last six seconds, and
 * the sums of the last thirty. {@link #close} writes what is left.
 */
public final class CallLog {
    private static final Logger log = LoggerFactory.getLogger(CallLog.class);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration RECORDS_EVERY = Duration.ofSeconds(5);
    /** A thousand connections in use are two thousand rows to change. */
    private static final Duration SUMS_EVERY = Duration.ofSeconds(30);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    /** Between event loops and the log: what comes in a tenth of a second. */
    private static final int IN_HAND = 16_384;
    /** Waiting for the database: about ten megabytes. */
    static final int MANY = 200_000;

    /** Rows of sums in one transaction. */
    private static final int BATCH = 500;
    /** Blocks of records in one transaction: about a megabyte. */
    private static final int BLOCKS = 32;

    /** Ticks that pass without a try after one that failed. */
    private static final int PAUSE = 20;

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
    private final CallBlocks blocks;
    private final Cells cells;

    // from here on only on the log's own context
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
        String rows = run + String.format("%08x", random.nextInt());
        this.blocks = new CallBlocks(run, rows, MANY);
        this.cells = new Cells(() -> "sum_" + rows + "_" + ++cellRows);
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
                writing = write(!now.isBefore(summedUp.plus(SUMS_EVERY)));
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
            if (settings.keeps() && !blocks.add(call)) {
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
        backlog = blocks.waiting();
        cellCount = cells.size();
    }

    /** After the writing under way, which does not know the newest; whoever comes meanwhile shares it. */
    private Future<Void> writeAll() {
        if (writing.isComplete()) {
            writing = write(true);
            return writing;
        }
        Future<Void> shared = next;
        if (shared == null) {
            shared = writing.transform(over -> {
                next = null;
                writing = write(true);
                return writing;
            });
            next = shared;
        }
        return shared;
    }

    private Future<Void> write(boolean sums) {
        Instant now = clock.instant();
        writtenAt = now;
        return writeRecords(blocks.unwritten(), 0)
                .compose(done -> {
                    blocks.tidy(now);
                    return sums ? writeSums() : Future.<Void>succeededFuture();
                })
                .onComplete(outcome -> look())
                .onSuccess(done -> recovered())
                .onFailure(this::failed);
    }

    private Future<Void> writeRecords(List<CallBlock> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        List<CallBlock> some = all.subList(from, Math.min(all.size(), from + BLOCKS));
        int[] upTo = some.stream().mapToInt(CallBlock::calls).toArray();
        return database.inBackground(tx -> {
                    // The work may begin later than it was asked for, and tells then of more.
                    Arrays.setAll(upTo, i -> some.get(i).calls());
                    return store.write(tx, some);
                })
                .recover(failure -> unlessItNeedNotBeTriedAgain(failure, some))
                .compose(done -> {
                    for (int i = 0; i < upTo.length; i++) {
                        blocks.written(some.get(i), upTo[i]);
                    }
                    some.stream()
                            .map(each -> each.tenant)
                            .distinct()
                            .forEach(tenant -> hints.tell(tenant, Topic.CALLS, null, Hints.Reach.ELSEWHERE));
                    return writeRecords(all, from + BLOCKS);
                });
    }

    private Future<Void> unlessItNeedNotBeTriedAgain(Throwable failure, List<CallBlock> some) {
        if (failure instanceof Failure.Invalid) {
            int lost = some.stream().mapToInt(CallBlock::unwritten).sum();
            dropped.add(lost);
            log.warn("the database does not take {} records of calls; they are dropped", lost);
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
