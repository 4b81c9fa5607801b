package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-01 to 08: practices, clients and their credentials. */
final class ARegistrationTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    @Test
    @Smart(1)
    void oneClientIdServesTwoPracticesWhoseTokensNeverMix() {
        Partner partner = gateway.aPartner();
        ConnectedPractice one = partner.connects(gateway.aPractice());
        ConnectedPractice other = partner.connects(gateway.aPractice());

        one.read().need(200);
        other.read().need(200);
        one.read().need(200);

        assertThat(wire.ehr().requests(RequestKind.AUTHORIZE))
                .extracting(request -> request.query("client_id"))
                .containsOnly(partner.client().id());
        assertThat(wire.ehr().requests(RequestKind.AUTHORIZE))
                .extracting(request -> request.query("aud"))
                .containsExactly(
                        one.practice().providerBase().toString(),
                        other.practice().providerBase().toString());
        List<String> tokensOfOne = tokens(one);
        assertThat(tokensOfOne).hasSize(2).containsOnly(tokensOfOne.get(0));
        assertThat(tokens(other)).hasSize(1).doesNotContainAnyElementsOf(tokensOfOne);
        assertThat(wire.ehr().violations()).isEmpty();
    }

    private List<String> tokens(ConnectedPractice connected) {
        return wire.at(connected.practice(), RequestKind.FHIR).stream()
                .map(RecordedRequest::credential)
                .toList();
    }

    @Test
    @Smart(2)
    void theRedirectAddressIsTheRegisteredOneInBothRequests() {
        Partner partner = gateway.aPartner();

        partner.connects(gateway.aPractice());

        String registered = partner.client().redirectUris().get(0);
        assertThat(URI.create(registered).isAbsolute()).isTrue();
        assertThat(registered).doesNotContain("*").doesNotContain("?");
        assertThat(wire.last(RequestKind.AUTHORIZE).query("redirect_uri")).isEqualTo(registered);
        assertThat(wire.last(RequestKind.TOKEN).form("redirect_uri")).isEqualTo(registered);
        assertThat(wire.last(RequestKind.AUTHORIZE).target())
                .as("encoded once")
                .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A");
    }

    @Test
    @Smart(3)
    void noAddressThatABrowserGoesToHoldsASecret() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String toTheEhr = browser.open(session.getString("url")).next().toString();
        String back = browser.until(gateway.url() + "/oauth/callback", browser.open(toTheEhr));
        assertThat(browser.open(back).redirects()).isTrue();

        assertThat(toTheEhr)
                .doesNotContain(partner.client().secret())
                .doesNotContain("verifier=")
                .doesNotContain(session.getString("token"));
        assertThat(back).doesNotContain(session.getString("token"));
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(3)
    void noAnswerOfTheApiHoldsASecret() {
        Partner partner = gateway.aPartner();
        partner.connects(gateway.aPractice()).read().need(200);
        String application = "/api/v1/applications/" + partner.applicationId();

        for (String path :
                List.of(application, application + "/credentials", "/api/v1/connections", "/api/v1/audit-events")) {
            assertThat(partner.api().get(path).need(200).body())
                    .as(path)
                    .doesNotContain(partner.client().secret())
                    .doesNotContain("access_token")
                    .doesNotContain("refresh_token\":");
        }
    }

    @Test
    @Smart(5)
    void aSecretAndAKeyBothWorkAndEachApplicationUsesItsOwn() {
        Partner secret = gateway.aPartner();
        Partner key = Signing.partner(gateway, "ES384");

        secret.connects(gateway.aPractice()).read().need(200);
        RecordedRequest bySecret = wire.last(RequestKind.TOKEN);
        key.connects(gateway.aPractice()).read().need(200);
        RecordedRequest byKey = wire.last(RequestKind.TOKEN);

        assertThat(bySecret.authorization()).isEqualTo("basic");
        assertThat(Wire.names(bySecret.form())).doesNotContain("client_assertion", "client_secret");
        assertThat(byKey.authorization()).isEqualTo("none");
        assertThat(Wire.names(byKey.form()))
                .contains("client_assertion", "client_assertion_type")
                .doesNotContain("client_secret");
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(6)
    void anEhrWithoutDynamicRegistrationConnects() {
        SandboxPractice practice = gateway.aPractice();
        wire.says(practice, new JsonObject().putNull("registration_endpoint"));

        gateway.aPartner().connects(practice).read().need(200);

        assertThat(wire.ehr().requests(RequestKind.REGISTER)).isEmpty();
    }

    @Test
    @Smart(7)
    void bothEndpointsOfAListedPracticeAreKnown() {
        SandboxPractice practice = gateway.aPractice();

        JsonArray found = gateway.platform()
                .actingFor(gateway.aTenantId())
                .get("/api/v1/practices?ehr=sandbox&limit=50&q="
                        + URLEncoder.encode(practice.name(), StandardCharsets.UTF_8))
                .need(200)
                .items();

        assertThat(found.encode())
                .contains(practice.providerBase().toString())
                .contains(practice.patientBase().toString());
    }

    /** The first call never ends: were anything shared, the second would wait for it. */
    @Test
    @Smart(8)
    void aPracticeThatNeverAnswersHoldsUpNobodyElse() {
        Partner partner = gateway.aPartner();
        ConnectedPractice slow = partner.connects(gateway.aPractice());
        ConnectedPractice fine = partner.connects(gateway.aPractice());
        String guid = slow.practice().guid();
        wire.ehr().inject(RequestKind.REFRESH, Fault.hang().always().at(guid));
        wire.ehr().inject(RequestKind.DISCOVERY, Fault.hang().always().at(guid));
        wire.ehr().tokens().expireAccessTokens(null);
        List<CompletableFuture<Api.Answer>> waiting = Stream.generate(
                        () -> partner.api().later("GET", slow.fhir(), null))
                .limit(20)
                .toList();

        for (int call = 0; call < 5; call++) {
            fine.read().need(200);
        }

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        wire.ehr().heal();
    }
}
