package dev.gatehouse.common.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostBreakersTest {
    private final Throwable noConnection =
            new EgressFailure(NoAnswer.Stage.NOT_CONNECTED, "ehr-unreachable", "takes no connection", null);
    private final Throwable tooLate = new EgressTimeout(NoAnswer.Stage.NOT_CONNECTED, "not in time");

    private final AddressRules rules = new AddressRules(Set.of());
    private final Destination ehr = destination("https://ehr.example.com/one");
    private final Destination otherPractice = destination("https://ehr.example.com/two");
    private final Destination otherPort = destination("https://ehr.example.com:8443/one");
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");

    private final HostBreakers breakers = new HostBreakers(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    private Destination destination(String address) {
        return rules.check(URI.create(address), new HostRules(Set.of(), true));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breakers.ended(ehr, i % 2 == 0 ? noConnection : tooLate);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private boolean mayGo(Destination to) {
        return breakers.refuses(to) == null;
    }

    @Test
    void afterFiveFailuresInARowNobodyTriesForThreeSecondsAndThenOneDoes() {
        fail(4);
        assertThat(mayGo(ehr)).isTrue();
        fail(1);

        HostLeftAlone refusal = breakers.refuses(ehr);
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo("ehr-not-tried");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(refusal.stage()).isEqualTo(NoAnswer.Stage.NOT_CONNECTED);
        assertThat(mayGo(otherPractice)).isFalse();
        assertThat(mayGo(otherPort)).isTrue();
        assertThat(breakers.open()).isEqualTo(1);

        pass(Duration.ofSeconds(3));
        assertThat(mayGo(ehr)).isTrue();
        assertThat(mayGo(ehr)).isFalse();
        breakers.ended(ehr, null);
        assertThat(mayGo(ehr)).isTrue();
        assertThat(breakers.open()).isZero();
    }

    @Test
    void eachTryInVainDoublesTheTimeUpToHalfAMinute() {
        fail(5);
        for (int seconds : List.of(3, 6, 12, 24, 30, 30)) {
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(mayGo(ehr)).as("before %s s", seconds).isFalse();
            pass(Duration.ofMillis(1));
            assertThat(mayGo(ehr)).isTrue();
            fail(1);
        }
    }

    @Test
    void aConnectionInBetweenStartsTheCountAnew() {
        for (int i = 0; i < 20; i++) {
            fail(4);
            breakers.ended(ehr, null);
        }
        assertThat(mayGo(ehr)).isTrue();
    }

    @Test
    void callsThatFailTogetherCountAsOne() {
        fail(500);

        pass(Duration.ofSeconds(3));

        assertThat(mayGo(ehr)).isTrue();
    }

    @Test
    void nothingElseCounts() {
        for (int i = 0; i < 100; i++) {
            breakers.ended(ehr, new EgressBusy("ehr.example.com", null));
            breakers.ended(ehr, EgressFailure.refused("a private address"));
            breakers.ended(
                    ehr, new EgressFailure(NoAnswer.Stage.NOT_CONNECTED, "ehr-certificate-refused", "wrong", null));
        }
        assertThat(mayGo(ehr)).isTrue();
    }

    @Test
    void aTryThatSaysNothingOfTheHostLeavesItsTurnToTheNext() {
        fail(5);
        pass(Duration.ofSeconds(3));
        assertThat(mayGo(ehr)).isTrue();

        breakers.ended(ehr, new EgressBusy("ehr.example.com", null));

        assertThat(mayGo(ehr)).isTrue();
    }
}
