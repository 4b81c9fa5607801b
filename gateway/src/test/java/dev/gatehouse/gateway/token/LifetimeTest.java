package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.smart.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SMART-64 and faults T7 to T9. */
class LifetimeTest {
    private static final Duration UNSAID = Duration.ofMinutes(7);

    @ParameterizedTest(name = "expires_in {0}")
    @Smart(64)
    @CsvSource(
            delimiter = '|',
            value = {
                "3600|PT1H|STATED",
                "\"3600\"|PT1H|STATED",
                "\" 1799 \"|PT29M59S|STATED",
                "3600.9|PT1H|STATED",
                "\"3600.9\"|PT1H|STATED",
                "2|PT2S|STATED",
                "0.5|PT1S|STATED",
                "86400|PT24H|STATED",
                "null|PT7M|UNSAID",
                "0|PT40S|NOT_POSITIVE",
                "-1|PT40S|NOT_POSITIVE",
                "\"-3600\"|PT40S|NOT_POSITIVE",
                "-1e400|PT40S|NOT_POSITIVE",
                "1000000000000|PT24H|CUT",
                "9223372036854775808|PT24H|CUT",
                "1e400|PT24H|CUT",
                "1e999999999|PT24H|CUT",
                "\"1e400\"|PT24H|CUT",
                "\"abc\"|PT7M|UNREADABLE",
                "\"\"|PT7M|UNREADABLE",
                "\"99999999999999999999999999999999999999999999\"|PT7M|UNREADABLE",
                "[]|PT7M|UNREADABLE",
                "{}|PT7M|UNREADABLE",
                "true|PT7M|UNREADABLE"
            })
    void anyExpiresInBecomesAUsableLifetime(String json, Duration duration, Lifetime.Basis basis) {
        Object value = StrictJson.object(Buffer.buffer("{\"expires_in\":" + json + "}"))
                .orElseThrow()
                .getValue("expires_in");

        assertThat(Lifetime.of(value, UNSAID)).isEqualTo(new Lifetime(duration, basis));
    }

    @Test
    @Smart(64)
    void aMissingOneIsTheProfilesDefault() {
        assertThat(Lifetime.of(null, UNSAID)).isEqualTo(new Lifetime(UNSAID, Lifetime.Basis.UNSAID));
    }
}
