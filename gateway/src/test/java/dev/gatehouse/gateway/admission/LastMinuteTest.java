package dev.gatehouse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastMinuteTest {
    private final LastMinute minute = new LastMinute();

    private static long second(int number) {
        return Duration.ofSeconds(number).toNanos();
    }

    @Test
    void whatIsAMinuteAgoIsForgotten() {
        minute.add(second(0));
        minute.add(second(0) + 1);
        minute.add(second(30));

        assertThat(minute.sum(second(59))).isEqualTo(3);
        assertThat(minute.sum(second(60))).isEqualTo(1);
        assertThat(minute.sum(second(90))).isZero();
    }

    @Test
    void afterALongQuietTimeOnlyTheNewCounts() {
        minute.add(second(-100));
        minute.add(second(1_000_000));

        assertThat(minute.sum(second(1_000_000))).isEqualTo(1);
    }
}
