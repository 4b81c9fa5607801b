package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplicationBreakerTest {
    private static final String APP = "app_1";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final List<String> closed = new ArrayList<>();
    private long changes;
    private final ApplicationBreaker breaker = new ApplicationBreaker(application -> changes, clock);

    ApplicationBreakerTest() {
        breaker.onClosed(closed::add);
    }

    private boolean sends() {
        return breaker.refuses(APP).isEmpty();
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            breaker.refused(APP, breaker.epoch(APP));
        }
    }

    @Test
    void theThirdRefusalInARowOpensIt() {
        refuse(2);
        assertThat(sends()).isTrue();
        refuse(1);

        assertThat(breaker.refuses(APP))
                .hasValueSatisfying(told -> assertThat(told.code()).isEqualTo("application-misconfigured"));
        assertThat(breaker.refuses("app_2")).isEmpty();
        assertThat(breaker.open()).isEqualTo(1);
    }

    @Test
    void anAcceptedRequestBetweenStartsTheCountAnew() {
        refuse(2);
        breaker.accepted(APP);
        refuse(2);

        assertThat(sends()).isTrue();
    }

    @Test
    void oneProbeAMinuteGoesOut() {
        refuse(3);
        int sent = 0;

        for (int second = 0; second < 600; second++) {
            clock.move(Duration.ofSeconds(1));
            if (sends()) {
                sent++;
                refuse(1);
            }
        }

        assertThat(sent).isEqualTo(10);
    }

    @Test
    void anAcceptedProbeClosesIt() {
        refuse(3);
        clock.move(Duration.ofMinutes(1));
        assertThat(sends()).isTrue();
        assertThat(sends()).isFalse();

        breaker.accepted(APP);

        assertThat(sends()).isTrue();
        assertThat(closed).containsExactly(APP);
        assertThat(breaker.epoch(APP)).isEqualTo(1);
    }

    @Test
    void newCredentialsCloseItAtOnce() {
        refuse(3);
        changes++;

        breaker.look();

        assertThat(closed).containsExactly(APP);
        assertThat(sends()).isTrue();
    }

    @Test
    void aRefusalOfTheOldCredentialsSaysNothingOfTheNew() {
        changes = 7;
        for (int i = 0; i < 5; i++) {
            breaker.refused(APP, 6);
        }

        assertThat(sends()).isTrue();
        refuse(2);
        changes++;
        refuse(2);
        assertThat(sends()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheProbes() {
        refuse(3);

        clock.move(Duration.ofHours(-1));

        assertThat(sends()).isTrue();
        assertThat(sends()).isFalse();
    }
}
