package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.LogCapture;
import dev.gatehouse.gateway.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time a process goes by, while the wall clock does what wall clocks do. */
final class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final MovableClock wall = new MovableClock(NOON);
    private long nanos = Long.MAX_VALUE - 500_000_000L; // it overflows soon, as nanoTime may
    private final SteadyClock clock = new SteadyClock(wall, () -> nanos);

    /** Real time passes, and the wall clock goes with it. */
    private void pass(Duration time) {
        nanos += time.toNanos();
        wall.move(time);
    }

    /** So much passes, a second at a time, and somebody asks each time. */
    private void watch(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            Instant before = clock.instant();
            pass(Duration.ofSeconds(1));
            assertThat(clock.instant()).isAfter(before);
        }
    }

    @Test
    void itGoesWithAWallClockThatIsRight() {
        assertThat(clock.instant()).isEqualTo(NOON);
        pass(Duration.ofDays(3));
        assertThat(clock.instant()).isEqualTo(wall.instant());
        watch(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(wall.instant());
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600})
    @Smart(104)
    void aJumpOfAnHourIsNoTimeAtAll(long seconds) {
        watch(Duration.ofSeconds(5));
        Instant before = clock.instant();
        wall.move(Duration.ofSeconds(seconds));

        assertThat(clock.instant()).isEqualTo(before);
        watch(Duration.ofMinutes(5));

        assertThat(Duration.between(before, clock.instant()))
                .as("five minutes, half a percent more or less")
                .isBetween(Duration.ofMillis(298_500), Duration.ofMillis(301_500));
    }

    @Test
    void aJumpIsToldOnceWithItsSize() {
        try (LogCapture log = new LogCapture()) {
            watch(Duration.ofSeconds(3));
            wall.move(Duration.ofMinutes(-10));
            watch(Duration.ofMinutes(10));

            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("jumped by -600 s"));

            wall.move(Duration.ofMinutes(10));
            watch(Duration.ofSeconds(10));
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void whatAJumpLeavesIsMadeUpForInTheEnd() {
        wall.move(Duration.ofSeconds(30));
        watch(Duration.ofHours(2));

        assertThat(Duration.between(clock.instant(), wall.instant()).abs()).isLessThan(Duration.ofMillis(10));
    }

    @Test
    void aClockThatIsSlewedIsFollowed() {
        for (int second = 0; second < 1000; second++) {
            nanos += 1_000_000_000L;
            wall.move(Duration.ofNanos(1_000_500_000L)); // 500 parts in a million, the most that is usual
            assertThat(Duration.between(clock.instant(), wall.instant()).abs()).isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void aLongSilenceMakesUpForNoMoreThanThereWas() {
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(wall.instant());
        wall.move(Duration.ofMillis(30));
        watch(Duration.ofSeconds(2));
        pass(Duration.ofHours(5));

        assertThat(Duration.between(clock.instant(), wall.instant()).abs()).isLessThan(Duration.ofMillis(30));
    }

    @Test
    void aJumpOfCenturiesBreaksNothing() {
        watch(Duration.ofSeconds(2));
        Instant before = clock.instant();
        wall.move(Duration.ofDays(365_000));
        watch(Duration.ofMinutes(1));

        assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofSeconds(61));
    }
}
