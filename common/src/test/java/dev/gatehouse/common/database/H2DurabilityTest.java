package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole database on H2 whose sync the test holds in its hand. */
final class H2DurabilityTest {
    private final Semaphore maySync = new Semaphore(0);
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile boolean broken;
    private Vertx vertx;
    private Database database;
    private DatabaseSettings settings;

    @BeforeEach
    void open(@TempDir Path directory) {
        vertx = Vertx.vertx();
        settings = DatabaseSettings.h2(directory, "test-only");
        database = Database.open(
                vertx, settings, List.of(TenantRow.class), List.of(Migrations.PRODUCT), source -> held(source));
    }

    @AfterEach
    void close() {
        broken = false;
        maySync.release(1_000);
        database.close();
        await(vertx.close());
    }

    private DurabilityGate.Sync held(javax.sql.DataSource source) {
        CheckpointSync real = new CheckpointSync(source);
        return new DurabilityGate.Sync() {
            @Override
            public void run() throws SQLException {
                maySync.acquireUninterruptibly();
                if (broken) {
                    throw new SQLException("no space", "HY000", 50000);
                }
                real.run();
                syncs.incrementAndGet();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    private static Future<Void> write(Transaction tx, String id) {
        return tx.run(session -> session.persist(new TenantRow(id, id, StartFixture.NOON.instant())));
    }

    private boolean isThere(String id) {
        return await(database.read(tx -> tx.run(session -> session.find(TenantRow.class, id)))) != null;
    }

    @Test
    void aTransactionIsAcknowledgedOnlyAfterASync() {
        Future<Void> waited = database.inTransaction(tx -> write(tx, "waited"));
        await(database.inBackground(tx -> write(tx, "background")));

        assertThat(waited.isComplete()).isFalse();
        assertThat(syncs).hasValue(0);

        maySync.release(10);
        await(waited);
        assertThat(syncs.get()).isPositive();
    }

    @Test
    void aFailedSyncIsToldAndTheNextTransactionRecovers() {
        broken = true;
        maySync.release();
        Throwable failure = failureOf(database.inTransaction(tx -> write(tx, "unlucky")));

        broken = false;
        maySync.release(10);
        await(database.inTransaction(tx -> write(tx, "lucky")));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.Unavailable.class,
                        told -> assertThat(told.code()).isEqualTo("database-unavailable"));
        assertThat(isThere("lucky")).isTrue();
    }

    @Test
    void aDatabaseThatClosedItselfIsOpenedAgain() throws Exception {
        maySync.release(1_000);
        await(database.inTransaction(tx -> write(tx, "before")));
        // Many idle connections, each of which will be found broken.
        await(Future.all(java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> database.read(tx -> tx.run(session -> session.find(TenantRow.class, "before"))))
                .toList()));
        try (var connection = DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
                var statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        }

        // The gate's own connection is found broken by whoever waits first.
        await(database.inTransaction(tx -> write(tx, "first")).otherwiseEmpty());
        await(database.inTransaction(tx -> write(tx, "after")));

        assertThat(isThere("before")).isTrue();
        assertThat(isThere("after")).isTrue();
    }
}
