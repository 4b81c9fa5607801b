package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART-104 to 106: time, audit and states. */
final class MOperationTest {
    private static final Duration ENDED = Duration.ofMinutes(5);

    private static final Duration HEARD_TWICE = Duration.ofSeconds(30);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    /** Ten connections, thirty calls: at most one refresh each. */
    @ParameterizedTest
    @Smart(104)
    @ValueSource(ints = {1, -1})
    void aClockThatJumpsAnHourCausesNoStorm(int hours) {
        Partner partner = gateway.aPartner();
        List<ConnectedPractice> all = Stream.generate(() -> partner.connects(gateway.aPractice()))
                .limit(10)
                .toList();

        gateway.clock().move(Duration.ofHours(hours));

        for (int round = 0; round < 3; round++) {
            all.forEach(connected -> connected.read().need(200));
        }
        assertThat(wire.ehr().requests(RequestKind.REFRESH).size()).isLessThanOrEqualTo(10);
        assertThat(wire.ehr().requests(RequestKind.FHIR)).hasSize(30);
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(104)
    void aTokenThatEndedByTheClockIsNotSent() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.read().need(200);
        String before = wire.last(RequestKind.FHIR).credential();

        gateway.clock().move(Duration.ofHours(1));
        connected.read().need(200);

        assertThat(wire.last(RequestKind.FHIR).credential()).isNotEqualTo(before);
        assertThat(wire.at(connected.practice(), RequestKind.FHIR))
                .as("no 401 between")
                .hasSize(2);
    }

    @Test
    @Smart(106)
    void everyStateIsSeenWithItsCauseAndSinceWhen() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String guid = connected.practice().guid();
        seen(connected, "active");

        wire.ehr().inject(RequestKind.REFRESH, Fault.status(503).always().at(guid));
        gateway.clock().move(ENDED);
        assertThat(connected.read().status()).isGreaterThanOrEqualTo(500);
        seen(connected, "degraded");

        wire.ehr().heal();
        gateway.clock().move(Duration.ofMinutes(6));
        connected.read().need(200);
        seen(connected, "active");

        wire.ehr().tokens().revokeGrants(guid);
        gateway.clock().move(ENDED);
        // a refusal is believed when it is repeated
        for (int call = 0; call < 2; call++) {
            assertThat(connected.read().status()).isGreaterThanOrEqualTo(409);
            gateway.clock().move(HEARD_TWICE);
        }
        seen(connected, "needs_reconnect");

        connected
                .partner()
                .api()
                .delete("/api/v1/connections/" + connected.id())
                .need(204);
        seen(connected, "revoked");
    }

    private static void seen(ConnectedPractice connected, String state) {
        JsonObject json = connected.json();
        assertThat(json.getString("state")).isEqualTo(state);
        JsonObject cause = json.getJsonObject("cause");
        assertThat(cause.getString("code")).isNotBlank();
        assertThat(Instant.parse(cause.getString("since")))
                .isBeforeOrEqualTo(gateway.clock().instant());
    }
}
