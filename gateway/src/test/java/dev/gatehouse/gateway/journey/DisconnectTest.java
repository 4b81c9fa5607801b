package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an EHR hears when a connection ends. */
final class DisconnectTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static final int MOST_LOOKS = 100_000;

    private static List<RecordedRequest> revocations() {
        return gateway.ehr().control().requests(RequestKind.REVOKE);
    }

    private static void end(ConnectedPractice connected) {
        connected.partner().api().delete("/api/v1/connections/" + connected.id()).need(204);
        assertThat(connected.state()).isEqualTo("revoked");
        assertThat(connected.json().getValue("grant")).isNull();
    }

    /** Asks the gateway until something has happened in its background. */
    private static void until(ConnectedPractice connected, BooleanSupplier happened) {
        for (int i = 0; i < MOST_LOOKS && !happened.getAsBoolean(); i++) {
            assertThat(connected.state()).isEqualTo("revoked");
        }
        assertThat(happened.getAsBoolean()).isTrue();
    }

    @Smart({56, 101})
    @Test
    void theEhrTakesTheTokensBackTheRefreshTokenFirst() {
        gateway.ehr().control().behaviour().revocation(true);
        ConnectedPractice connected = gateway.aConnectedPractice();

        end(connected);

        assertThat(revocations())
                .extracting(request -> request.form("token_type_hint"))
                .containsExactly("refresh_token", "access_token");
        assertThat(revocations()).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.query()).isEmpty();
            assertThat(request.authorization()).isEqualTo("basic");
        });
        assertThat(connected.cause()).isEqualTo("disconnected");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Smart(101)
    @Test
    void whatTheEhrDoesNotTakeAtOnceIsOfferedAgainWhileTheConnectionIsOverAlready() {
        gateway.ehr().control().behaviour().revocation(true);
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REVOKE, Fault.status(503));

        end(connected);
        assertThat(revocations()).hasSize(1);
        assertThat(connected.read().status()).isEqualTo(409);
        gateway.clock().move(Duration.ofSeconds(31));

        until(connected, () -> revocations().size() == 3);
        assertThat(revocations().get(1).form("token_type_hint")).isEqualTo("refresh_token");
    }

    @Smart(101)
    @Test
    void afterADayItIsGivenUpAndSaid() {
        gateway.ehr().control().behaviour().revocation(true);
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REVOKE, Fault.status(503).always());

        end(connected);
        gateway.clock().move(Duration.ofHours(25));

        until(connected, () -> events(connected).contains("revocation-failed"));
        assertThat(connected.state()).isEqualTo("revoked");
    }

    private static String events(ConnectedPractice connected) {
        return connected
                .partner()
                .api()
                .get("/api/v1/connections/" + connected.id() + "/events")
                .need(200)
                .body();
    }

    @Smart(101)
    @Test
    void withoutARevocationEndpointTheCauseSaysWhatThePracticeDoes() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        end(connected);

        assertThat(revocations()).isEmpty();
        JsonObject cause = connected.json().getJsonObject("cause");
        assertThat(cause.getString("code")).isEqualTo("disconnected");
        assertThat(cause.getString("text")).contains("does not let us end the access there");
    }
}
