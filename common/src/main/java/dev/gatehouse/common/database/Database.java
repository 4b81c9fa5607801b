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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hibernate.FlushMode;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.stage.Stage;
import org.hibernate.reactive.vertx.VertxInstance;
import org.jspecify.annotations.Nullable;

/**
 * The database. Three doors: {@link #inTransaction} for changes somebody waits for, {@link #read}, and {@link
 * #inBackground} for changes nobody waits for. Nested calls are separate transactions: pass the {@link Transaction} down
 * instead.
 *
 * <p>Failures: {@link UniqueViolation}, {@link StaleRow}, {@link Failure.Unavailable} {@code database-unavailable} or
 * {@code database-busy}, or what the work itself failed with; after each of them nothing was changed, except that a
 * {@code database-unavailable} may hide a commit whose acknowledgement was lost.
 */
public final class Database {
    private static final int MOST_AT_ONCE = 4096;

    private final VertxInternal vertx;
    private final Stage.SessionFactory sessions;
    private final @Nullable JdbcConnectionPool h2;
    private final @Nullable DurabilityGate gate;
    private final AtomicInteger running = new AtomicInteger();

    private Database(Vertx vertx, Stage.SessionFactory sessions, @Nullable JdbcConnectionPool h2) {
        this.vertx = (VertxInternal) vertx;
        this.sessions = sessions;
        this.h2 = h2;
        this.gate = h2 == null ? null : new DurabilityGate(h2);
    }

    /**
     * Migrates and opens it. Blocks for seconds: call it before anything listens, never on an event loop.
     *
     * @param rows every entity class of the product; each store names its own
     * @throws StartRefused if the schema is newer than this program
     */
    public static Database open(Vertx vertx, DatabaseSettings settings, Collection<Class<?>> rows) {
        Migrations.run(settings);
        JdbcConnectionPool h2 = settings.isH2()
                ? JdbcConnectionPool.create(settings.jdbcUrl(), settings.user(), settings.password())
                : null;
        Configuration config = new Configuration();
        // An Instant mapped any other way reads back null on H2, and native enum columns differ between the two.
        config.setProperty("hibernate.type.preferred_instant_jdbc_type", "TIMESTAMP_WITH_TIMEZONE");
        config.setProperty("hibernate.type.preferred_enum_jdbc_type", "VARCHAR");
        config.setProperty("hibernate.jdbc.batch_size", "50");
        config.setProperty("hibernate.boot.allow_jdbc_metadata_access", "false");
        config.setProperty("jakarta.persistence.jdbc.url", settings.jdbcUrl());
        config.setProperty("jakarta.persistence.jdbc.user", settings.user());
        config.setProperty("jakarta.persistence.jdbc.password", settings.password());
        config.setProperty("hibernate.connection.pool_size", Integer.toString(settings.poolSize()));
        if (h2 != null) {
            // One for the gate, which must never wait behind the work it stands for.
            h2.setMaxConnections(settings.poolSize() + 1);
            config.getProperties().put(H2Pool.DATA_SOURCE, h2);
            config.setProperty("hibernate.vertx.pool.class", H2Pool.class.getName());
            config.setProperty("jakarta.persistence.database-product-name", "H2");
            config.setProperty("jakarta.persistence.database-major-version", "2");
            config.setProperty("jakarta.persistence.database-minor-version", "4");
        } else {
            config.setProperty("jakarta.persistence.database-product-name", "PostgreSQL");
            config.setProperty("jakarta.persistence.database-major-version", "14");
        }
        rows.forEach(config::addAnnotatedClass);
        VertxInstance instance = () -> vertx;
        var registry = new ReactiveServiceRegistryBuilder()
                .addService(VertxInstance.class, instance)
                .applySettings(config.getProperties())
                .build();
        return new Database(
                vertx,
                Objects.requireNonNull(config.buildSessionFactory(registry)).unwrap(Stage.SessionFactory.class),
                h2);
    }

    /** Changes that somebody waits for: the future succeeds only when they would survive a crash of process and machine. */
    public <T> Future<T> inTransaction(Function<Transaction, Future<T>> work) {
        DurabilityGate here = gate;
        Future<T> committed = run(work, FlushMode.AUTO);
        return here == null
                ? committed
                : committed.compose(answer -> here.pass().map(answer));
    }

    /** Changes nobody waits for: a crash within half a second may lose them. */
    public <T> Future<T> inBackground(Function<Transaction, Future<T>> work) {
        return run(work, FlushMode.AUTO);
    }

    /** Reads only; whatever the work changes in memory is not written. */
    public <T> Future<T> read(Function<Transaction, Future<T>> work) {
        return run(work, FlushMode.MANUAL);
    }

    /**
     * Hibernate Reactive keeps "the current session" in the context's locals, so two units of work on one context could
     * share one session. Each unit therefore gets its own duplicate; the answer comes on the caller's context.
     */
    private <T> Future<T> run(Function<Transaction, Future<T>> work, FlushMode flush) {
        if (running.incrementAndGet() > MOST_AT_ONCE) {
            running.decrementAndGet();
            return Future.failedFuture(new Failure.Unavailable(
                    "database-busy", "The database has more work than it can take.", Duration.ofSeconds(1), null));
        }
        ContextInternal callers = vertx.getOrCreateContext();
        Promise<T> answer = callers.promise();
        ContextInternal own = callers.unwrap().duplicate();
        own.runOnContext(go -> {
            try {
                sessions.withTransaction(session -> {
                            session.setFlushMode(flush);
                            return work.apply(new Transaction(session)).toCompletionStage();
                        })
                        .whenComplete((value, failure) -> {
                            running.decrementAndGet();
                            if (failure == null) {
                                answer.complete(value);
                            } else {
                                answer.fail(Translation.translate(failure));
                            }
                        });
            } catch (RuntimeException e) {
                running.decrementAndGet();
                answer.fail(Translation.translate(e));
            }
        });
        return answer.future();
    }

    /** Ends all sessions; call it before the Vertx it was opened with is closed. Blocking. */
    public void close() {
        sessions.close();
        if (gate != null) {
            gate.close();
        }
        if (h2 != null) {
            h2.dispose();
        }
    }
}
