package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens over time, by a clock that is moved. Access tokens here live five minutes and are due a minute before. */
final class TokenLifeTest {
    private static final Duration DUE = Duration.ofMinutes(4);
    private static final Duration ENDED = Duration.ofMinutes(5);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static Fault only(ConnectedPractice connected, Fault fault) {
        return fault.always().at(connected.practice().guid());
    }

    private static long refreshes(ConnectedPractice connected) {
        return gateway.ehr().control().requests(RequestKind.REFRESH).stream()
                .filter(request -> connected.practice().guid().equals(request.practice()))
                .count();
    }

    @Test
    void aGoodTokenServesWhileTheTokenEndpointIsDown() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REFRESH, only(connected, Fault.status(503)));
        gateway.clock().move(DUE);

        for (int call = 0; call < 5; call++) {
            connected.read().need(200);
        }
    }

    @Test
    @Smart(83)
    void aCallAfterTheEndRefreshesFirst() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.clock().move(ENDED);

        connected.read().need(200);

        assertThat(refreshes(connected)).isEqualTo(1);
        List<RecordedRequest> reads = gateway.ehr().control().requests(RequestKind.FHIR);
        assertThat(reads).hasSize(1);
        assertThat(connected.json().getJsonObject("grant").getString("refreshedAt"))
                .isNotNull();
    }

    @Test
    @Smart({84, 106})
    void anUnreachableEhrMakesAConnectionDegradedAndItRecovers() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REFRESH, only(connected, Fault.status(503)));
        gateway.clock().move(ENDED);

        assertThat(connected.read().status()).isBetween(502, 504);
        assertThat(connected.state()).isEqualTo("degraded");
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofMinutes(6));

        connected.read().need(200);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    @Smart(84)
    void aWithdrawnGrantServesItsLastTokenToTheEnd() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .tokens()
                .revokeRefreshTokens(connected.practice().guid());

        assertThat(connected
                        .partner()
                        .api()
                        .post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject())
                        .need(409)
                        .code())
                .isEqualTo("needs-reconnect");

        assertThat(connected.state()).isEqualTo("needs_reconnect");
        assertThat(connected.cause()).isEqualTo("invalid-grant");
        connected.read().need(200);
        gateway.clock().move(ENDED);
        assertThat(connected.read().need(409).code()).isEqualTo("needs-reconnect");
    }

    @Test
    @Smart({62, 106})
    void aRefusedCredentialIsTheApplicationsFaultAndANewOneCuresIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        partner.keepCredential(partner.client().id(), "not-the-secret");
        // else it would be tried when the EHR refuses the new one
        partner.api()
                .post("/api/v1/applications/" + partner.applicationId() + "/credentials/1/revoke", new JsonObject())
                .need(200);
        gateway.clock().move(ENDED);

        assertThat(connected.read().need(409).code()).isEqualTo("application-misconfigured");
        assertThat(connected.state()).isEqualTo("misconfigured");
        partner.keepCredential(partner.client().id(), partner.client().secret());

        connected.read().need(200);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    void aConnectionWithoutRefreshTokenEndsWithItsToken() {
        Partner modest = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        ConnectedPractice brief = modest.connects(
                practice, modest.invitation(practice).put("scopes", new JsonArray(List.of("user/Patient.read"))));

        assertThat(brief.json().getJsonObject("grant").getBoolean("hasRefreshToken"))
                .isFalse();
        gateway.clock().move(ENDED.minusSeconds(3));
        brief.read().need(200);
        assertThat(brief.state()).isEqualTo("active");
        gateway.clock().move(Duration.ofSeconds(3));

        assertThat(brief.read().need(409).code()).isEqualTo("needs-reconnect");
        assertThat(brief.state()).isEqualTo("needs_reconnect");
        assertThat(brief.cause()).isEqualTo("no-refresh-token");
        assertThat(refreshes(brief)).isZero();
    }

    @Test
    void aPartnerMayRefreshByHand() {
        ConnectedPractice connected = gateway.aConnectedPractice();

        JsonObject answer = connected
                .partner()
                .api()
                .post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject())
                .need(200)
                .json();

        assertThat(answer.getJsonObject("grant").getString("refreshedAt")).isNotNull();
        assertThat(refreshes(connected)).isEqualTo(1);
        connected.read().need(200);
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Test
    void anAnswerThatWasLostDoesNotEndTheConnectionByItself() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().behaviour().rotation(Behaviour.Rotation.KEEP);
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.dropAfter().at(connected.practice().guid()));
        gateway.clock().move(ENDED);

        assertThat(connected.read().status()).isBetween(502, 504);
        assertThat(connected.state()).isEqualTo("degraded");
        gateway.clock().move(Duration.ofMinutes(6));

        connected.read().need(200);
    }
}
