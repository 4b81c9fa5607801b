package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate over a sync that the test lets begin and end. */
final class DurabilityGateTest {
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile boolean broken;

    private final DurabilityGate gate = new DurabilityGate(new DurabilityGate.Sync() {
        @Override
        public void run() throws SQLException {
            syncs.incrementAndGet();
            begun.release();
            mayEnd.acquireUninterruptibly();
            if (broken) {
                throw new SQLException("disk full, and here a secret", "HY000", 50000);
            }
        }

        @Override
        public void close() {}
    });

    @AfterEach
    void closeGate() {
        mayEnd.release(1_000);
        gate.close();
    }

    private void untilASyncBegins() throws InterruptedException {
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).as("a sync begins").isTrue();
    }

    @Test
    void nobodyPassesBeforeTheSyncHasEnded() throws Exception {
        Future<Void> passed = gate.pass();
        untilASyncBegins();

        assertThat(passed.isComplete()).isFalse();

        mayEnd.release();
        await(passed);
    }

    @Test
    void whoComesDuringASyncWaitsForTheNextOne() throws Exception {
        Future<Void> early = gate.pass();
        untilASyncBegins();
        Future<Void> late = gate.pass();

        mayEnd.release();
        await(early);
        untilASyncBegins();

        assertThat(late.isComplete()).isFalse();
        mayEnd.release();
        await(late);
        assertThat(syncs).hasValue(2);
    }

    @Test
    void manyShareOneSync() throws Exception {
        Future<Void> first = gate.pass();
        untilASyncBegins();
        var crowd = IntStream.range(0, 500).mapToObj(i -> gate.pass()).toList();

        mayEnd.release(2);
        await(first);
        await(Future.all(crowd));

        assertThat(syncs).hasValue(2);
    }

    @Test
    void aFailedSyncFailsThoseWhoWaitedAndTheNextRecover() throws Exception {
        broken = true;
        Future<Void> unlucky = gate.pass();
        untilASyncBegins();
        mayEnd.release();

        Throwable failure = failureOf(unlucky);
        broken = false;
        Future<Void> lucky = gate.pass();
        mayEnd.release();

        assertThat(failure).isInstanceOfSatisfying(Failure.Unavailable.class, told -> {
            assertThat(told.code()).isEqualTo("database-unavailable");
            assertThat(told.getCause()).hasMessageContaining("50000").hasMessageNotContaining("secret");
        });
        await(lucky);
    }

    @Test
    void closingLetsThroughWhoWaitsAndNobodyAfter() {
        Future<Void> before = gate.pass();
        mayEnd.release(10);

        gate.close();

        await(before);
        assertThat(failureOf(gate.pass())).isInstanceOf(Failure.Unavailable.class);
    }
}
