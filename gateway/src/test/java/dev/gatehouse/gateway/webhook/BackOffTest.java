package dev.gatehouse.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(new Random(7));

    @Test
    void pausesDoubleFromFiveSecondsToAnHour() {
        int[] middle = {5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600};
        for (int i = 0; i < middle.length; i++) {
            Duration pause = backOff.after(i + 1);

            assertThat(pause).isBetween(Duration.ofMillis(middle[i] * 800L), Duration.ofMillis(middle[i] * 1200L));
        }
        assertThat(backOff.after(1_000_000)).isLessThanOrEqualTo(Duration.ofMinutes(72));
    }

    @Test
    void twoReceiversThatFailedTogetherAreNotTriedTogether() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> backOff.after(8)).distinct())
                .hasSizeGreaterThan(90);
    }
}
