package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.guard.Pace.Finding;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final int CONNECTED = 5;

    private final Pace pace = new Pace(CONNECTED);

    private Finding at(int second) {
        return pace.look(second, true, false);
    }

    @Test
    void aHeadHasTenSeconds() {
        pace.head(CONNECTED + 9);

        assertThat(at(CONNECTED + 9)).isEqualTo(Finding.FINE);
        assertThat(at(CONNECTED + 10)).isEqualTo(Finding.LATE_HEAD);
    }

    @Test
    void whoSaysNothingAfterConnectingGoesWithoutAWord() {
        assertThat(at(CONNECTED + 10)).isEqualTo(Finding.IDLE);
    }

    @Test
    void bytesOfAHeadDoNotGiveItMoreTime() {
        for (int second = 1; second < 10; second++) {
            pace.head(CONNECTED + second);
        }

        assertThat(at(CONNECTED + 10)).isEqualTo(Finding.LATE_HEAD);
    }

    @Test
    void aKeptConnectionMayRestForAMinuteAfterItsLastAnswer() {
        pace.headDone(6, false, false);
        assertThat(at(500)).as("an answer is due").isEqualTo(Finding.FINE);
        pace.answered(500);

        assertThat(at(559)).isEqualTo(Finding.FINE);
        assertThat(at(560)).isEqualTo(Finding.IDLE);
    }

    @Test
    void theNextHeadHasTenSecondsFromItsFirstByte() {
        pace.headDone(6, false, false);
        pace.answered(7);
        pace.head(50);

        assertThat(at(59)).isEqualTo(Finding.FINE);
        assertThat(at(60)).isEqualTo(Finding.LATE_HEAD);
    }

    @Test
    void aPartOfTheNextHeadCutsNoAnswerOff() {
        pace.headDone(6, false, false);
        pace.head(7);

        assertThat(at(100)).isEqualTo(Finding.FINE);
    }

    @Test
    void aBodyThatTricklesIsCutOffAfterTenSeconds() {
        pace.headDone(6, true, false);
        for (int second = 7; second < 16; second++) {
            pace.body(1);
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }
        pace.body(1);

        assertThat(at(16)).isEqualTo(Finding.SLOW_BODY);
    }

    @Test
    void aKilobyteASecondIsFastEnoughForEver() {
        pace.headDone(6, true, false);
        for (int second = 7; second < 200; second++) {
            pace.body(1024);
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }
    }

    @Test
    void aBurstAtTheBeginningIsNoLicenceToTrickle() {
        pace.headDone(6, true, false);
        pace.body(1_000_000);
        int second = 7;
        while (at(second) == Finding.FINE && second < 100) {
            second++;
        }

        assertThat(second).isEqualTo(26);
    }

    @Test
    void whileWeDoNotReadItIsNotTheClientsTurn() {
        pace.headDone(6, true, false);
        for (int second = 7; second < 300; second++) {
            assertThat(pace.look(second, false, true)).isEqualTo(Finding.FINE);
        }
        for (int second = 300; second < 309; second++) {
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }

        assertThat(at(309)).isEqualTo(Finding.SLOW_BODY);
    }

    @Test
    void whoWaitsForLeaveToSendIsNotSlow() {
        pace.headDone(6, true, true);
        for (int second = 7; second < 50; second++) {
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }
        pace.body(1);
        for (int second = 50; second < 59; second++) {
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }

        assertThat(at(59)).isEqualTo(Finding.SLOW_BODY);
    }

    @Test
    void whoWasToldToSendIsHeldToIt() {
        pace.headDone(6, true, true);
        assertThat(at(30)).isEqualTo(Finding.FINE);
        pace.leaveGiven();
        for (int second = 31; second < 40; second++) {
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }

        assertThat(at(40)).isEqualTo(Finding.SLOW_BODY);
    }

    @Test
    void whoWasAnsweredInsteadOfBeingToldToSendWaitsForNothing() {
        pace.headDone(6, true, true);
        assertThat(at(30)).isEqualTo(Finding.FINE);
        pace.answered(30);
        for (int second = 31; second < 40; second++) {
            assertThat(at(second)).isEqualTo(Finding.FINE);
        }

        assertThat(at(40)).isEqualTo(Finding.SLOW_BODY);
    }

    @Test
    void whereConnectionsAreScarceTheSilentGoSooner() {
        assertThat(pace.look(CONNECTED + 2, true, true)).isEqualTo(Finding.FINE);
        assertThat(pace.look(CONNECTED + 3, true, true)).isEqualTo(Finding.IDLE);
    }

    @Test
    void aWebSocketIsNotOurs() {
        pace.elsewhere();

        assertThat(at(10_000)).isEqualTo(Finding.FINE);
    }
}
