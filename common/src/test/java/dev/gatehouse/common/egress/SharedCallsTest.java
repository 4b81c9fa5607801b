package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedCallsTest {
    private final Vertx vertx = Vertx.vertx();
    private final SharedCalls<String, Integer> calls = new SharedCalls<>(vertx);
    private final AtomicInteger made = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void callersAtTheSameTimeShareOneCallAndLaterOnesDoNot() {
        Promise<Integer> slow = Promise.promise();
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            callers.add(calls.join("a", () -> {
                made.incrementAndGet();
                return slow.future();
            }));
        }
        slow.complete(1);

        callers.forEach(each -> assertThat(await(each)).isEqualTo(1));
        assertThat(made).hasValue(1);
        assertThat(await(calls.join("a", () -> Future.succeededFuture(2)))).isEqualTo(2);
    }

    @Test
    void aFailureIsSharedAndNotKept() {
        assertThat(failureOf(calls.join("a", () -> {
                    throw new IllegalStateException("early");
                })))
                .hasMessage("early");
        assertThat(await(calls.join("a", () -> Future.succeededFuture(3)))).isEqualTo(3);
    }

    @Test
    void eachCallerGetsTheOutcomeOnItsOwnContext() {
        Promise<Integer> slow = Promise.promise();
        Promise<Boolean> onOwn = Promise.promise();
        vertx.runOnContext(go -> {
            Thread mine = Thread.currentThread();
            calls.join("a", slow::future).onComplete(done -> onOwn.complete(Thread.currentThread() == mine));
            new Thread(() -> slow.complete(1)).start();
        });

        assertThat(await(onOwn.future())).isTrue();
    }
}
