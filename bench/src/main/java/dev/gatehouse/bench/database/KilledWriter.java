package dev.gatehouse.bench.database;

import dev.gatehouse.common.database.Database;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hibernate.reactive.stage.Stage;

/**
 * The process that {@link KillLoop} kills. Each of its writers commits one insert, one update of its counter, and the
 * removal of an old row, and prints a line once that is acknowledged; it never ends by itself.
 */
final class KilledWriter {
    /** Rows a writer leaves behind itself; older ones are removed, so that space is freed and reused. */
    static final long KEPT = 500;

    private static final int WRITERS = 4;

    private final int writer;
    private final Database database;
    private final Clock clock;
    private final PrintStream out;

    private KilledWriter(int writer, Database database, Clock clock, PrintStream out) {
        this.writer = writer;
        this.database = database;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        Database database =
                BenchDatabase.in(Path.of(args[0])).reusingSpaceSoon().open(vertx);
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
        for (int writer = 1; writer <= WRITERS; writer++) {
            new KilledWriter(writer, database, clock, System.out).start();
        }
    }

    /** The row of a commit; number 0 is the writer's counter. */
    static long id(int writer, long number) {
        return writer * 1_000_000_000L + number;
    }

    private void start() {
        database.inTransaction(tx -> tx.run(session -> session.find(SoakRow.class, id(writer, 0))
                        .thenCompose(counter -> counter == null
                                ? session.persist(new SoakRow(id(writer, 0), 0, clock.instant()))
                                        .thenApply(done -> 0L)
                                : CompletableFuture.completedFuture(counter.amount))))
                .onSuccess(this::after)
                .onFailure(KilledWriter::stop);
    }

    private void after(long last) {
        long number = last + 1;
        database.inTransaction(tx -> tx.run(session -> commit(session, number)))
                .onSuccess(done -> {
                    out.print(writer + " " + number + " done\n");
                    out.flush();
                    after(number);
                })
                .onFailure(KilledWriter::stop);
    }

    private CompletionStage<Integer> commit(Stage.Session session, long number) {
        return session.persist(new SoakRow(id(writer, number), number, clock.instant()))
                .thenCompose(done -> session.find(SoakRow.class, id(writer, 0)))
                .thenAccept(counter -> counter.amount = number)
                .thenCompose(done -> session.createMutationQuery("delete from SoakRow where id = :id")
                        .setParameter("id", number > KEPT ? id(writer, number - KEPT) : -1)
                        .executeUpdate());
    }

    private static void stop(Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(3);
    }
}
