package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Token answers that claim success and can't be read. */
final class DoubtfulAnswerTest {
    private static final String TWICE =
            "{\"access_token\":\"one\",\"access_token\":\"two\",\"refresh_token\":\"the-next\",\"token_type\":\"Bearer\"}";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static String address(ConnectedPractice connected) {
        return "/api/v1/connections/" + connected.id() + "/doubtful-answer";
    }

    private static void answers(ConnectedPractice connected, String body) {
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.status(200)
                                .withBody("application/json", body)
                                .at(connected.practice().guid()));
    }

    @Test
    void theFirstOneIsKeptSealedForThreeDays() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.partner().api().get(address(connected)).need(404);
        answers(connected, TWICE);
        answers(connected, "<html>later</html>");
        gateway.clock().move(Duration.ofMinutes(5));
        Instant then = gateway.clock().instant();

        connected.read().need(200); // the EHR had not acted on them, and takes the same token again

        JsonObject answer =
                connected.partner().api().get(address(connected)).need(200).json();
        assertThat(answer.getString("body")).isEqualTo(TWICE);
        assertThat(answer.getInteger("status")).isEqualTo(200);
        assertThat(Instant.parse(answer.getString("expiresAt"))).isEqualTo(then.plus(Duration.ofDays(3)));
        assertThat(connected
                        .partner()
                        .api()
                        .get("/api/v1/audit-events?action=connection.doubtful-answer-read")
                        .need(200)
                        .items())
                .hasSize(1);
    }

    @Test
    void anErrorIsNoDoubtfulAnswer() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.status(502).at(connected.practice().guid()));
        gateway.clock().move(Duration.ofMinutes(5));

        connected.read().need(200);

        connected.partner().api().get(address(connected)).need(404);
    }
}
