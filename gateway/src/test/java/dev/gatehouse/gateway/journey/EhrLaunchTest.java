package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application opened from inside the EHR: SMART-23, 32 to 36, 38. */
final class EhrLaunchTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final String RETURN = "https://app.example.com/start";

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String address(Partner partner, String iss, String launch) {
        return gateway.url() + "/launch/" + partner.applicationId() + "?iss=" + encoded(iss) + "&launch="
                + encoded(launch);
    }

    private static String launchOf(SandboxPractice practice, String patient) {
        return gateway.ehr().control().tokens().launch(practice.guid(), patient);
    }

    /** Where the browser ends; on the way the EHR asks nobody anything. */
    private static URI walk(Browser browser, Browser.Page first) {
        String callback = browser.until(gateway.url() + "/oauth/callback", first);
        return browser.open(callback).next();
    }

    private static Partner aPartner() {
        Partner partner = gateway.aPartner();
        partner.api()
                .call(
                        "PATCH",
                        "/api/v1/applications/" + partner.applicationId(),
                        new JsonObject().put("launchReturnUrl", RETURN))
                .need(200);
        return partner;
    }

    private static JsonObject connection(Partner partner, URI end) {
        String id = end.getQuery().replaceAll(".*connectionId=([^&]*).*", "$1");
        return partner.api().get("/api/v1/connections/" + id).need(200).json();
    }

    private static RecordedRequest authorizeRequest() {
        List<RecordedRequest> requests = gateway.ehr().control().requests(RequestKind.AUTHORIZE);
        return requests.get(requests.size() - 1);
    }

    private static void refused(Browser.Page page, int status, String code) {
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.body()).contains("name=\"gatehouse-failure\" content=\"" + code + "\"");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors *");
    }

    @Test
    @Smart(67)
    void theUserOfTheEhrEndsAtTheApplicationWithTheirPatient() {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        Browser browser = new Browser();

        URI end = walk(
                browser,
                browser.open(address(partner, practice.providerBase().toString(), launchOf(practice, "p-42"))));

        assertThat(end.toString()).startsWith(RETURN + "?status=connected");
        JsonObject connection = connection(partner, end);
        assertThat(connection.getJsonObject("launchContext").getString("patient"))
                .isEqualTo("p-42");
        assertThat(connection.getJsonObject("endUser").getString("id"))
                .startsWith(practice.providerBase() + "/Practitioner/");
        assertThat(connection.getJsonObject("practice").getString("name")).isEqualTo(practice.name());
        partner.api()
                .get("/fhir/" + connection.getString("id") + "/Patient?_count=1")
                .need(200);
    }

    /** A plus sign that nobody encoded is part of the value, too. */
    @ParameterizedTest
    @Smart({23, 27, 32, 34, 35})
    @ValueSource(strings = {"a%2Bb%2F%3D.c~d", "a+b/=.c~d", "%C3%A9%20x"})
    void issAndLaunchArriveByteForByte(String launch) {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        String iss = practice.providerBase() + "/";
        Browser browser = new Browser();

        Browser.Page page = browser.open(gateway.url() + "/launch/" + partner.applicationId() + "?launch=" + launch
                + "&extra=1&iss=" + encoded(iss));

        Browser.Page unused = browser.open(page.next().toString());
        RecordedRequest request = authorizeRequest();
        assertThat(request.query("launch")).isEqualTo(launch.equals("%C3%A9%20x") ? "é x" : "a+b/=.c~d");
        assertThat(request.query("aud")).isEqualTo(iss);
        assertThat(request.query("scope").split(" ")).startsWith("launch").doesNotContain("launch/patient");
    }

    @Test
    @Smart(36)
    void twoPatientsOfOneUserAreKeptApartAndTheSamePatientIsRenewed() {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        Browser browser = new Browser();
        String iss = practice.providerBase().toString();

        JsonObject one =
                connection(partner, walk(browser, browser.open(address(partner, iss, launchOf(practice, "p-1")))));
        JsonObject other =
                connection(partner, walk(browser, browser.open(address(partner, iss, launchOf(practice, "p-2")))));
        JsonObject again =
                connection(partner, walk(browser, browser.open(address(partner, iss, launchOf(practice, "p-1")))));

        assertThat(other.getString("id")).isNotEqualTo(one.getString("id"));
        assertThat(again.getString("id")).isEqualTo(one.getString("id"));
        assertThat(partner.api()
                        .get("/api/v1/connections/" + one.getString("id"))
                        .json()
                        .getJsonObject("launchContext")
                        .getString("patient"))
                .isEqualTo("p-1");
    }

    @Test
    @Smart(32)
    void aFormMayLaunchAsWell() {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        Browser browser = new Browser();

        Browser.Page page = browser.submit(
                gateway.url() + "/launch/" + partner.applicationId(),
                Map.of("iss", practice.providerBase().toString(), "launch", launchOf(practice, "p-7")));

        assertThat(walk(browser, page).toString()).startsWith(RETURN + "?status=connected");
    }

    @Guards("FLOW-6")
    @Test
    @Smart(33)
    void anAddressNobodyListsIsRefusedAndNeverCalled() {
        Partner partner = aPartner();
        ScriptedServer attacker = gateway.scripted();
        attacker.forget();

        refused(new Browser().open(address(partner, attacker.url("/fhir"), "x")), 400, "launch-issuer-unknown");

        assertThat(attacker.received()).isEmpty();
    }

    @Guards("TEN-1")
    @Test
    void anotherTenantsApplicationOrNoneIsRefused() {
        SandboxPractice practice = gateway.aPractice();

        refused(
                new Browser()
                        .open(gateway.url() + "/launch/app_nobody?launch=x&iss="
                                + encoded(practice.providerBase().toString())),
                404,
                "application-unknown");
    }

    @ParameterizedTest
    @Smart(32)
    @ValueSource(
            strings = {
                "",
                "launch=x",
                "iss={iss}",
                "iss={iss}&launch=",
                "iss={iss}&iss={iss}&launch=x",
                "iss={iss}&launch=x&launch=y",
                "iss={iss}%3Fx&launch=x",
                "iss={iss}%23x&launch=x",
                "iss=http%3A%2F%2Fuser%40127.0.0.1&launch=x",
                "iss=javascript:alert(1)&launch=x"
            })
    void anIncompleteLaunchIsRefused(String query) {
        Partner partner = aPartner();
        String iss = encoded(gateway.aPractice().providerBase().toString());

        refused(
                new Browser()
                        .open(gateway.url() + "/launch/" + partner.applicationId() + "?" + query.replace("{iss}", iss)),
                400,
                "launch-incomplete");
    }

    @Test
    @Smart(42)
    void aLaunchIsUsedOnceAndItsSessionStartsNothingElse() {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        Browser browser = new Browser();
        Browser.Page page =
                browser.open(address(partner, practice.providerBase().toString(), launchOf(practice, "p-9")));
        String callback = browser.until(gateway.url() + "/oauth/callback", page);

        assertThat(browser.open(callback).redirects()).isTrue();
        Browser.Page second = browser.open(callback);

        assertThat(second.redirects() ? second.next().toString() : second.body())
                .doesNotContain("status=connected");
        assertThat(gateway.ehr().control().tokenRequests("authorization_code")).isOne();
    }

    @Test
    @Smart(40)
    void aNoInTheEhrIsToldToTheApplication() {
        Partner partner = aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr().control().behaviour().denyAll(true);
        Browser browser = new Browser();

        URI end = walk(
                browser, browser.open(address(partner, practice.providerBase().toString(), launchOf(practice, "p-3"))));

        assertThat(end.toString()).startsWith(RETURN + "?status=failed").contains("error=access-denied");
        assertThat(partner.connections()).isZero();
    }

    @Test
    void withoutAnAddressOfTheApplicationOurOwnPageTellsTheEnd() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr().control().behaviour().issuerParameter(Behaviour.IssuerParameter.GOOD);
        Browser browser = new Browser();

        URI end = walk(
                browser, browser.open(address(partner, practice.providerBase().toString(), launchOf(practice, "p-4"))));

        assertThat(end.getPath()).startsWith("/connect/");
        assertThat(new JsonObject(browser.open(end + "/session").body()).getString("state"))
                .isEqualTo("connected");
        assertThat(browser.open(end.toString())
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("frame-ancestors *");
    }
}
