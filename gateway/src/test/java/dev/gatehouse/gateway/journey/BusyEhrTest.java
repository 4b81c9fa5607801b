package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An EHR that says that it is too much. */
final class BusyEhrTest {
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static void busy(ConnectedPractice connected, int status, @Nullable String retryAfter) {
        Fault fault = Fault.status(status).at(connected.practice().guid());
        gateway.ehr()
                .control()
                .inject(RequestKind.FHIR, retryAfter == null ? fault : fault.withHeader("retry-after", retryAfter));
    }

    private static long reads(ConnectedPractice connected) {
        return gateway.ehr().control().requests(RequestKind.FHIR).stream()
                .filter(each -> connected.practice().guid().equals(each.practice()))
                .count();
    }

    private static void moveTo(Duration later) {
        gateway.clock().move(later);
    }

    private static @Nullable String header(String form, int seconds) {
        return switch (form) {
            case "none" -> null;
            case "date" ->
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        gateway.clock().instant().plusSeconds(seconds).atOffset(ZoneOffset.UTC));
            default -> Integer.toString(seconds);
        };
    }

    @ParameterizedTest
    @Smart(95)
    @CsvSource({"429, seconds, 30", "503, seconds, 30", "429, date, 30", "503, date, 30", "429, none, 1"})
    void callsInTheTimeItAskedForAreAnsweredHereAndOneCallThenOpensTheWay(int status, String form, int seconds) {
        ConnectedPractice connected = gateway.aConnectedPractice();
        ConnectedPractice other = connected.partner().connects(gateway.aPractice());
        busy(connected, status, header(form, seconds));

        connected.read().need(status);
        moveTo(Duration.ofSeconds(seconds).minus(A_MOMENT));
        for (int i = 0; i < 5; i++) {
            assertThat(connected.read().need(status).code()).isEqualTo("ehr-asked-to-wait");
        }
        assertThat(reads(connected)).isEqualTo(1);
        other.read().need(200);

        moveTo(A_MOMENT);
        connected.read().need(200);
        connected.read().need(200);
        assertThat(reads(connected)).isEqualTo(3);
    }

    @Test
    @Smart(95)
    void anEhrThatIsStillBusyIsAskedOnceForEachWait() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        for (int i = 0; i < 4; i++) {
            busy(connected, 429, null);
        }

        for (int wait : new int[] {1, 2, 4, 8}) {
            for (int call = 0; call < 3; call++) {
                connected.read().need(429);
            }
            moveTo(Duration.ofSeconds(wait));
        }
        assertThat(reads(connected)).isEqualTo(4);
        connected.read().need(200);
    }
}
