package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.OnPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What other nodes on the same PostgreSQL hear. */
final class PostgresAnnouncementsIT extends AnnouncementsContract implements OnPostgres {
    private Database other;
    private final List<String> there = new CopyOnWriteArrayList<>();

    @BeforeEach
    void anotherNode() {
        other = open(vertx(), settings(), List.of(ThingRow.class));
        other.announcements().on("thing", there::add, () -> there.add("any"));
        await(other.announcements().listen());
        assertThat(other.announcements().isListening()).isTrue();
        there.clear();
    }

    @AfterEach
    void closeIt() {
        other.close();
    }

    private void until(BooleanSupplier met) {
        Promise<Void> seen = Promise.promise();
        long timer = vertx().setPeriodic(2, tick -> {
            if (met.getAsBoolean()) {
                seen.tryComplete();
            }
        });
        await(seen.future());
        vertx().cancelTimer(timer);
    }

    private void untilHeard(String key) {
        until(() -> there.contains(key));
    }

    @Test
    void anotherNodeHearsIt() {
        await(tells(database(), "thing", "thing-1"));

        untilHeard("thing-1");
    }

    @Test
    void whatWasRolledBackIsNotHeard() {
        assertThat(failureOf(database().inTransaction(tx -> {
                    database().announcements().tell(tx, "thing", "never");
                    return tx.flush().compose(done -> Future.failedFuture(new IllegalStateException("changed its mind")));
                })))
                .hasMessage("changed its mind");
        await(tells(database(), "thing", "after"));

        untilHeard("after");
        assertThat(there).containsExactly("after");
    }

    @Test
    void ownWordsAreNotHeardTwice() {
        await(tells(other, "thing", "own"));
        await(tells(database(), "thing", "after"));

        untilHeard("after");
        assertThat(there).containsExactly("own", "after");
    }

    @Test
    void aBurstComesTogetherAndEachOnce() {
        await(tells(
                database(), "thing", IntStream.range(0, 60).mapToObj(i -> "k" + i % 30).toArray(String[]::new)));
        await(tells(database(), "thing", "after"));

        untilHeard("after");
        assertThat(there).hasSize(31).doesNotHaveDuplicates();
    }

    @Test
    void whatIsMentionedIsHeardByOthersOnly() {
        await(database().announcements().listen());
        listens(database().announcements(), "thing");
        heard.clear();

        database().announcements().mention("thing", "mentioned");

        untilHeard("mentioned");
        assertThat(heard).doesNotContain("mentioned");
    }

    @Test
    void aLostConnectionPutsEverythingInDoubtAndComesBack() {
        cut();
        until(() -> !other.announcements().isListening() || there.contains("any"));
        await(tells(database(), "thing", "maybe-missed"));
        untilHeard("any");
        until(() -> other.announcements().isListening());
        there.clear();

        await(tells(database(), "thing", "heard-again"));

        untilHeard("heard-again");
    }

    @Test
    void aChangeThatWasMissedIsInDoubtWhenTheConnectionIsBack() {
        there.clear();
        await(tells(database(), "thing", "before"));
        untilHeard("before");
        cut();

        await(tells(database(), "thing", "meanwhile"));

        until(() -> there.contains("any") || there.contains("meanwhile"));
    }

    /** As if the network in between were gone: nothing is closed, nothing comes. */
    @Test
    void aConnectionThatFallsSilentIsNoticed() throws Exception {
        List<Long> processes = await(database()
                        .read(tx -> tx.selectRows("select pid from pg_stat_activity where"
                                + " application_name = 'gatehouse-listening' and datname = current_database()")))
                .stream()
                .map(row -> ((Number) row[0]).longValue())
                .toList();
        signal("STOP", processes);
        try {
            await(tells(database(), "thing", "unheard"));

            untilHeard("any");
            until(() -> other.announcements().isListening());
        } finally {
            signal("CONT", processes);
        }
        await(tells(database(), "thing", "heard-again"));
        untilHeard("heard-again");
    }

    private static void signal(String name, List<Long> processes) throws Exception {
        for (Long each : processes) {
            assertThat(new ProcessBuilder("kill", "-" + name, each.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    /** Ends all listening connections but this node's own, which does not listen here. */
    private void cut() {
        await(database()
                .read(tx -> tx.selectRows("select pg_terminate_backend(pid) from pg_stat_activity where"
                        + " application_name = 'gatehouse-listening' and datname = current_database()")));
    }
}
