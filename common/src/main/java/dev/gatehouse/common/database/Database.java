package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.hibernate.FlushMode;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The database. Three doors: {@link #inTransaction} for changes somebody waits for, {@link #read}, and {@link
 * #inBackground} for changes nobody waits for. Nested calls are separate transactions: pass the {@link Transaction} down
 * instead.
 *
 * <p>Failures: {@link UniqueViolation}, {@link StaleRow}, {@link Failure.Unavailable} {@code database-unavailable} or
 * {@code database-busy}, {@link Failure.Invalid} {@code not-storable}, or what the work itself failed with; after each of
 * them nothing was changed, except that a {@code database-unavailable} may hide a commit whose acknowledgement was lost.
 * A failed statement fails its unit, even if the work goes on to succeed: PostgreSQL would not commit it.
 */
public final class Database implements AutoCloseable {
    private enum Door {
        WAITED,
        BACKGROUND,
        READ,
        HOUSEKEEPING
    }

    private final VertxInternal vertx;
    private final Stage.SessionFactory sessions;
    private final @Nullable H2Connections h2;
    private final Announcements announcements;
    private final Entrance entrance = new Entrance();
    private final AtomicLong writes = new AtomicLong();

    private Database(
            Vertx vertx, Stage.SessionFactory sessions, @Nullable H2Connections h2, Announcements announcements) {
        this.vertx = (VertxInternal) vertx;
        this.sessions = sessions;
        this.h2 = h2;
        this.announcements = announcements;
    }

    /**
     * Migrates and opens it. Blocks for seconds: call it before anything listens, never on an event loop.
     *
     * @param rows every entity class of the product; each store names its own
     * @throws StartRefused if the schema is newer than this program, or the database can't be opened
     */
    public static Database open(Vertx vertx, DatabaseSettings settings, Collection<Class<?>> rows) {
        return open(vertx, settings, rows, List.of(Migrations.PRODUCT), CheckpointSync::new);
    }

    /** The same with other migrations and another way to sync: how tests look behind the doors. */
    static Database open(
            Vertx vertx,
            DatabaseSettings settings,
            Collection<Class<?>> rows,
            List<String> migrations,
            Function<javax.sql.DataSource, DurabilityGate.Sync> sync) {
        H2Connections h2 = settings.isH2() ? new H2Connections(settings.existing(), sync) : null;
        // Building it asks nothing of the database, and takes as long as the rest of the start.
        Meanwhile<Stage.SessionFactory> sessions =
                Meanwhile.run("sessions", () -> Sessions.open(vertx, settings, rows, h2));
        try {
            Migrations.run(settings, migrations);
            if (h2 != null) {
                h2.hold();
            }
            return new Database(vertx, sessions.join(), h2, Announcements.of(vertx, settings));
        } catch (RuntimeException e) {
            closeQuietly(sessions);
            if (h2 != null) {
                h2.close();
            }
            throw e;
        }
    }

    private static void closeQuietly(Meanwhile<Stage.SessionFactory> sessions) {
        try {
            sessions.join().close();
        } catch (RuntimeException neverOpened) {
            // there is nothing to close
        }
    }

    /** Changes that somebody waits for: the future succeeds only when they would survive a crash of process and machine. */
    public <T> Future<T> inTransaction(Function<Transaction, Future<T>> work) {
        return enter(Door.WAITED, work);
    }

    /** Changes nobody waits for: a crash within half a second may lose them. */
    public <T> Future<T> inBackground(Function<Transaction, Future<T>> work) {
        return enter(Door.BACKGROUND, work);
    }

    /** Reads only: whatever the work changes, in memory or by a statement, is rolled back. */
    public <T> Future<T> read(Function<Transaction, Future<T>> work) {
        return enter(Door.READ, work);
    }

    /** What nodes on this database tell each other. */
    public Announcements announcements() {
        return announcements;
    }

    /** Ends well if the database answers. */
    public Future<Void> answers() {
        return read(tx -> tx.run(session ->
                        session.createNativeQuery("select 1", Integer.class).getSingleResult()))
                .mapEmpty();
    }

    /** How many units have written since it was opened. */
    long writes() {
        return writes.get();
    }

    /** One more than before, on disk when the future ends; 0 if the database no longer knows its own row. */
    Future<Long> nextGeneration() {
        return enter(
                Door.HOUSEKEEPING,
                tx -> tx.run(session -> session.createNativeQuery("update instance set generation = generation + 1")
                                .executeUpdate()
                                .thenCompose(
                                        done -> session.createNativeQuery("select generation from instance", Long.class)
                                                .getSingleResultOrNull()))
                        .map(generation -> generation == null ? 0L : generation));
    }

    /** Takes no more work, for good. */
    void halt() {
        entrance.close(Duration.ZERO);
    }

    /**
     * Hibernate Reactive keeps "the current session" in the context's locals, so two units of work on one context could
     * share one session. Each unit therefore gets its own duplicate; the answer comes on the caller's context.
     */
    private <T> Future<T> enter(Door door, Function<Transaction, Future<T>> work) {
        Failure refusal = entrance.enter();
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        ContextInternal callers = vertx.getOrCreateContext();
        Promise<T> answer = callers.promise();
        ContextInternal own =
                callers.isEventLoopContext() ? callers.unwrap().duplicate() : vertx.createEventLoopContext();
        own.runOnContext(go -> run(door, work).onComplete(done -> {
            entrance.leave();
            answer.handle(done);
        }));
        return answer.future();
    }

    private <T> Future<T> run(Door door, Function<Transaction, Future<T>> work) {
        AtomicReference<@Nullable Transaction> unit = new AtomicReference<>();
        CompletionStage<T> ended;
        try {
            ended = sessions.withTransaction((session, transaction) -> {
                if (door == Door.READ) {
                    session.setFlushMode(FlushMode.MANUAL);
                    transaction.markForRollback();
                }
                Transaction tx = new Transaction(session, h2 == null, door != Door.READ);
                unit.set(tx);
                return tx.whole(work).toCompletionStage();
            });
        } catch (RuntimeException e) {
            return Future.failedFuture(Translation.translate(e));
        }
        return Future.fromCompletionStage(ended)
                .onComplete(done -> {
                    Transaction tx = unit.get();
                    if (tx != null) {
                        tx.ended();
                    }
                })
                .recover(failure -> Future.failedFuture(Translation.translate(failure)))
                .compose(value -> acknowledged(door, value));
    }

    private <T> Future<T> acknowledged(Door door, T value) {
        if (door == Door.WAITED || door == Door.BACKGROUND) {
            writes.incrementAndGet();
        }
        return (door == Door.WAITED || door == Door.HOUSEKEEPING) && h2 != null
                ? h2.gate().pass().map(value)
                : Future.succeededFuture(value);
    }

    /**
     * Takes no more work, waits up to ten seconds for the running units, and ends all sessions; call it before the Vertx
     * it was opened with is closed. Blocking.
     */
    @Override
    public void close() {
        entrance.close(Duration.ofSeconds(10));
        announcements.close();
        sessions.close();
        if (h2 != null) {
            h2.close();
        }
    }
}
