package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.LogCapture;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-39 to 44: the way back. More of it is in {@code CallbackTest}. */
final class ECallbackTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    /** However short the server wants it. */
    private static final Duration METADATA_KEPT = Duration.ofMinutes(5);

    private final Wire wire = new Wire(gateway);

    @Test
    @Smart(39)
    void anErrorWithAForeignStateChangesNothing() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String back = partner.wayBack(browser, session);

        Browser.Page page =
                browser.open(gateway.url() + "/oauth/callback/sandbox?error=access_denied&state=" + "x".repeat(43));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("state-mismatch").doesNotContain("access-denied");
        assertThat(partner.view(session).getJsonObject("result")).isNull();
        assertThat(browser.open(back).redirects()).isTrue();
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
    }

    /** Used up by the error, so the code that comes later is worth nothing. */
    @Test
    @Smart(39)
    void aStateThatBroughtAnErrorBringsNoCode() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String back = partner.wayBack(browser, session);
        String state = Addresses.query(URI.create(back)).get("state");

        assertThat(browser.open(gateway.url() + "/oauth/callback/sandbox?error=access_denied&state=" + state)
                        .redirects())
                .isTrue();
        assertThat(browser.open(back).status()).isBetween(400, 409);

        assertThat(wire.ehr().tokenRequests("authorization_code")).isZero();
        assertThat(partner.connections()).isZero();
    }

    @Guards("FLOW-3")
    @Test
    @Smart(40)
    void theServersWordsAreNotOnThePage() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String state =
                Addresses.query(URI.create(partner.wayBack(browser, session))).get("state");

        Browser.Page end = browser.open(
                gateway.url() + "/oauth/callback/sandbox?state=" + state
                        + "&error=login_required&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&error_uri=https://evil.example");
        Browser.Page page = browser.open(end.next().toString());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("alert(1)").doesNotContain("evil.example");
        assertThat(partner.view(session).getJsonObject("result").getString("code"))
                .isEqualTo("sign-in-needed");
        assertThat(partner.view(session).encode()).doesNotContain("alert(1)").doesNotContain("evil.example");
    }

    @Guards("FLOW-5")
    @Test
    @Smart(41)
    void theWayBackToTheAppIsTheStoredOne() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session =
                partner.invite(partner.invitation(gateway.aPractice()).put("returnUrl", "https://care.example/done"));
        String back = partner.wayBack(browser, session);

        URI end = browser.open(back + "&redirect=https://evil.example&returnUrl=https://evil.example"
                        + "&return_to=https://evil.example&redirect_uri=https://evil.example")
                .next();

        assertThat(end.toString())
                .startsWith("https://care.example/done?status=connected")
                .doesNotContain("evil");
    }

    /** Whoever begins next already gets the new address, so the old one is not just what a cache still held. */
    @Guards("FLOW-2")
    @Test
    @Smart(42)
    void theCodeGoesWhereTheMetadataPointedWhenTheBrowserLeft() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.ehr().behaviour().discoveryHeaders(Map.of("cache-control", "no-store"));
        assertThat(wire.departure(partner, partner.invitation(practice)).practice())
                .isEqualTo(practice.guid());
        gateway.clock().move(METADATA_KEPT.minusSeconds(10));
        Browser browser = new Browser();
        JsonObject session = partner.invite(practice);
        String back = partner.wayBack(browser, session);
        wire.says(practice, new JsonObject().put("token_endpoint", gateway.ehr().origin() + "/elsewhere/token"));
        gateway.clock().move(Duration.ofSeconds(20));
        Partner next = gateway.aPartner();
        Browser another = new Browser();
        JsonObject later = next.invite(practice);
        assertThat(another.open(next.wayBack(another, later)).status()).isLessThan(500);
        assertThat(next.view(later).getString("state")).isNotEqualTo("connected");

        assertThat(browser.open(back).redirects()).isTrue();

        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
        assertThat(wire.at(practice, RequestKind.TOKEN)).hasSize(1);
    }

    @Guards("FLOW-2")
    @Test
    @Smart(43)
    void anIssuerThatWasPromisedAndIsMissingIsRefused() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(practice, new JsonObject().put("authorization_response_iss_parameter_supported", true));

        JsonObject view = wire.walk(partner, practice);

        assertThat(view.getJsonObject("result").getString("code")).isEqualTo("state-mismatch");
        assertThat(wire.ehr().tokenRequests("authorization_code")).isZero();
    }

    @Guards("FLOW-4")
    @Test
    @Smart(44)
    void noCacheAndNoRefererHoldsTheCode() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String back = partner.wayBack(browser, session);
        String code = Addresses.query(URI.create(back)).get("code");
        try (LogCapture log = new LogCapture()) {
            for (Browser.Page page : new Browser.Page[] {browser.open(back), browser.open(back)}) {
                assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
                assertThat(page.body()).doesNotContain(code);
            }
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(code));
        }
    }
}
