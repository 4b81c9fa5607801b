package dev.gatehouse.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static Instant minute(int number) {
        return NOON.plus(Duration.ofMinutes(number));
    }

    private static Run stopped(int from, int to) {
        return new Run(minute(from), minute(to), minute(to));
    }

    private static Run running(int from, int seen) {
        return new Run(minute(from), minute(seen), null);
    }

    @Test
    void aStopThatLastsIsAnOutage() {
        assertThat(Outage.between(List.of(stopped(0, 10), running(30, 40))))
                .containsExactly(new Outage(minute(10), minute(30), true));
    }

    @Test
    void anEndWithoutAWordIsOneFromWhenItWasSeenLast() {
        assertThat(Outage.between(List.of(running(0, 10), running(13, 40))))
                .containsExactly(new Outage(minute(10), minute(13), false));
    }

    @Test
    void aQuickRestartIsNone() {
        assertThat(Outage.between(List.of(running(0, 10), running(12, 40)))).isEmpty();
    }

    @Test
    void whileAnotherNodeRunsThereIsNone() {
        assertThat(Outage.between(List.of(running(0, 90), stopped(1, 10), running(50, 60), running(92, 95))))
                .isEmpty();
    }

    @Test
    void beforeTheFirstAndAfterTheLastNothingIsKnown() {
        assertThat(Outage.between(List.of(stopped(0, 10)))).isEmpty();
        assertThat(Outage.between(List.of())).isEmpty();
    }
}
