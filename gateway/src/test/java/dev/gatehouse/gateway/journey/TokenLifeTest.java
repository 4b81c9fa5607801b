package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.Elsewhere;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tokens over time, by a clock that is moved. Access tokens here live five minutes and are due a minute before. */
final class TokenLifeTest {
    private static final Duration DUE = Duration.ofMinutes(4);
    private static final Duration ENDED = Duration.ofMinutes(5);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static final Duration CONFIRMED = Duration.ofSeconds(30);

    private static Api.Answer refreshByHand(ConnectedPractice connected) {
        return connected.partner().api().post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject());
    }

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

        assertThat(refreshByHand(connected).need(409).code()).isEqualTo("grant-refused-once");
        assertThat(connected.state()).isEqualTo("degraded");
        gateway.clock().move(CONFIRMED.minusSeconds(1));
        assertThat(refreshByHand(connected).need(409).code()).isEqualTo("grant-refused-once");
        assertThat(refreshes(connected)).isEqualTo(1);
        gateway.clock().move(Duration.ofSeconds(1));
        assertThat(refreshByHand(connected).need(409).code()).isEqualTo("needs-reconnect");

        assertThat(refreshes(connected)).isEqualTo(2);
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
    @Smart(84)
    void aRefusalThatIsNotRepeatedIsForgotten() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.status(400)
                                .withBody("application/json", "{\"error\":\"invalid_grant\"}")
                                .at(connected.practice().guid()));
        gateway.clock().move(ENDED);

        assertThat(connected.read().need(503).code()).isEqualTo("grant-refused-once");
        gateway.clock().move(CONFIRMED);

        connected.read().need(200);
        assertThat(connected.state()).isEqualTo("active");
        assertThat(refreshes(connected)).isEqualTo(2);
    }

    @Test
    @Smart(85)
    void anAnswerThatWasLostIsAskedForAgainAtOnce() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().behaviour().rotationGrace(Duration.ofSeconds(30));
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.dropAfter().at(connected.practice().guid()));
        gateway.clock().move(ENDED);

        connected.read().need(200);

        assertThat(refreshes(connected)).isEqualTo(2);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    @Smart(85)
    void anAnswerThatWasLostForGoodIsSaidToBeTheCause() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.dropAfter().at(connected.practice().guid()));
        gateway.clock().move(ENDED);

        assertThat(connected.read().need(409).code()).isEqualTo("needs-reconnect");

        assertThat(connected.state()).isEqualTo("needs_reconnect");
        assertThat(connected.cause()).isEqualTo("rotation-lost");
        // once, and once more for the answer that did not come
        assertThat(refreshes(connected)).isEqualTo(2);
    }

    @Test
    @Smart({84, 85})
    void anEhrThatNeverAnswersIsTriedAFewTimesAndTheGrantStays() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.REFRESH, only(connected, Fault.dropBefore()));
        gateway.clock().move(ENDED);

        assertThat(connected.read().status()).isBetween(502, 504);
        assertThat(refreshes(connected)).isEqualTo(4);
        assertThat(connected.state()).isEqualTo("degraded");
        gateway.ehr().control().heal();
        gateway.clock().move(Duration.ofMinutes(6));

        connected.read().need(200);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    void aLifetimeOfZeroIsDoubtedFromTheThirdOn() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchRefresh(connected.practice().guid(), new JsonObject().put("expires_in", 0));

        for (int time = 1; time <= 2; time++) {
            refreshByHand(connected).need(200);
            assertThat(life(connected)).isEqualTo(Duration.ofSeconds(40));
        }
        refreshByHand(connected).need(200);
        assertThat(life(connected)).isEqualTo(Duration.ofMinutes(5));
    }

    /** Of the EHR's data endpoint; the token endpoint goes on giving tokens. */
    @Test
    void anEhrThatRefusesEveryTokenIsNotAskedForAnotherEachTime() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr().control().inject(RequestKind.FHIR, only(connected, Fault.status(401)));

        for (int call = 0; call < 10; call++) {
            connected.read().need(502);
        }
        assertThat(refreshes(connected)).isEqualTo(4);
        gateway.clock().move(Duration.ofSeconds(30));
        for (int call = 0; call < 10; call++) {
            connected.read().need(502);
        }

        assertThat(refreshes(connected)).isEqualTo(5);
    }

    @Test
    void aClockThatWasAnHourAheadKeepsNoConnectionWaitingForAnHour() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.status(400)
                                .withBody("application/json", "{\"error\":\"invalid_grant\"}")
                                .at(connected.practice().guid()));
        gateway.clock().move(Duration.ofHours(1));
        assertThat(connected.read().need(503).code()).isEqualTo("grant-refused-once");

        gateway.clock().move(Duration.ofHours(-1).plus(ENDED));
        assertThat(connected.read().need(503).code()).isEqualTo("grant-refused-once");
        gateway.clock().move(CONFIRMED);

        connected.read().need(200);
    }

    @Test
    void whatNeverWorkedTellsOfEachTroubleOnce() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject grant = new JsonObject()
                .put(
                        "refreshToken",
                        Elsewhere.grant(partner, practice, Partner.SCOPES).getString("refresh_token"));
        gateway.ehr()
                .control()
                .inject(RequestKind.REFRESH, Fault.status(503).always().at(practice.guid()));
        ConnectedPractice brought = new ConnectedPractice(
                partner,
                practice,
                partner.api()
                        .post(
                                "/api/v1/connections",
                                new JsonObject()
                                        .put("applicationId", partner.applicationId())
                                        .put("endpointId", partner.endpoint(practice))
                                        .put("endUser", new JsonObject().put("id", "clinic-17"))
                                        .put("grant", grant))
                        .need(201)
                        .json()
                        .getString("id"));
        for (int time = 0; time < 3; time++) {
            gateway.clock().move(Duration.ofMinutes(20));
            refreshByHand(brought).need(409);
        }

        assertThat(brought.state()).isEqualTo("pending");
        assertThat(partner.api().get("/api/v1/connections/" + brought.id() + "/events").items().stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("kind").equals("state-changed")))
                .hasSize(1);
    }

    /** Four practices of one application, one of them with a credential of its own, which is the only good one. */
    @Test
    void aPracticeWithACredentialOfItsOwnNeitherWaitsForTheSharedOneNorVouchesForIt() {
        Partner partner = gateway.aPartner();
        List<ConnectedPractice> shared = Stream.generate(() -> partner.connects(gateway.aPractice()))
                .limit(4)
                .toList();
        ConnectedPractice own = partner.connects(gateway.aPractice());
        partner.api()
                .post(
                        "/api/v1/applications/" + partner.applicationId() + "/credentials",
                        new JsonObject()
                                .put("clientId", partner.client().id())
                                .put("clientSecret", partner.client().secret())
                                .put(
                                        "practiceId",
                                        own.json().getJsonObject("practice").getString("id"))
                                .put("activate", true))
                .need(201);
        Fault refused = Fault.status(401).withBody("application/json", "{\"error\":\"invalid_client\"}");
        shared.forEach(each -> gateway.ehr().control().inject(RequestKind.REFRESH, only(each, refused)));
        gateway.clock().move(ENDED);
        shared.subList(0, 3)
                .forEach(each -> assertThat(each.read().need(409).code()).isEqualTo("application-misconfigured"));

        own.read().need(200);

        assertThat(shared.get(3).read().need(409).code()).isEqualTo("application-misconfigured");
        assertThat(refreshes(shared.get(3))).isZero();
    }

    private static Duration life(ConnectedPractice connected) {
        return Duration.between(
                gateway.clock().instant(),
                Instant.parse(connected.json().getJsonObject("grant").getString("expiresAt")));
    }
}
