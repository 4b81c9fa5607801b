package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.token.DueGrantStore.Due;
import dev.gatehouse.gateway.token.DueGrantStore.PutOff;
import dev.gatehouse.gateway.token.DueGrantStore.Use;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Picking what is due, on both databases. */
abstract class DueGrantContract extends DueGrantFixture {
    private static final Instant AGAIN = NOON.plusSeconds(60);
    private static final int MANY = 1_000;

    DueGrantContract(boolean shared) {
        super(shared);
    }

    /** On H2 there is one node, and one picker in it. */
    abstract int pickersAtOnce();

    private List<ConnectionId> pick(Instant now, int most) {
        return run(tx -> store.pick(tx, now, now.plusSeconds(60), most)).stream()
                .map(Due::connection)
                .toList();
    }

    @Test
    void theFirstDueArePickedFirstAndOnlyOnce() {
        ConnectionId late = grant(NOON.minusSeconds(1));
        ConnectionId early = grant(NOON.minusSeconds(10));
        ConnectionId now = grant(NOON);
        ConnectionId soon = grant(NOON.plusSeconds(1));
        ConnectionId never = grant(null);

        assertThat(pick(NOON, 2)).containsExactly(early, late);
        assertThat(pick(NOON, 10)).containsExactly(now);
        assertThat(pick(NOON, 10)).isEmpty();
        assertThat(pick(NOON.plusSeconds(30), 10)).containsExactly(soon);
        assertThat(pick(NOON.plusSeconds(59), 10)).isEmpty();
        assertThat(pick(NOON.plusSeconds(3_600), 10))
                .contains(early, late, now, soon)
                .doesNotContain(never);
    }

    @Test
    void severalPickersNeverPickTheSame() {
        IntStream.range(0, 60).forEach(each -> grant(NOON));
        List<ConnectionId> picked = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> pickers = new ArrayList<>();
        for (int i = 0; i < pickersAtOnce(); i++) {
            pickers.add(database()
                    .inTransaction(tx -> store.pick(tx, NOON, AGAIN, 10))
                    .onSuccess(some -> some.forEach(each -> picked.add(each.connection()))));
        }

        await(Future.join(pickers));

        assertThat(picked).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void whatIsPutOffComesAtItsTime() {
        ConnectionId sooner = grant(NOON);
        ConnectionId later = grant(NOON);
        List<Due> picked = run(tx -> store.pick(tx, NOON, AGAIN, 10));

        run(tx -> store.putOff(
                tx,
                picked.stream()
                        .map(each -> new PutOff(
                                each, NOON.plusSeconds(each.connection().equals(sooner) ? 5 : 300), null))
                        .toList()));

        assertThat(pick(NOON.plusSeconds(5), 10)).containsExactly(sooner);
        assertThat(pick(NOON.plusSeconds(64), 10)).isEmpty();
        assertThat(pick(NOON.plusSeconds(300), 10)).contains(later);
    }

    @Test
    void aGrantThatWasRefreshedInBetweenIsNotPutOff() {
        ConnectionId connection = grant(NOON);
        List<Due> picked = run(tx -> store.pick(tx, NOON, AGAIN, 10));
        Instant next = NOON.plusSeconds(240);
        run(tx -> tx.updateMany(
                "update token_grant set due_at = ? where connection_id = ?", row(at(next), connection.value())));

        run(tx -> store.putOff(tx, List.of(new PutOff(picked.get(0), NOON.plusSeconds(5), "https://ehr.example"))));

        assertThat(pick(NOON.plusSeconds(239), 10)).isEmpty();
        assertThat(pick(next, 10)).containsExactly(connection);
    }

    @Test
    void whatWaitsForAServerIsDueWhenThatIsBack() {
        ConnectionId waits = grant(NOON.plusSeconds(300), "https://ehr.example");
        ConnectionId waitsForOther = grant(NOON.plusSeconds(300), "https://other.example");

        int first = run(tx -> store.hurry(tx, "https://ehr.example", NOON, MANY));
        int second = run(tx -> store.hurry(tx, "https://ehr.example", NOON, MANY));

        assertThat(first).isEqualTo(1);
        assertThat(second).isZero();

        assertThat(pick(NOON, 10)).containsExactly(waits);
        assertThat(pick(NOON.plusSeconds(300), 10)).contains(waitsForOther);
    }

    @Test
    void aProbeIsTheOneThatWouldBeNext() {
        grant(NOON.plusSeconds(300), "https://ehr.example");
        ConnectionId next = grant(NOON.plusSeconds(200), "https://ehr.example");

        run(tx -> store.hurry(tx, "https://ehr.example", NOON, 1));

        assertThat(pick(NOON, 10)).containsExactly(next);
    }

    @Test
    void aTokenInUseIsRefreshedAheadOfItsEndAndNotBefore() {
        ConnectionId idle = grant(NOON.plus(Duration.ofDays(30)));
        ConnectionId renewed = grant(NOON.plus(Duration.ofDays(30)));
        ConnectionId dueBefore = grant(NOON.plusSeconds(10));
        Instant used = NOON.plusSeconds(1);
        Instant ahead = NOON.plusSeconds(200);

        run(tx -> store.used(
                tx,
                List.of(
                        new Use(idle, 1, used, ahead),
                        new Use(renewed, 0, used, ahead),
                        new Use(dueBefore, 1, used, ahead))));

        assertThat(pick(NOON.plusSeconds(199), 10)).containsExactly(dueBefore);
        assertThat(pick(ahead, 10)).containsExactly(idle);
        List<Object[]> noted = run(tx -> tx.selectRows(
                "select connection_id from token_grant where used_at = ? order by connection_id", at(used)));
        assertThat(noted).extracting(each -> each[0]).containsExactly(idle.value(), dueBefore.value());
    }

    @Test
    void useDoesNotShortenTheWaitAfterAFailure() {
        ConnectionId failing = grant(NOON.plusSeconds(300), "https://ehr.example");
        run(tx -> tx.updateMany("update token_grant set failures = 2 where connection_id = ?", row(failing.value())));

        run(tx -> store.used(tx, List.of(new Use(failing, 1, NOON, NOON))));

        assertThat(pick(NOON.plusSeconds(299), 10)).isEmpty();
    }
}
