package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a node believes of what it has read. */
class RememberedTest {
    private long nanos = 42;
    private int reads;
    private final Remembered<String, String> memory = new Remembered<>(10, () -> nanos);

    private Supplier<Future<String>> finds(String value) {
        return () -> {
            reads++;
            return Future.succeededFuture(value);
        };
    }

    private static Future<String> down() {
        return Future.failedFuture(
                new Failure.Unavailable("database-unavailable", "It does not answer.", Duration.ofSeconds(5), null));
    }

    private static Future<String> gone() {
        return Future.failedFuture(new Failure.Missing("thing-unknown", "There is none."));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void whatWasReadIsNotReadAgain() {
        await(memory.get("a", finds("one")));
        pass(Duration.ofDays(300));

        assertThat(await(memory.get("a", finds("two")))).isEqualTo("one");
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void whatHasChangedIsReadAgain() {
        await(memory.get("a", finds("one")));
        memory.forget("a");

        assertThat(await(memory.get("a", finds("two")))).isEqualTo("two");
    }

    @Test
    void whatWasReadBeforeAChangeIsNotKept() {
        Promise<String> slow = Promise.promise();
        Future<String> first = memory.get("a", slow::future);
        memory.forget("a");
        slow.complete("old");

        assertThat(await(first)).isEqualTo("old");
        assertThat(await(memory.get("a", finds("new")))).isEqualTo("new");
    }

    @Test
    void inDoubtItIsReadAgainOnce() {
        await(memory.get("a", finds("one")));
        memory.doubt();

        assertThat(await(memory.get("a", finds("two")))).isEqualTo("two");
        assertThat(await(memory.get("a", finds("three")))).isEqualTo("two");
    }

    @Test
    void inDoubtAndWithoutADatabaseItIsUsedForAMinute() {
        await(memory.get("a", finds("one")));
        for (int i = 0; i < 30; i++) {
            memory.doubt();
            assertThat(await(memory.get("a", RememberedTest::down))).isEqualTo("one");
            pass(Duration.ofSeconds(2));
        }
        pass(Duration.ofNanos(1));
        memory.doubt();

        assertThat(failureOf(memory.get("a", RememberedTest::down))).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void aDatabaseThatHangsIsLikeNone() {
        await(memory.get("a", finds("one")));
        memory.doubt();

        assertThat(await(memory.get("a", () -> Promise.<String>promise().future())))
                .isEqualTo("one");
    }

    @Test
    void whatTheDatabaseNoLongerHasIsNotUsed() {
        await(memory.get("a", finds("one")));
        memory.doubt();

        assertThat(failureOf(memory.get("a", RememberedTest::gone))).isInstanceOf(Failure.Missing.class);
        assertThat(failureOf(memory.get("a", RememberedTest::down))).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void aSecondDoubtGivesNoSecondGraceToWhatWasNotReadInBetween() {
        await(memory.get("a", finds("one")));
        memory.doubt();
        pass(Duration.ofHours(1));
        memory.doubt();

        assertThat(failureOf(memory.get("a", RememberedTest::down))).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void manyAreForgottenByWhatTheyAre() {
        await(memory.get("a", finds("one")));
        await(memory.get("b", finds("two")));
        memory.forgetIf("one"::equals);

        assertThat(await(memory.get("a", finds("new")))).isEqualTo("new");
        assertThat(await(memory.get("b", finds("new")))).isEqualTo("two");
    }
}
