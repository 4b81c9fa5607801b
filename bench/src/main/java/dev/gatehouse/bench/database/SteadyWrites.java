package dev.gatehouse.bench.database;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the file levels off. Four writers rewrite the same 10,000 rows, each change waited for, as fast as they can; the
 * file's size is printed each ten seconds. Arguments: minutes (10). Fails if the file in the last third of the time ever
 * is more than a quarter larger than it was in the second third.
 */
public final class SteadyWrites {
    private static final int WRITERS = 4;
    private static final int ROWS = 10_000;

    private final Database database;
    private final Clock clock;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean over;

    private SteadyWrites(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public static void main(String[] args) throws Exception {
        int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        BenchDatabase file = BenchDatabase.in(Files.createTempDirectory("gatehouse-steady"));
        Vertx vertx = Vertx.vertx();
        Database database = file.open(vertx);
        SteadyWrites steady = new SteadyWrites(database, Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000)));
        boolean good = steady.run(vertx, file, minutes * 6, System.out);
        database.close();
        System.out.printf("closed: file %,d MB%n", file.size() >> 20);
        System.exit(good ? 0 : 1);
    }

    private boolean run(Vertx vertx, BenchDatabase file, int samples, PrintStream out) throws Exception {
        for (int i = 0; i < ROWS; i += 100) {
            DatabaseSoak.answerOf(insert(i));
        }
        out.printf("%,d rows, file %,d MB%n", ROWS, file.size() >> 20);
        List<Future<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int first = writer;
            writers.add(Future.future(ended -> vertx.runOnContext(go -> rewrite(first, ended))));
        }
        List<Long> sizes = DatabaseSoak.answerOf(watch(vertx, file, samples, out));
        over = true;
        DatabaseSoak.answerOf(Future.join(writers));
        long middle = largest(sizes.subList(samples / 3, samples * 2 / 3));
        long end = largest(sizes.subList(samples * 2 / 3, samples));
        out.printf(
                "largest in the second third %,d MB, in the last third %,d MB; %,d writes, %d failures%n",
                middle >> 20, end >> 20, writes.get(), failures.get());
        return failures.get() == 0 && end <= middle + middle / 4;
    }

    private Future<Void> insert(int first) {
        Object[] rows = new Object[100];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new SoakRow(first + i, 0, clock.instant());
        }
        return database.inBackground(tx -> tx.run(session -> session.persist(rows)));
    }

    private void rewrite(int row, Promise<Void> ended) {
        if (over) {
            ended.complete();
            return;
        }
        database.inTransaction(tx -> tx.run(session -> session.find(SoakRow.class, (long) row))
                        .map(found -> {
                            found.amount++;
                            found.changedAt = clock.instant();
                            return found;
                        }))
                .onSuccess(done -> writes.incrementAndGet())
                .onFailure(failure -> {
                    failures.incrementAndGet();
                    failure.printStackTrace();
                })
                // 7919 is prime to the number of rows: every writer visits all of its rows, in no order
                .onComplete(done -> rewrite((row + 7919 * WRITERS) % ROWS, ended));
    }

    private Future<List<Long>> watch(Vertx vertx, BenchDatabase file, int samples, PrintStream out) {
        List<Long> sizes = new ArrayList<>();
        return Future.future(ended -> vertx.setPeriodic(10_000, timer -> {
            sizes.add(file.size());
            out.printf("%5d s  %,9d writes  file %,6d MB%n", sizes.size() * 10, writes.get(), file.size() >> 20);
            if (sizes.size() == samples) {
                vertx.cancelTimer(timer);
                ended.complete(sizes);
            }
        }));
    }

    private static long largest(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
