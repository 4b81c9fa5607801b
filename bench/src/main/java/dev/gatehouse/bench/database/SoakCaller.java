package dev.gatehouse.bench.database;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * One of the concurrent callers of {@link DatabaseSoak}. It owns its rows, so it knows what each must hold: every
 * acknowledged change is in {@link #expected}, and each answer is compared with it.
 */
final class SoakCaller {
    private static final int LIVE_ROWS = 2_500;
    private static final int BATCH = 10;

    private final int number;
    private final Database database;
    private final Clock clock;
    private final SoakTally tally;
    private final Random random;
    private final Map<Long, Long> expected = new HashMap<>();
    private final List<Long> live = new ArrayList<>();
    private final Promise<Map<Long, Long>> finished = Promise.promise();
    private long lastId;

    SoakCaller(int number, long seed, Database database, Clock clock, SoakTally tally) {
        this.number = number;
        this.database = database;
        this.clock = clock;
        this.tally = tally;
        this.random = new Random(seed + number);
        this.lastId = number * 1_000_000_000L;
    }

    /** Ends with every row this caller must find and the amount it must hold. */
    Future<Map<Long, Long>> run() {
        next();
        return finished.future();
    }

    private void next() {
        if (!tally.begin()) {
            finished.complete(expected);
            return;
        }
        operation().onComplete(done -> {
            if (done.failed()) {
                tally.unexplained(done.cause());
            }
            next();
        });
    }

    private Future<?> operation() {
        if (live.size() < 50) {
            return insert(BATCH);
        }
        int dice = random.nextInt(100);
        if (dice < 22) {
            return insert(1);
        } else if (dice < 25) {
            return insert(BATCH);
        } else if (dice < 50) {
            return update();
        } else if (dice < 70) {
            return select();
        } else if (dice < 80) {
            return claim();
        } else if (dice < 85) {
            return clash();
        } else if (dice < 90) {
            return stale();
        }
        return delete();
    }

    /** Half of the changes are waited for, half are not: both doors are in use at once. */
    private <T> Future<T> change(Function<Transaction, Future<T>> work) {
        return random.nextBoolean() ? database.inTransaction(work) : database.inBackground(work);
    }

    private long anyLive() {
        return live.get(random.nextInt(live.size()));
    }

    private long expectedOf(long id) {
        return expected.getOrDefault(id, Long.MIN_VALUE);
    }

    private Future<?> insert(int count) {
        if (live.size() > LIVE_ROWS) {
            return delete();
        }
        Object[] rows = new Object[count];
        for (int i = 0; i < count; i++) {
            rows[i] = new SoakRow(++lastId, random.nextInt(), clock.instant());
        }
        return change(tx -> tx.run(session -> session.persist(rows))).onSuccess(done -> {
            for (Object each : rows) {
                SoakRow row = (SoakRow) each;
                expected.put(row.id, row.amount);
                live.add(row.id);
            }
        });
    }

    private Future<?> update() {
        long id = anyLive();
        long amount = random.nextInt();
        return change(tx -> tx.run(session -> session.find(SoakRow.class, id)).map(row -> {
                    check(row, id);
                    row.amount = amount;
                    row.changedAt = clock.instant();
                    return row;
                }))
                .onSuccess(done -> expected.put(id, amount));
    }

    private Future<?> select() {
        long id = anyLive();
        return database.read(tx -> tx.run(session -> session.find(SoakRow.class, id)))
                .onSuccess(row -> check(row, id));
    }

    private Future<?> delete() {
        int index = random.nextInt(live.size());
        long id = live.get(index);
        return change(tx -> tx.run(session -> session.find(SoakRow.class, id).thenCompose(session::remove)))
                .onSuccess(done -> {
                    expected.remove(id);
                    live.set(index, live.get(live.size() - 1));
                    live.remove(live.size() - 1);
                });
    }

    /** A job nobody has; each may be handed out once over all callers. */
    private Future<?> claim() {
        return database.inTransaction(tx -> tx.run(session -> session.createNativeQuery(
                                "select * from soak_job where claimed_by is null limit 1 for update skip locked",
                                JobRow.class)
                        .getSingleResultOrNull()
                        .thenApply(job -> {
                            if (job == null) {
                                return -1L;
                            }
                            job.claimedBy = "caller-" + number;
                            return job.id;
                        })))
                .onSuccess(tally::claimed)
                .compose(id -> id < 0 ? moreJobs() : Future.succeededFuture());
    }

    private Future<Void> moreJobs() {
        Object[] jobs = new Object[BATCH];
        for (int i = 0; i < BATCH; i++) {
            jobs[i] = new JobRow(++lastId);
        }
        return database.inBackground(tx -> tx.run(session -> session.persist(jobs)));
    }

    private Future<?> clash() {
        SoakRow twin = new SoakRow(++lastId, 0, clock.instant());
        twin.label = "item-" + anyLive();
        return expecting(UniqueViolation.class, change(tx -> tx.run(session -> session.persist(twin))));
    }

    private Future<?> stale() {
        long id = anyLive();
        SoakRow old = new SoakRow(id, 0, clock.instant());
        old.version = -1;
        return expecting(StaleRow.class, change(tx -> tx.run(session -> session.merge(old))));
    }

    private Future<Void> expecting(Class<? extends Throwable> type, Future<?> clash) {
        return clash.transform(done -> {
            if (type.isInstance(done.cause())) {
                tally.refusedAsExpected();
                return Future.succeededFuture();
            }
            return Future.failedFuture(
                    done.failed() ? done.cause() : new IllegalStateException("no " + type.getSimpleName()));
        });
    }

    private void check(SoakRow row, long id) {
        if (row == null || row.amount != expectedOf(id) || row.sealed[0] != (byte) id) {
            tally.unexplained(new IllegalStateException("row " + id + " is not what was acknowledged"));
        }
    }
}
