package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Behaviour;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways back from the EHR that must not lead to a connection, and some that still must. */
final class CallbackTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    /** One end user on the way back, at the address the EHR sent the browser to. */
    private record Return(Partner partner, JsonObject session, Browser browser, String address) {
        Browser.Page open() {
            return browser.open(address);
        }

        String parameter(String name) {
            for (String pair : address.substring(address.indexOf('?') + 1).split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return pair;
                }
            }
            throw new AssertionError("no " + name + " in the address");
        }

        JsonObject view() {
            return partner.view(session);
        }
    }

    private static Return aReturn() {
        Partner partner = gateway.aPartner();
        JsonObject session = partner.invite(partner.invitation(gateway.aPractice()));
        Browser browser = new Browser();
        return new Return(partner, session, browser, partner.wayBack(browser, session));
    }

    private static void refused(Browser.Page page, int status, String code) {
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.body()).contains("name=\"gatehouse-failure\" content=\"" + code + "\"");
    }

    private static void nothingWasMade(Return back) {
        assertThat(gateway.ehr().control().tokenRequests("authorization_code")).isZero();
        assertThat(back.partner().connections()).isZero();
        assertThat(back.view().getString("state")).isNotEqualTo("connected");
    }

    @Guards("FLOW-1")
    @Test
    @Smart({24, 39})
    void aStateNobodySentIsRefused() {
        gateway.ehr().control().behaviour().wrongState(true);
        Return back = aReturn();

        refused(back.open(), 400, "state-mismatch");

        nothingWasMade(back);
    }

    @Test
    @Smart(39)
    void aMissingStateIsRefused() {
        Return back = aReturn();

        refused(back.browser().open(back.address().replace(back.parameter("state"), "")), 400, "state-mismatch");

        nothingWasMade(back);
    }

    @Test
    void aParameterThatStandsTwiceIsRefusedAndTheFlowGoesOn() {
        Return back = aReturn();

        refused(back.browser().open(back.address() + "&" + back.parameter("state")), 400, "state-mismatch");
        refused(back.browser().open(back.address() + "&code=other"), 400, "state-mismatch");
        refused(back.browser().open(back.address() + "&error=access_denied"), 400, "state-mismatch");
        nothingWasMade(back);

        assertThat(back.open().redirects()).isTrue();
        assertThat(back.view().getString("state")).isEqualTo("connected");
    }

    @Guards("FLOW-1")
    @Test
    @Smart(24)
    void anotherBrowserIsRefusedAndSpoilsTheStateForAll() {
        Return back = aReturn();

        refused(new Browser().open(back.address()), 400, "state-mismatch");
        refused(back.open(), 409, "callback-reused");

        nothingWasMade(back);
    }

    @Guards("FLOW-1")
    @Test
    @Smart(24)
    void anAlteredCookieIsRefused() {
        Return back = aReturn();
        back.browser().cookies().replaceAll((name, value) -> "x" + value.substring(1));

        refused(back.open(), 400, "state-mismatch");

        nothingWasMade(back);
    }

    @Guards("FLOW-1")
    @Test
    @Smart(24)
    void aReturnAfterTenMinutesIsTooLate() {
        Return back = aReturn();
        gateway.clock().move(Duration.ofMinutes(10));

        assertThat(back.open().next().toString()).isEqualTo(back.session().getString("url"));

        nothingWasMade(back);
        assertThat(back.view().getJsonObject("result").getString("code")).isEqualTo("flow-expired");
    }

    @Guards("FLOW-1")
    @Test
    @Smart({24, 42})
    void theSecondTimeIsRefused() {
        Return back = aReturn();
        assertThat(back.open().redirects()).isTrue();

        assertThat(new Browser().open(back.address()).status()).isEqualTo(400);
        assertThat(back.open().status()).isBetween(400, 409);

        assertThat(gateway.ehr().control().tokenRequests("authorization_code")).isEqualTo(1);
        assertThat(back.view().getString("state")).isEqualTo("connected");
        assertThat(back.partner().connections()).isEqualTo(1);
    }

    @Test
    void theCallbackWithoutTheNameOfTheEhrWorksToo() {
        Return back = aReturn();

        assertThat(back.browser()
                        .open(back.address().replace("/oauth/callback/sandbox", "/oauth/callback"))
                        .redirects())
                .isTrue();

        assertThat(back.view().getString("state")).isEqualTo("connected");
    }

    @Test
    void whatElseTheEhrAddsIsIgnored() {
        Return back = aReturn();

        assertThat(back.browser()
                        .open(back.address() + "&session_state=1&foo=bar&foo=baz")
                        .redirects())
                .isTrue();

        assertThat(back.view().getString("state")).isEqualTo("connected");
    }

    @Guards("FLOW-2")
    @Test
    @Smart(43)
    void anotherIssuerIsRefused() {
        gateway.ehr().control().behaviour().issuerParameter(Behaviour.IssuerParameter.WRONG);
        Return back = aReturn();

        assertThat(back.open().next().toString()).isEqualTo(back.session().getString("url"));

        nothingWasMade(back);
        assertThat(back.view().getJsonObject("result").getString("code")).isEqualTo("state-mismatch");
    }

    @Test
    @Smart(43)
    void theRightIssuerIsFine() {
        gateway.ehr().control().behaviour().issuerParameter(Behaviour.IssuerParameter.GOOD);
        Return back = aReturn();

        assertThat(back.open().redirects()).isTrue();

        assertThat(back.view().getString("state")).isEqualTo("connected");
    }

    @Test
    @Smart(71)
    void aUserTheEhrCannotVouchForIsRefused() {
        gateway.ehr()
                .control()
                .behaviour()
                .patchToken(null, new JsonObject().put("id_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."));
        Return back = aReturn();

        assertThat(back.open().redirects()).isTrue();

        assertThat(back.view().getJsonObject("result").getString("code")).isEqualTo("id-token-invalid");
        assertThat(back.partner().connections()).isZero();
    }

    @Test
    @Smart(40)
    void aNoIsToldToTheTenantsPage() {
        gateway.ehr().control().behaviour().denyAll(true);
        Partner partner = gateway.aPartner();
        JsonObject session =
                partner.invite(partner.invitation(gateway.aPractice()).put("returnUrl", "https://care.example/done"));
        Browser browser = new Browser();

        String end = browser.open(partner.wayBack(browser, session)).next().toString();

        assertThat(end)
                .startsWith("https://care.example/done?status=failed&session=" + session.getString("id")
                        + "&error=access-denied&reference=req_");
        assertThat(partner.connections()).isZero();
    }

    @ParameterizedTest
    @Smart(40)
    @CsvSource({
        "access_denied, access-denied",
        "invalid_scope, invalid-scope",
        "unauthorized_client, application-misconfigured",
        "unsupported_response_type, application-misconfigured",
        "server_error, ehr-unreachable",
        "temporarily_unavailable, ehr-unreachable",
        "invalid_request, application-misconfigured",
        "invalid_target, application-misconfigured",
        "request_not_supported, application-misconfigured",
        "login_required, sign-in-needed",
        "interaction_required, sign-in-needed",
        "consent_required, sign-in-needed",
        "account_selection_required, sign-in-needed",
        "something_new, ehr-refused",
        "<script>, ehr-refused"
    })
    @Guards("FLOW-3")
    void anErrorIsToldInOurWords(String theirs, String ours) {
        Return back = aReturn();
        String address = back.address().replace(back.parameter("code"), "error=" + encoded(theirs))
                + "&error_description=" + encoded("Ask <b>Jane Roe</b>");

        assertThat(back.browser().open(address).next().toString())
                .isEqualTo(back.session().getString("url"));

        nothingWasMade(back);
        JsonObject result = back.view().getJsonObject("result");
        assertThat(result.getString("code")).isEqualTo(ours);
        assertThat(back.view().encode()).doesNotContain("Jane Roe");
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Guards("FLOW-2")
    @Test
    @Smart(43)
    void anAnswerAtAnotherEhrsAddressIsRefused() {
        Return back = aReturn();

        refused(
                back.browser().open(back.address().replace("/callback/sandbox", "/callback/epic")),
                400,
                "state-mismatch");

        nothingWasMade(back);
    }

    @Guards("FLOW-4")
    @Test
    void aLongCodeIsRefusedBeforeItIsUsed() {
        Return back = aReturn();

        refused(
                back.browser().open(back.address().replace(back.parameter("code"), "code=" + "c".repeat(4097))),
                400,
                "state-mismatch");

        nothingWasMade(back);
    }

    @Guards("FLOW-7")
    @Test
    void somebodyOfAnotherPracticeDoesNotReplaceWhatIsThere() {
        Partner partner = gateway.aPartner();
        ConnectedPractice connected = partner.connects(gateway.aPractice());
        SandboxPractice other = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchIdToken(
                        connected.practice().guid(),
                        new JsonObject().put("fhirUser", other.providerBase() + "/Practitioner/7"));
        JsonObject session = partner.invite(connected.practice());
        Browser browser = new Browser();

        Browser.Page unused = browser.open(partner.wayBack(browser, session));

        assertThat(partner.view(session).getJsonObject("result").getString("code"))
                .isEqualTo("wrong-practice");
        assertThat(connected.state()).isEqualTo("active");
        connected.read().need(200);
        gateway.ehr()
                .control()
                .behaviour()
                .patchIdToken(
                        connected.practice().guid(),
                        new JsonObject().put("fhirUser", "https://people.example.org/fhir/Practitioner/7"));
        partner.connects(connected.practice());
    }

    @Test
    void aFailedTryMayBeTriedAgain() {
        gateway.ehr().control().behaviour().denyAll(true);
        Return back = aReturn();
        assertThat(back.open().next().toString()).isEqualTo(back.session().getString("url"));
        gateway.ehr().control().behaviour().denyAll(false);

        String endpoint = back.view().getString("endpointId");
        Browser.Page answer = back.browser()
                .post(
                        back.session().getString("url") + "/authorize",
                        new JsonObject().put("endpointId", endpoint).encode());
        String again = back.browser()
                .until(
                        gateway.url() + "/oauth/callback",
                        back.browser().open(new JsonObject(answer.body()).getString("url")));

        assertThat(back.browser().open(again).redirects()).isTrue();
        assertThat(back.view().getString("state")).isEqualTo("connected");
    }
}
