package dev.gatehouse.bench.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.database.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Mixed operations from eight concurrent callers on H2 through Hibernate Reactive, which does not officially know H2.
 * Arguments: how many (1,000,000) and the seed (1). Fails if anything happened that is not explained, or if a row is not
 * what was last acknowledged, before and after the file is closed and opened again.
 */
public final class DatabaseSoak {
    private static final int CALLERS = 8;

    private DatabaseSoak() {}

    public static void main(String[] args) throws Exception {
        long total = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Path directory = Files.createTempDirectory("gatehouse-soak");
        boolean good = run(total, seed, BenchDatabase.in(directory), System.out);
        System.exit(good ? 0 : 1);
    }

    static boolean run(long total, long seed, BenchDatabase file, PrintStream out) throws Exception {
        out.printf("%,d operations, seed %d, %d callers, %s%n", total, seed, CALLERS, file.directory());
        Vertx vertx = Vertx.vertx();
        SoakTally tally = new SoakTally(total, out);
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
        Database database = file.open(vertx);
        long start = System.nanoTime();
        vertx.setPeriodic(10_000, tick -> report(start, tally, file, out));
        List<Future<Map<Long, Long>>> callers = new ArrayList<>();
        for (int number = 1; number <= CALLERS; number++) {
            SoakCaller caller = new SoakCaller(number, seed, database, clock, tally);
            callers.add(Future.future(
                    answer -> vertx.runOnContext(go -> caller.run().onComplete(answer))));
        }
        Map<Long, Long> expected = new HashMap<>();
        for (Future<Map<Long, Long>> each : callers) {
            expected.putAll(answerOf(each));
        }
        report(start, tally, file, out);
        long wrong = compare(expected, database, out);
        database.close();
        out.printf("closed: file %,d MB%n", file.size() >> 20);
        Database again = file.open(vertx);
        wrong += compare(expected, again, out);
        again.close();
        answerOf(vertx.close());
        out.printf(
                "%,d operations, %,d refusals as expected, %,d claims, %d unexplained, %d rows wrong%n",
                tally.done(), tally.refused(), tally.claims(), tally.unexplained(), wrong);
        return wrong == 0 && tally.unexplained() == 0;
    }

    private static void report(long start, SoakTally tally, BenchDatabase file, PrintStream out) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "%6.0f s  %,9d operations  %,6.0f/s  file %,6d MB  unexplained %d%n",
                seconds, tally.done(), tally.done() / seconds, file.size() >> 20, tally.unexplained());
    }

    /** How many rows are missing, too many, or hold another amount than was acknowledged. */
    private static long compare(Map<Long, Long> expected, Database database, PrintStream out) throws Exception {
        List<Object[]> rows = answerOf(database.read(tx ->
                tx.run(session -> session.createSelectionQuery("select id, amount from SoakRow", Object[].class)
                        .getResultList())));
        Map<Long, Long> found = new HashMap<>();
        rows.forEach(row -> found.put((Long) row[0], (Long) row[1]));
        long wrong = expected.entrySet().stream()
                .filter(each -> !each.getValue().equals(found.get(each.getKey())))
                .count();
        wrong += found.keySet().stream()
                .filter(each -> !expected.containsKey(each))
                .count();
        out.printf("%,d rows expected, %,d found, %d wrong%n", expected.size(), found.size(), wrong);
        return wrong;
    }

    @CanIgnoreReturnValue
    static <T> T answerOf(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.DAYS);
    }
}
