package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invitations: unknown, over, used, for a practice that is connected already, and with an EHR that is out of order. */
final class ConnectSessionTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    @Test
    void anUnknownLinkIsAPage() {
        Browser.Page page = new Browser().open(gateway.url() + "/connect/nothing-of-ours");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).contains("connect-session-unknown");
    }

    @Test
    void aLinkEndsAfterHalfAnHour() {
        Partner partner = gateway.aPartner();
        JsonObject session = partner.invite(gateway.aPractice());
        gateway.clock().move(Duration.ofMinutes(30));

        Browser.Page page = new Browser().open(session.getString("url"));

        assertThat(page.status()).isEqualTo(410);
        assertThat(page.body()).contains("connect-session-expired");
    }

    @Test
    void aUsedLinkShowsThatItWorkedAndLeadsNowhere() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject session = partner.invite(practice);
        Browser browser = new Browser();
        assertThat(browser.open(partner.wayBack(browser, session)).redirects()).isTrue();

        Browser.Page page = new Browser().open(session.getString("url"));
        Browser.Page again = authorize(session, partner.endpoint(practice), false);

        assertThat(page.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(409);
        assertThat(new JsonObject(again.body()).getString("code")).isEqualTo("connect-session-used");
    }

    private static Browser.Page authorize(JsonObject session, String endpoint, boolean renew) {
        return new Browser()
                .post(
                        session.getString("url") + "/authorize",
                        new JsonObject()
                                .put("endpointId", endpoint)
                                .put("renew", renew)
                                .encode());
    }

    @Test
    void aConnectedPracticeIsRenewedOnlyOnPurpose() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        JsonObject session =
                partner.invite(partner.invitation(connected.practice()).put("confirm", true));
        String endpoint = partner.endpoint(connected.practice());

        Browser.Page refused = authorize(session, endpoint, false);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("already-connected");
        assertThat(authorize(session, endpoint, true).status()).isEqualTo(200);
        assertThat(partner.connects(connected.practice()).id()).isEqualTo(connected.id());
    }

    @Guards("FLOW-7")
    @Test
    void anotherPatientIsNotPutIntoThisPatientsConnection() {
        Partner partner = gateway.aPatientPartner();
        ConnectedPractice connected = partner.connects(gateway.aPractice());
        String before = connected.json().getJsonObject("launchContext").getString("patient");
        gateway.ehr()
                .control()
                .behaviour()
                .patchToken(connected.practice().guid(), new JsonObject().put("patient", "somebody-else"));
        JsonObject session = partner.invite(connected.practice());
        Browser browser = new Browser();

        assertThat(browser.open(partner.wayBack(browser, session)).next().toString())
                .isEqualTo(session.getString("url"));

        assertThat(partner.view(session).getJsonObject("result").getString("code"))
                .isEqualTo("wrong-patient");
        assertThat(connected.json().getJsonObject("launchContext").getString("patient"))
                .isEqualTo(before);
        connected.read().need(200);
    }

    @Guards("TEN-1")
    @Test
    void aConnectionOfAnotherTenantCanNotBeRenewed() {
        ConnectedPractice theirs = gateway.aConnectedPractice();
        Partner partner = gateway.aPartner();

        assertThat(partner.api()
                        .post(
                                "/api/v1/connect-sessions",
                                new JsonObject()
                                        .put("applicationId", partner.applicationId())
                                        .put("connectionId", theirs.id()))
                        .need(404)
                        .code())
                .isEqualTo("connection-unknown");
        assertThat(partner.api()
                        .post("/api/v1/connect-sessions", theirs.partner().invitation(theirs.practice()))
                        .need(404)
                        .code())
                .isEqualTo("application-unknown");
    }

    static List<Fault> brokenAnswers() {
        return List.of(
                Fault.status(500),
                Fault.status(200).withBody("text/html", "<html><body>Please sign in</body></html>"),
                Fault.status(200).withBody("application/json", "[]"),
                Fault.status(200).withBody("application/json", "{\"access_token\":7,\"authorization_endpoint\":7}"),
                Fault.endless(),
                Fault.cutAfter(20),
                Fault.dropBefore());
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void brokenMetadataLeavesAClearAnswerAndNothingElse(Fault fault) {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr().control().inject(RequestKind.DISCOVERY, fault.always().at(practice.guid()));
        gateway.ehr().control().inject(RequestKind.METADATA, fault.always().at(practice.guid()));
        JsonObject session = partner.invite(practice);

        Browser.Page page = new Browser().open(session.getString("url"));

        assertThat(page.status()).isGreaterThanOrEqualTo(500);
        assertThat(page.body()).containsPattern("gatehouse-failure\" content=\"(ehr|smart|discovery)-[a-z-]+\"");
        assertThat(partner.connections()).isZero();
        assertThat(gateway.ehr().control().requests(RequestKind.AUTHORIZE)).isEmpty();
        assertThat(partner.view(session).getJsonObject("result").getString("status"))
                .isEqualTo("failed");
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void aBrokenTokenAnswerLeavesAClearAnswerAndNothingElse(Fault fault) {
        Partner partner = gateway.aPartner();
        JsonObject session = partner.invite(gateway.aPractice());
        Browser browser = new Browser();
        String back = partner.wayBack(browser, session);
        gateway.ehr().control().inject(RequestKind.TOKEN, fault);

        assertThat(browser.open(back).next().toString()).isEqualTo(session.getString("url"));

        JsonObject result = partner.view(session).getJsonObject("result");
        assertThat(result.getString("status")).isEqualTo("failed");
        assertThat(result.getString("code")).startsWith("ehr-");
        assertThat(partner.connections()).isZero();
        assertThat(gateway.ehr().control().requests(RequestKind.TOKEN)).hasSize(1);
    }

    @Test
    void theTenantsPageHearsThatTheEhrIsOutOfOrder() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .inject(RequestKind.DISCOVERY, Fault.status(503).always().at(practice.guid()));
        gateway.ehr()
                .control()
                .inject(RequestKind.METADATA, Fault.status(503).always().at(practice.guid()));
        JsonObject session = partner.invite(partner.invitation(practice).put("returnUrl", "https://care.example/done"));

        String end = new Browser().open(session.getString("url")).next().toString();

        assertThat(end).contains("status=failed").contains("&error=").contains("&reference=req_");
    }

    @Test
    void aConnectionThatWasEndedMeanwhileIsNotBroughtBack() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(new JsonObject()
                .put("applicationId", partner.applicationId())
                .put("connectionId", connected.id())
                .put("confirm", false));
        String back = partner.wayBack(browser, session);
        partner.api().delete("/api/v1/connections/" + connected.id()).need(204);

        browser.open(back);

        assertThat(connected.state()).isEqualTo("revoked");
        assertThat(connected.read().need(409).code()).isEqualTo("connection-revoked");
    }
}
