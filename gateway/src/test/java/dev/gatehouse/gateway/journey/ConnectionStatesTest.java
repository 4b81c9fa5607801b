package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything an operator can see a connection be, with the last error and its time. */
final class ConnectionStatesTest {
    private static final Duration ENDED = Duration.ofMinutes(5);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static Fault only(ConnectedPractice connected, Fault fault) {
        return fault.always().at(connected.practice().guid());
    }

    private static String now() {
        return gateway.clock().instant().toString();
    }

    @Test
    @Smart(106)
    void neverAuthorizedIsAnInvitationWithoutAConnection() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject session = partner.invite(practice);

        assertThat(partner.connections()).isZero();
        assertThat(partner.view(session).getString("state")).isEqualTo("open");
    }

    @Test
    @Smart(106)
    void authorizedIsActiveWithoutAnError() {
        JsonObject connection = gateway.aConnectedPractice().json();

        assertThat(connection.getString("state")).isEqualTo("active");
        assertThat(connection.getJsonObject("lastError")).isNull();
        assertThat(connection.getJsonObject("grant").getBoolean("refreshing")).isFalse();
    }

    @Test
    @Smart(106)
    void refreshingIsSeenWhileTheEhrIsAsked() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REFRESH, only(connected, Fault.late(Duration.ofSeconds(1))));
        gateway.clock().move(ENDED);
        CompletableFuture<Api.Answer> call = connected.partner().api().later("GET", connected.fhir(), null);

        boolean seen = false;
        while (!call.isDone()) {
            seen |= connected.json().getJsonObject("grant").getBoolean("refreshing");
        }

        call.join().need(200);
        assertThat(seen).isTrue();
        assertThat(connected.json().getJsonObject("grant").getBoolean("refreshing"))
                .isFalse();
    }

    @Test
    @Smart(106)
    void degradedTellsWhatFailedAndWhenAlsoAfterItIsWellAgain() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REFRESH, only(connected, Fault.status(503)));
        gateway.clock().move(ENDED);
        String failedAt = now();
        assertThat(connected.read().status()).isBetween(502, 504);

        assertThat(connected.state()).isEqualTo("degraded");
        assertThat(connected.json().getJsonObject("cause").getString("since")).isEqualTo(failedAt);
        JsonObject error = connected.json().getJsonObject("lastError");
        assertThat(error.getString("code")).isEqualTo(connected.cause());
        assertThat(error.getString("at")).isEqualTo(failedAt);

        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofMinutes(6));
        connected.read().need(200);

        assertThat(connected.state()).isEqualTo("active");
        assertThat(connected.json().getJsonObject("lastError")).isEqualTo(error);
    }

    @Test
    @Smart(106)
    void needsReconnectAfterTheEhrHasRefusedTwice() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .tokens()
                .revokeRefreshTokens(connected.practice().guid());
        gateway.clock().move(ENDED);
        for (int i = 0; i < 5 && !connected.state().equals("needs_reconnect"); i++) {
            assertThat(connected.read().status()).isGreaterThanOrEqualTo(400);
            gateway.clock().move(Duration.ofMinutes(2));
        }

        assertThat(connected.state()).isEqualTo("needs_reconnect");
        assertThat(connected.json().getJsonObject("lastError").getString("code"))
                .isEqualTo("invalid-grant");
    }

    @Test
    @Smart(106)
    void misconfiguredNamesTheCredential() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        partner.keepCredential(partner.client().id(), "not-the-secret");
        partner.api()
                .post("/api/v1/applications/" + partner.applicationId() + "/credentials/1/revoke", new JsonObject())
                .need(200);
        gateway.clock().move(ENDED);
        String failedAt = now();
        connected.read().need(409);

        assertThat(connected.state()).isEqualTo("misconfigured");
        assertThat(connected.json().getJsonObject("lastError").getString("code"))
                .isEqualTo("invalid-client");
        assertThat(connected.json().getJsonObject("lastError").getString("at")).isEqualTo(failedAt);
    }

    @Test
    @Smart(106)
    void revokedSaysThatItWasEndedHere() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        connected
                .partner()
                .api()
                .delete("/api/v1/connections/" + connected.id())
                .need(204);

        assertThat(connected.state()).isEqualTo("revoked");
        assertThat(connected.cause()).isEqualTo("disconnected");
        assertThat(connected.json().getJsonObject("lastError")).isNull();
    }
}
