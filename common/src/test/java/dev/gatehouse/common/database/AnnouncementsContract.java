package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node hears of its own changes. */
abstract class AnnouncementsContract extends ThingContract {
    final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void heardNothing() {
        heard.clear();
    }

    final void listens(Announcements announcements, String topic) {
        announcements.on(topic, heard::add, () -> heard.add("any"));
    }

    final Future<Void> tells(Database by, String topic, String... keys) {
        return by.inTransaction(tx -> {
            for (String each : keys) {
                by.announcements().tell(tx, topic, each);
            }
            return Future.succeededFuture();
        });
    }

    @Test
    void theOwnNodeHearsBeforeWhoeverMadeTheChangeGoesOn() {
        listens(database().announcements(), "own");

        await(tells(database(), "own", "tenant-1/con_1", "tenant-1/con_1", "con_2"));

        assertThat(heard).containsExactly("tenant-1/con_1", "con_2");
    }

    @Test
    void whatIsHeardIsInTheDatabase() {
        List<Future<ThingRow>> seen = new CopyOnWriteArrayList<>();
        database()
                .announcements()
                .on(
                        "seen",
                        key -> seen.add(database().read(tx -> tx.run(session -> session.find(ThingRow.class, key)))),
                        () -> {});

        await(database().inTransaction(tx -> {
            database().announcements().tell(tx, "seen", "seen-1");
            return tx.run(session -> session.persist(named("seen-1", "seen-1")));
        }));

        assertThat(await(seen.get(0))).isNotNull();
    }

    @Test
    void oneOfManyKeysIsAny() {
        listens(database().announcements(), "many");

        await(tells(
                database(),
                "many",
                IntStream.range(0, 65).mapToObj(i -> "k" + i).toArray(String[]::new)));
        await(tells(database(), "many", "k1"));

        assertThat(heard).containsExactly("any", "k1");
    }

    @Test
    void whoFailsToHearHoldsUpNobody() {
        database().announcements().on("fails", key -> failing(), () -> {});
        listens(database().announcements(), "fails");

        await(tells(database(), "fails", "k1"));

        assertThat(heard).containsExactly("k1");
    }

    private static void failing() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    void aUnitThatOnlyReadsTellsNothing() {
        assertThat(failureOf(database().read(tx -> {
                    database().announcements().tell(tx, "own", "k1");
                    return Future.succeededFuture();
                })))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyIdsCanBeAnnounced() {
        for (String bad : List.of("", "with space", "line\nbreak", "x".repeat(201))) {
            assertThatThrownBy(() -> database().announcements().mention("own", bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(bad.isEmpty() ? "\u0000" : bad);
        }
        assertThatThrownBy(() -> database().announcements().mention("No Topic", "k1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
