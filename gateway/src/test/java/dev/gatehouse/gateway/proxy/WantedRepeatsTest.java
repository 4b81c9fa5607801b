package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WantedRepeatsTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private final Repeats three = new WantedRepeats(3, Set.of(404), NOON);

    @Test
    void theWaitDoublesUntilTheAttemptsAreUsedUp() {
        assertThat(three.after(1, 503, null)).isEqualTo(Duration.ofSeconds(3));
        assertThat(three.after(2, Repeats.NO_ANSWER, null)).isEqualTo(Duration.ofSeconds(6));
        assertThat(three.after(3, 429, null)).isEqualTo(Duration.ofSeconds(12));
        assertThat(three.after(4, 503, null)).isNull();
        assertThat(new WantedRepeats(1_000, Set.of(), NOON).after(10, 500, null))
                .isEqualTo(Duration.ofSeconds(100));
        assertThat(new WantedRepeats(1_000, Set.of(), NOON).after(11, 500, null))
                .isNull();
    }

    @Test
    void onlyWhatMayPassOrIsNamedIsRepeated() {
        assertThat(three.after(1, 401, null)).isNotNull();
        assertThat(three.after(1, 404, null)).isNotNull();
        assertThat(three.after(1, 400, null)).isNull();
        assertThat(three.after(1, 200, null)).isNull();
        assertThat(three.after(1, 422, "1")).isNull();
    }

    @Test
    void theEhrSaysHowLongToWaitButNotForEver() {
        assertThat(three.after(1, 429, "7")).isEqualTo(Duration.ofSeconds(7));
        assertThat(three.after(2, 503, "Mon, 23 Nov 2026 12:00:20 GMT")).isEqualTo(Duration.ofSeconds(20));
        assertThat(three.after(1, 429, "100")).isEqualTo(Duration.ofSeconds(100));
        assertThat(three.after(1, 429, "101")).isNull();
        assertThat(three.after(1, 429, "0")).isEqualTo(Duration.ofSeconds(1));
    }
}
