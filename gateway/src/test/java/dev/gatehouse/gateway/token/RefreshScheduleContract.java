package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.testing.Profiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of grants that are due, on both databases; the refreshes themselves are played. */
abstract class RefreshScheduleContract extends DueGrantFixture {
    private static final URI TOKEN = URI.create("https://ehr.example/token");
    private static final String ORIGIN = "https://ehr.example";

    private final boolean shared;
    private final List<ConnectionId> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<ConnectionId, Future<Void>> answers = new HashMap<>();
    private long changes;
    private TurnedLoop loop;
    private TokenTraffic traffic;
    private ApplicationBreaker breaker;
    private GrantUsage usage;
    private RefreshSchedule schedule;

    RefreshScheduleContract(boolean shared) {
        super(shared);
        this.shared = shared;
    }

    @BeforeEach
    void build() {
        asked.clear();
        answers.clear();
        loop = new TurnedLoop();
        traffic = new TokenTraffic(loop, loop.clock, TokenRate.DEFAULT);
        breaker = new ApplicationBreaker(application -> changes, loop.clock);
        usage = new GrantUsage(database(), new DueTimes(RandomGenerator.getDefault()));
        schedule = node();
    }

    private RefreshSchedule node() {
        return new RefreshSchedule(
                vertx(),
                database(),
                new DueGrantStore(shared),
                (tenant, connection, generation) -> {
                    asked.add(connection);
                    return answers.getOrDefault(connection, Future.succeededFuture());
                },
                usage,
                traffic,
                breaker,
                RefreshPace.DEFAULT,
                loop.clock);
    }

    private void rounds(int times) {
        for (int i = 0; i < times; i++) {
            await(schedule.round());
        }
    }

    private Instant due(ConnectionId connection) {
        List<Object[]> rows =
                run(tx -> tx.selectRows("select due_at from token_grant where connection_id = ?", connection.value()));
        return (Instant) rows.get(0)[0];
    }

    private void fail(int times, NoToken failure) {
        for (int i = 0; i < times; i++) {
            traffic.ended(TOKEN, failure);
        }
    }

    private static NoToken unexplained() {
        return new NoToken(NoToken.Outcome.UNKNOWN, "failed", "", null);
    }

    @Test
    void whatIsDueIsRefreshedOnce() {
        ConnectionId due = grant(NOON);
        grant(NOON.plusSeconds(5));

        rounds(2);
        assertThat(asked).containsExactly(due);
        loop.pass(Duration.ofSeconds(5));
        rounds(2);
        assertThat(asked).hasSize(2);
    }

    @Test
    void twoNodesShareTheWork() {
        IntStream.range(0, 30).forEach(each -> grant(NOON));

        Future<Void> other = shared ? node().round() : Future.succeededFuture();
        await(Future.all(schedule.round(), other));

        assertThat(asked).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void noMoreRunAtOnceThanTheBound() {
        Promise<Void> slow = Promise.promise();
        for (int i = 0; i < 230; i++) {
            answers.put(grant(NOON.minusSeconds(1)), slow.future());
        }

        rounds(6);

        assertThat(asked).hasSize(200);
    }

    @Test
    void whatMustWaitForItsTurnComesBackThen() {
        ConnectionId due = grant(NOON);
        answers.put(due, Future.failedFuture(TokenCallPutOff.queued(ORIGIN, Duration.ofSeconds(7))));

        rounds(2);

        assertThat(due(due)).isEqualTo(NOON.plusSeconds(7));
        answers.clear();
        loop.pass(Duration.ofSeconds(6));
        rounds(1);
        assertThat(asked).hasSize(1);
        loop.pass(Duration.ofSeconds(1));
        rounds(1);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aServerThatIsBackMakesThoseDueThatWaitForIt() {
        ConnectionId waits = grant(NOON.plusSeconds(300), ORIGIN);
        fail(3, unexplained());
        rounds(1);
        assertThat(asked).isEmpty();

        traffic.ended(TOKEN, null);
        rounds(1);

        assertThat(asked).containsExactly(waits);
    }

    @Test
    void oneConnectionLooksWhetherAnAilingServerIsBack() {
        ConnectionId next = grant(NOON.plusSeconds(200), ORIGIN);
        grant(NOON.plusSeconds(300), ORIGIN);
        fail(3, unexplained());

        rounds(20);

        assertThat(asked).containsExactly(next);
    }

    @Test
    void noConnectionAsksAServerThatWantsQuiet() {
        grant(NOON.plusSeconds(200), ORIGIN);
        assertThat(traffic.enter(Profiles.closed(), TOKEN, Lane.WAITED).succeeded())
                .isTrue();
        fail(
                3,
                new NoToken(
                        NoToken.Outcome.RETRYABLE,
                        "busy",
                        "",
                        429,
                        false,
                        Duration.ofSeconds(100),
                        VendorWords.NONE,
                        null));

        rounds(40);

        assertThat(asked).isEmpty();
    }

    @Test
    void connectionsOfARefusedApplicationWaitUntilItsCredentialsChange() {
        ConnectionId first = grant(NOON);
        ConnectionId second = grant(NOON);
        for (int i = 0; i < 3; i++) {
            breaker.refused("app_1", changes);
        }
        ApplicationMisconfigured told = breaker.refuses("app_1").orElseThrow();
        answers.put(first, Future.failedFuture(told));
        answers.put(second, Future.failedFuture(told));
        rounds(2);
        assertThat(due(first)).isBetween(NOON.plusSeconds(60), NOON.plusSeconds(61));
        assertThat(due(second)).isNotEqualTo(due(first));
        answers.clear();
        asked.clear();

        changes++;
        rounds(1);

        assertThat(asked).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void anIdleGrantThatIsUsedIsRefreshedAheadFromThenOn() {
        ConnectionId idle = grant(NOON.plus(Duration.ofDays(30)));
        usage.used(grantOf(idle), NOON.plusSeconds(1));

        rounds(3);

        assertThat(due(idle)).isBetween(NOON.plusSeconds(1_800), NOON.plusSeconds(2_880));
    }

    private static Grant grantOf(ConnectionId connection) {
        return new Grant(
                TenantId.DEFAULT,
                connection,
                1,
                new SecretText("at"),
                new SecretText("rt"),
                Duration.ofHours(1),
                NOON.plusSeconds(3_600),
                NOON,
                null,
                null);
    }
}
