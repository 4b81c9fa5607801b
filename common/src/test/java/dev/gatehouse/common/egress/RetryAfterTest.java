package dev.gatehouse.common.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fault T2. */
class RetryAfterTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest(name = "Retry-After {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "7|PT7S",
                "' 90 '|PT90S",
                "0|PT1S",
                "-5|PT1S",
                "-99999999999999999999|PT1S",
                "901|PT15M",
                "999999999|PT15M",
                "99999999999999999999999|PT15M",
                "Mon, 23 Nov 2026 12:00:40 GMT|PT40S",
                "Mon, 23 Nov 2026 11:59:00 GMT|PT1S",
                "Sat, 23 Nov 2126 12:00:00 GMT|PT15M",
                "soon|PT30S",
                "1.5|PT30S",
                "''|PT30S",
                "Mon, 99 Nov 2026 12:00:30 GMT|PT30S"
            })
    void anyValueIsAWaitBetweenASecondAndFifteenMinutes(String header, Duration wait) {
        assertThat(RetryAfter.of(header, NOON)).isEqualTo(wait);
    }

    @Test
    void theLimitMayBeAnother() {
        assertThat(RetryAfter.of("1800", NOON, Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(30));
        assertThat(RetryAfter.of("999999", NOON, Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    }
}
