package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scopes of users' applications in the spelling that each practice understands. */
final class ScopeSpellingTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final SandboxPractice practice = gateway.aPractice();

    /** The EHR compares with what was registered, letter by letter. */
    private static Partner registeredFor(String... scopes) {
        Partner partner = gateway.aPartner();
        Client known = partner.client();
        gateway.ehr()
                .ehr()
                .registerClient(new Client(
                        known.id(),
                        known.secret(),
                        known.name(),
                        known.type(),
                        known.redirectUris(),
                        known.launchUris(),
                        Set.of(scopes),
                        known.jwksUrl(),
                        known.methods()));
        return partner;
    }

    private JsonObject invitation(Partner partner, String... scopes) {
        return partner.invitation(practice).put("scopes", new JsonArray(List.of(scopes)));
    }

    private List<String> asked() {
        return gateway.ehr().control().requests(RequestKind.AUTHORIZE).stream()
                .map((RecordedRequest request) -> request.query("scope"))
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    @Smart({77})
    void aPracticeOfTheOlderSpellingIsAskedInItAndNothingIsWidened() {
        Partner partner = gateway.aPartner();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        new JsonArray().add("launch-standalone").add("permission-v1")));

        ConnectedPractice connected =
                partner.connects(practice, invitation(partner, "openid", "user/Patient.rs", "user/Observation.r"));

        assertThat(asked()).containsExactly("openid user/Patient.read");
        assertThat(connected.json().getJsonObject("scopes").getJsonArray("missing"))
                .containsExactly("user/Observation.r");
        connected.read().need(200);
    }

    @Test
    @Smart({77})
    void aRefusalOverTheSpellingSendsTheBrowserOnceMoreAndIsRemembered() {
        Partner partner = registeredFor("openid", "user/Patient.read");
        JsonObject invitation = invitation(partner, "openid", "user/Patient.rs");

        Browser browser = new Browser();
        JsonObject session = partner.invite(invitation);
        Browser.Page refused = browser.open(partner.wayBack(browser, session));
        String back = browser.until(gateway.url() + "/oauth/callback", refused);
        assertThat(browser.open(back).redirects()).isTrue();

        assertThat(asked()).containsExactly("openid user/Patient.rs", "openid user/Patient.read");
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
        partner.connects(practice, invitation).read().need(200);
        assertThat(asked()).hasSize(3).last().isEqualTo("openid user/Patient.read");
    }

    @Test
    void aRefusalAtTheTokenEndpointCountsToo() {
        Partner partner = gateway.aPartner();
        gateway.ehr()
                .control()
                .inject(
                        RequestKind.TOKEN,
                        Fault.status(401)
                                .withBody(
                                        "application/json",
                                        "{\"subcode\":\"Unauthorized\",\"message\":\"client does not have permissions"
                                                + " to requested scope\"}")
                                .at(practice.guid()));
        Browser browser = new Browser();
        JsonObject session = partner.invite(invitation(partner, "user/Patient.rs"));

        Browser.Page refused = browser.open(partner.wayBack(browser, session));
        browser.open(browser.until(gateway.url() + "/oauth/callback", refused));

        assertThat(asked()).containsExactly("user/Patient.rs", "user/Patient.read");
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
    }

    @Test
    void aSecondRefusalIsToldToTheEndUser() {
        Partner partner = registeredFor("openid");
        Browser browser = new Browser();
        JsonObject session = partner.invite(invitation(partner, "openid", "user/Patient.rs"));

        Browser.Page refused = browser.open(partner.wayBack(browser, session));
        browser.open(browser.until(gateway.url() + "/oauth/callback", refused));

        assertThat(asked()).hasSize(2);
        assertThat(partner.view(session).getJsonObject("result").getString("code"))
                .isEqualTo("invalid-scope");
        assertThat(partner.connections()).isZero();
    }
}
