package dev.gatehouse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.egress.Bucket;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.admission.Pace.Pass;
import dev.gatehouse.gateway.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final long SECOND = 1_000_000_000L;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final Pace pace = new Pace(null);

    private void busy(int status, @Nullable Duration wait, boolean probe) {
        pace.refused(status, wait, probe, clock.instant());
    }

    private Pass pass() {
        return pace.pass(clock.instant());
    }

    private void wait(int seconds) {
        clock.move(Duration.ofSeconds(seconds));
    }

    @Test
    @Smart(95)
    void nothingIsSentInTheTimeTheEhrAskedForAndThenOneCallProbes() {
        busy(TOO_MANY, Duration.ofSeconds(10), false);

        wait(9);
        assertThat(pace.isClosed(clock.instant())).isTrue();
        assertThat(pass()).isEqualTo(Pass.REFUSED);
        assertThat(pace.left(clock.instant()).toSeconds()).isEqualTo(1);

        wait(1);
        assertThat(pass()).isEqualTo(Pass.PROBE);
        assertThat(pass()).isEqualTo(Pass.REFUSED);
        pace.answered(true);
        assertThat(pass()).isEqualTo(Pass.FREE);
    }

    @Test
    @Smart(95)
    void withoutRetryAfterEachRefusedProbeDoublesTheWaitUpToAMinute() {
        busy(TOO_MANY, null, false);
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            wait(seconds - 1);
            assertThat(pass()).as("before %s s", seconds).isEqualTo(Pass.REFUSED);
            wait(1);
            assertThat(pass()).isEqualTo(Pass.PROBE);
            busy(TOO_MANY, null, true);
        }
    }

    @Test
    void refusalsOfCallsThatWereOnTheirWayTogetherCountAsOne() {
        for (int i = 0; i < 20; i++) {
            busy(TOO_MANY, null, false);
        }

        wait(1);

        assertThat(pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void theLongerOfTwoWaitsHolds() {
        busy(TOO_MANY, Duration.ofSeconds(60), false);
        busy(TOO_MANY, Duration.ofSeconds(1), false);

        wait(59);

        assertThat(pass()).isEqualTo(Pass.REFUSED);
    }

    @Test
    void aLateSuccessFromBeforeDoesNotEndThePause() {
        busy(TOO_MANY, Duration.ofSeconds(10), false);

        pace.answered(false);

        assertThat(pass()).isEqualTo(Pass.REFUSED);
    }

    @Test
    void aProbeThatGotNoAnswerLeavesItsTurnToTheNext() {
        busy(TOO_MANY, Duration.ofSeconds(1), false);
        wait(1);
        assertThat(pass()).isEqualTo(Pass.PROBE);

        pace.probeLost();

        assertThat(pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void aSlowProbeDoesNotKeepEverybodyWaiting() {
        busy(TOO_MANY, Duration.ofSeconds(1), false);
        wait(1);
        assertThat(pass()).isEqualTo(Pass.PROBE);

        wait(5);

        assertThat(pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void aClockThatIsSetBackEndsThePause() {
        busy(TOO_MANY, Duration.ofMinutes(15), false);

        clock.move(Duration.ofHours(-1));

        assertThat(pass()).isEqualTo(Pass.PROBE);
    }

    @Test
    void anUnexplained503IsNoPauseUntilItIsTheThirdInARow() {
        busy(UNAVAILABLE, null, false);
        busy(UNAVAILABLE, null, false);
        assertThat(pass()).isEqualTo(Pass.FREE);
        pace.answered(false);
        busy(UNAVAILABLE, null, false);
        busy(UNAVAILABLE, null, false);
        assertThat(pass()).isEqualTo(Pass.FREE);

        busy(UNAVAILABLE, null, false);

        assertThat(pass()).isEqualTo(Pass.REFUSED);
        assertThat(pace.status()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void a503ThatSaysHowLongIsBelievedAtOnce() {
        busy(UNAVAILABLE, Duration.ofSeconds(30), false);

        assertThat(pass()).isEqualTo(Pass.REFUSED);
    }

    @Test
    void aStatedRateIsKeptInEveryMinute() {
        Pace rated = new Pace(new Bucket(230 / 60.0, 20, 0));
        List<Long> sent = new ArrayList<>();
        for (long now = 0; now < 300 * SECOND; now += SECOND / 10) {
            Duration wait = rated.turn(now, Admission.PATIENCE);
            if (wait.compareTo(Admission.PATIENCE) <= 0) {
                sent.add(now + wait.toNanos());
            }
        }

        for (long from : sent) {
            assertThat(sent.stream().filter(at -> at >= from && at < from + 60 * SECOND))
                    .hasSizeLessThanOrEqualTo(250);
        }
        assertThat(sent).hasSizeGreaterThan(1_100);
    }

    @Test
    void whoWouldWaitTooLongTakesNobodysTurn() {
        Pace rated = new Pace(new Bucket(1, 1, 0));
        assertThat(rated.turn(0, Admission.PATIENCE)).isZero();
        assertThat(rated.turn(0, Admission.PATIENCE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(rated.turn(0, Admission.PATIENCE)).isEqualTo(Duration.ofSeconds(2));

        for (int i = 0; i < 100; i++) {
            assertThat(rated.turn(0, Admission.PATIENCE)).isEqualTo(Duration.ofSeconds(3));
        }
    }
}
