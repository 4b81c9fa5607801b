package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.gateway.testing.Profiles;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenTrafficTest {
    private static final URI TOKEN = URI.create("https://auth.ehr.example/practice-1/token");
    private static final URI SAME_SERVER = URI.create("https://AUTH.ehr.example/practice-2/token");
    private static final URI OTHER_SERVER = URI.create("https://auth.ehr.example:8443/token");
    private static final String ORIGIN = "https://auth.ehr.example";

    private final TurnedLoop loop = new TurnedLoop();
    private final EhrProfile ehr = Profiles.closed();
    private final TokenTraffic traffic = new TokenTraffic(loop, loop.clock, TokenRate.DEFAULT);
    private final List<String> recovered = new ArrayList<>();

    TokenTrafficTest() {
        traffic.onRecovered(recovered::add);
    }

    private List<Future<Void>> enter(int times, Lane lane) {
        List<Future<Void>> turns = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            turns.add(traffic.enter(ehr, TOKEN, lane).onSuccess(gone -> traffic.left(TOKEN, lane)));
        }
        return turns;
    }

    private static long through(List<Future<Void>> turns) {
        return turns.stream().filter(Future::succeeded).count();
    }

    private static NoToken busy(Duration retryAfter) {
        return new NoToken(NoToken.Outcome.RETRYABLE, "busy", "", 503, false, retryAfter, VendorWords.NONE, null);
    }

    private static NoToken unexplained() {
        return new NoToken(NoToken.Outcome.UNKNOWN, "failed", "", 500, false, null, VendorWords.NONE, null);
    }

    private static NoToken noConnection() {
        return new NoToken(NoToken.Outcome.RETRYABLE, "unreachable", "", null);
    }

    private static TokenCallPutOff putOff(Future<Void> turn) {
        assertThat(turn.failed()).isTrue();
        return (TokenCallPutOff) turn.cause();
    }

    @Test
    void noSecondSeesAFifthMoreThanTheRate() {
        List<Future<Void>> turns = enter(250, Lane.WAITED);

        loop.pass(Duration.ofSeconds(1));
        assertThat(through(turns)).isEqualTo(60);
        loop.pass(Duration.ofSeconds(1));
        assertThat(through(turns)).isEqualTo(110);
        loop.pass(Duration.ofSeconds(3));
        assertThat(through(turns)).isEqualTo(250);
    }

    @Test
    void whoeverWaitsGoesBeforeWhatNobodyWaitsFor() {
        List<Future<Void>> ahead = enter(200, Lane.AHEAD);
        List<Future<Void>> waited = enter(20, Lane.WAITED);

        loop.pass(Duration.ofMillis(400));

        assertThat(through(waited)).isEqualTo(20);
        assertThat(through(ahead)).isEqualTo(10);
    }

    @Test
    void aServerThatHangsHoldsUpFewOfThoseNobodyWaitsFor() {
        TokenTraffic fast = new TokenTraffic(loop, loop.clock, new TokenRate(1_000));
        List<Future<Void>> ahead = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ahead.add(fast.enter(ehr, TOKEN, Lane.AHEAD));
        }
        assertThat(through(ahead)).isEqualTo(12);
        assertThat(fast.enter(ehr, TOKEN, Lane.WAITED).succeeded()).isTrue();

        fast.left(TOKEN, Lane.AHEAD);
        assertThat(through(ahead)).isEqualTo(13);
        loop.pass(Duration.ofSeconds(2));

        assertThat(through(ahead)).isEqualTo(13);
        assertThat(ahead.stream().filter(Future::failed).count()).isEqualTo(37);
    }

    @Test
    void aServerThatAnswersWellGetsMoreOfThemAtOnceUntilItFails() {
        TokenTraffic fast = new TokenTraffic(loop, loop.clock, new TokenRate(1_000));
        assertThat(fast.enter(ehr, TOKEN, Lane.WAITED).succeeded()).isTrue();
        for (int i = 0; i < 20; i++) {
            fast.ended(TOKEN, null);
        }
        assertThat(aheadAtOnce(fast)).isEqualTo(22);
        for (int i = 0; i < 1_000; i++) {
            fast.ended(TOKEN, null);
        }
        assertThat(aheadAtOnce(fast)).isEqualTo(48);

        fast.ended(TOKEN, noConnection());

        assertThat(aheadAtOnce(fast)).isEqualTo(12);
    }

    private int aheadAtOnce(TokenTraffic some) {
        List<Future<Void>> ahead = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ahead.add(some.enter(ehr, TOKEN, Lane.AHEAD));
        }
        int running = (int) through(ahead);
        loop.pass(Duration.ofSeconds(2));
        for (int i = 0; i < running; i++) {
            some.left(TOKEN, Lane.AHEAD);
        }
        return running;
    }

    @Test
    void aRequestThatBeginsAGrantIsSentWhateverTheQueueSaysAndCounts() {
        assertThat(through(enter(1, Lane.WAITED))).isEqualTo(1);
        traffic.ended(TOKEN, busy(Duration.ofMinutes(10)));
        assertThat(traffic.enter(ehr, TOKEN, Lane.WAITED).failed()).isTrue();

        Future<String> login = traffic.first(ehr, TOKEN, () -> Future.succeededFuture("a token"));

        assertThat(login.result()).isEqualTo("a token");
        fail();
        assertThat(traffic.first(ehr, TOKEN, () -> Future.failedFuture(unexplained()))
                        .failed())
                .isTrue();
        assertThat(traffic.first(ehr, TOKEN, () -> Future.succeededFuture("another"))
                        .succeeded())
                .isTrue();
        assertThat(recovered).containsExactly(ORIGIN);
    }

    @Test
    void eachServerHasItsOwnRate() {
        List<Future<Void>> turns = enter(10, Lane.AHEAD);

        assertThat(through(turns)).isEqualTo(10);
        assertThat(traffic.enter(ehr, SAME_SERVER, Lane.AHEAD).isComplete()).isFalse();
        assertThat(traffic.enter(ehr, OTHER_SERVER, Lane.AHEAD).succeeded()).isTrue();
    }

    @Test
    void aLongQueueIsSentBackWithATurnForEach() {
        List<Future<Void>> turns = enter(2_000, Lane.AHEAD);

        List<Duration> times = turns.stream()
                .filter(Future::failed)
                .map(turn -> putOff(turn).retryAfter())
                .toList();
        assertThat(times).hasSizeBetween(1_910, 1_920).isSorted().doesNotHaveDuplicates();
        assertThat(times.get(times.size() - 1)).isBetween(Duration.ofSeconds(39), Duration.ofSeconds(41));
        assertThat(putOff(turns.get(1_999)).code()).isEqualTo("ehr-calls-queued");
        assertThat(traffic.enter(ehr, TOKEN, Lane.WAITED).isComplete()).isFalse();
    }

    @Test
    void callersAreSentAwayWhenTheirTurnWouldComeTooLate() {
        List<Future<Void>> turns = enter(1_100, Lane.WAITED);

        assertThat(turns.stream().filter(Future::failed).count()).isEqualTo(90);
        assertThat(putOff(turns.get(1_099)).retryAfter()).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void aRefusalHalvesTheRateOnceForAllThatWereOnTheirWay() {
        enter(1, Lane.WAITED).forEach(turn -> assertThat(turn.succeeded()).isTrue());
        for (int i = 0; i < 10; i++) {
            traffic.ended(TOKEN, busy(Duration.ofSeconds(1)));
        }
        assertThat(rate()).isEqualTo(25);

        for (int i = 0; i < 10; i++) {
            loop.pass(Duration.ofSeconds(2));
            traffic.ended(TOKEN, busy(Duration.ofSeconds(1)));
        }
        assertThat(rate()).isEqualTo(1);
    }

    @Test
    void successesGiveTheRateBackSlowlyAndOnlyToTheCeiling() {
        assertThat(through(enter(1, Lane.WAITED))).isEqualTo(1);
        traffic.ended(TOKEN, busy(Duration.ofSeconds(1)));

        for (int i = 0; i < 25; i++) {
            traffic.ended(TOKEN, null);
        }
        assertThat(rate()).isBetween(25.9, 26.1);
        for (int i = 0; i < 5_000; i++) {
            traffic.ended(TOKEN, null);
        }
        assertThat(rate()).isEqualTo(50);
    }

    private double rate() {
        return traffic.servers().get(0).rate();
    }

    @Test
    void nothingIsSentWhileTheServerAsksForQuiet() {
        List<Future<Void>> ahead = enter(60, Lane.AHEAD);
        traffic.ended(TOKEN, busy(Duration.ofSeconds(1)));
        long before = through(ahead);

        Future<Void> waited = traffic.enter(ehr, TOKEN, Lane.WAITED);
        loop.pass(Duration.ofMillis(900));
        assertThat(through(ahead)).isEqualTo(before);
        assertThat(waited.isComplete()).isFalse();

        loop.pass(Duration.ofMillis(200));
        assertThat(waited.succeeded()).isTrue();
        assertThat(through(ahead)).isGreaterThan(before);
    }

    @Test
    void aLongQuietSendsEverybodyAwayAtOnceWithItsEnd() {
        List<Future<Void>> ahead = enter(30, Lane.AHEAD);
        List<Future<Void>> waited = enter(30, Lane.WAITED);

        traffic.ended(TOKEN, busy(Duration.ofMinutes(2)));

        assertThat(ahead.stream().filter(Future::failed).count()).isEqualTo(20);
        assertThat(putOff(waited.get(29)).retryAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(putOff(waited.get(29)).code()).isEqualTo("token-endpoint-paused");
        assertThat(putOff(traffic.enter(ehr, TOKEN, Lane.WAITED)).retryAfter())
                .isGreaterThanOrEqualTo(Duration.ofMinutes(2));
        loop.pass(Duration.ofSeconds(119));
        assertThat(traffic.enter(ehr, TOKEN, Lane.AHEAD).isComplete()).isFalse();
        loop.pass(Duration.ofSeconds(1));
        assertThat(traffic.enter(ehr, TOKEN, Lane.WAITED).succeeded()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeTheQuietLonger() {
        assertThat(through(enter(1, Lane.WAITED))).isEqualTo(1);
        traffic.ended(TOKEN, busy(Duration.ofMinutes(2)));

        loop.clock.move(Duration.ofHours(-1));

        assertThat(traffic.enter(ehr, TOKEN, Lane.WAITED).succeeded()).isTrue();
    }

    @Test
    void theRateDoesNotStandStillWithTheClock() {
        List<Future<Void>> turns = enter(60, Lane.AHEAD);

        loop.clock.move(Duration.ofHours(-1));
        loop.pass(Duration.ofSeconds(1));

        assertThat(through(turns)).isEqualTo(60);
    }

    @Test
    void aStatedLimitIsKeptInEveryMinute() {
        EhrProfile athena = EhrProfiles.load().of("athenahealth");
        assertThat(athena.facts().limits().tokenRequestsPerMinute()).isEqualTo(50);
        List<Future<Void>> turns = new ArrayList<>();

        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 3; i++) {
                turns.add(traffic.enter(athena, TOKEN, Lane.AHEAD).onSuccess(gone -> traffic.left(TOKEN, Lane.AHEAD)));
            }
            loop.pass(Duration.ofSeconds(1));
        }

        assertThat(through(turns)).isBetween(48L, 50L);
    }

    private void fail() {
        traffic.ended(TOKEN, unexplained());
        traffic.ended(SAME_SERVER, noConnection());
        traffic.ended(TOKEN, unexplained());
    }

    @Test
    void aServerThatAnswersAgainIsToldOnce() {
        fail();
        assertThat(traffic.ailing()).containsExactly(ORIGIN);
        assertThat(traffic.recoveries(ORIGIN)).isZero();

        traffic.ended(TOKEN, null);
        traffic.ended(TOKEN, null);

        assertThat(recovered).containsExactly(ORIGIN);
        assertThat(traffic.recoveries(ORIGIN)).isEqualTo(1);
        assertThat(traffic.ailing()).isEmpty();
    }

    @Test
    void oneFailureIsNoOutage() {
        for (int i = 0; i < 10; i++) {
            traffic.ended(TOKEN, unexplained());
            traffic.ended(SAME_SERVER, unexplained());
            traffic.ended(SAME_SERVER, null);
            loop.pass(Duration.ofMinutes(1));
        }

        assertThat(recovered).isEmpty();
    }

    @Test
    void aRefusedGrantShowsThatTheServerIsWell() {
        fail();

        traffic.ended(TOKEN, new NoToken(NoToken.Outcome.DENIED, "grant-refused", "", null));

        assertThat(recovered).containsExactly(ORIGIN);
    }

    @Test
    void aServerThatFailsNowAndThenIsNotToldEachTime() {
        for (int i = 0; i < 20; i++) {
            fail();
            traffic.ended(TOKEN, null);
            loop.pass(Duration.ofSeconds(1));
        }

        assertThat(recovered).hasSize(2);
        assertThat(traffic.ailing()).containsExactly(ORIGIN);
    }

    @Test
    void aServerThatAskedForQuietIsNotProbed() {
        assertThat(through(enter(1, Lane.WAITED))).isEqualTo(1);
        fail();
        assertThat(traffic.ailing()).containsExactly(ORIGIN);
        traffic.ended(TOKEN, busy(Duration.ofMinutes(1)));
        assertThat(traffic.ailing()).isEmpty();

        loop.pass(Duration.ofMinutes(1));

        assertThat(traffic.ailing()).containsExactly(ORIGIN);
    }

    @Test
    void whatOurselvesPutOffSaysNothingOfTheServer() {
        traffic.ended(TOKEN, TokenCallPutOff.queued(ORIGIN, Duration.ofSeconds(1)));

        assertThat(traffic.ailing()).isEmpty();
    }
}
