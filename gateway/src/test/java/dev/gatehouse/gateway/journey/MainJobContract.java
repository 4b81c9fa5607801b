package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The main job, on either database. */
abstract class MainJobContract {
    abstract GatewayExtension gateway();

    @Test
    void aClinicianSignsInAndAllowsAndTheDataIsRead() {
        gateway().ehr().control().behaviour().autoApprove(false);
        Partner partner = gateway().aPartner();
        SandboxPractice practice = gateway().aPractice();
        Browser browser = new Browser();
        JsonObject session = partner.invite(practice);

        String signIn = browser.until(
                gateway().ehr().origin() + practice.providerBase().getPath(), browser.open(session.getString("url")));
        String form = browser.open(signIn).next().toString();
        assertThat(browser.open(form).body()).contains("open-sesame");
        Browser.Page allowed =
                browser.submit(form, Map.of("username", "clinician", "password", "open-sesame", "decision", "allow"));
        Browser.Page end = browser.open(browser.until(gateway().url() + "/oauth/callback", allowed));

        assertThat(end.next().toString()).isEqualTo(session.getString("url"));
        assertThat(browser.open(session.getString("url")).status()).isEqualTo(200);
        assertThat(browser.cookies()).isEmpty();
        String id = partner.view(session).getJsonObject("result").getString("connectionId");
        assertThat(new ConnectedPractice(partner, practice, id)
                        .read()
                        .need(200)
                        .json()
                        .getString("resourceType"))
                .isEqualTo("Bundle");
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart({2, 22, 23, 46, 49})
    void theRequestToTheEhrIsExact() {
        Partner partner = gateway().aPartner();
        SandboxPractice practice = gateway().aPractice();

        partner.connects(practice);

        RecordedRequest asked =
                gateway().ehr().control().requests(RequestKind.AUTHORIZE).get(0);
        assertThat(asked.query("aud")).isEqualTo(practice.providerBase().toString());
        assertThat(asked.query("redirect_uri")).isEqualTo(gateway().url() + "/oauth/callback/sandbox");
        assertThat(asked.query("scope")).isEqualTo(String.join(" ", Partner.SCOPES));
        assertThat(asked.query("code_challenge_method")).isEqualTo("S256");
        RecordedRequest exchanged =
                gateway().ehr().control().requests(RequestKind.TOKEN).get(0);
        assertThat(exchanged.query()).isEmpty();
        assertThat(exchanged.authorization()).isEqualTo("basic");
        assertThat(exchanged.form().stream().map(Map.Entry::getKey))
                .containsExactly("grant_type", "code", "redirect_uri", "code_verifier");
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    void theTenantsOwnPageIsToldOfTheConnection() {
        Partner partner = gateway().aPartner();
        SandboxPractice practice = gateway().aPractice();
        JsonObject session =
                partner.invite(partner.invitation(practice).put("returnUrl", "https://care.example/done?tab=ehr"));
        Browser browser = new Browser();

        String end = browser.open(partner.wayBack(browser, session)).next().toString();

        String id = partner.view(session).getJsonObject("result").getString("connectionId");
        assertThat(end)
                .isEqualTo("https://care.example/done?tab=ehr&status=connected&session=" + session.getString("id")
                        + "&connectionId=" + id);
    }

    @Test
    void thePageAsksForTheAddressItself() {
        Partner partner = gateway().aPartner();
        SandboxPractice practice = gateway().aPractice();
        JsonObject session = partner.invite(new JsonObject()
                .put("applicationId", partner.applicationId())
                .put("endUser", new JsonObject().put("id", "user-1")));
        Browser browser = new Browser();
        assertThat(browser.open(session.getString("url")).status()).isEqualTo(200);

        Browser.Page answer = browser.post(
                session.getString("url") + "/authorize",
                new JsonObject().put("endpointId", partner.endpoint(practice)).encode());
        Browser.Page end = browser.open(browser.until(
                gateway().url() + "/oauth/callback", browser.open(new JsonObject(answer.body()).getString("url"))));

        assertThat(end.next().toString()).isEqualTo(session.getString("url"));
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
    }

    @Test
    @Smart(12)
    void aPatientsPracticeMayAuthorizeOnAnotherOrigin() {
        Partner partner = gateway().aPatientPartner();
        SandboxPractice fmh = gateway().ehr().ehr().fmhPractice().orElseThrow();

        ConnectedPractice connected = partner.connects(fmh);

        RecordedRequest exchanged =
                gateway().ehr().control().requests(RequestKind.TOKEN).get(0);
        assertThat(exchanged.origin()).isEqualTo("authorization");
        assertThat(connected.json().getJsonObject("launchContext").getString("patient"))
                .isNotEmpty();
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart(66)
    void whatWasGrantedIsKeptBesideWhatWasAskedFor() {
        gateway().ehr().control().behaviour().droppedScopes(Set.of("user/Observation.read"));

        ConnectedPractice connected = gateway().aConnectedPractice();

        JsonObject scopes = connected.json().getJsonObject("scopes");
        assertThat(scopes.getJsonArray("requested")).isEqualTo(new JsonArray(Partner.SCOPES));
        assertThat(scopes.getJsonArray("granted"))
                .doesNotContain("user/Observation.read")
                .contains("user/Patient.read");
    }

    @Test
    @Smart(42)
    void twoCallbacksAtOnceExchangeTheCodeOnce() {
        Partner partner = gateway().aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway().aPractice());
        String back = partner.wayBack(browser, session);

        List<CompletableFuture<Browser.Page>> pages =
                Stream.generate(() -> browser.openLater(back)).limit(8).toList();
        long redirected = pages.stream()
                .map(CompletableFuture::join)
                .filter(Browser.Page::redirects)
                .count();

        assertThat(gateway().ehr().control().tokenRequests("authorization_code"))
                .isEqualTo(1);
        assertThat(redirected).isPositive();
        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
        assertThat(partner.connections()).isEqualTo(1);
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart(82)
    void aThousandCallersShareOneRefresh() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        connected.read().need(200);
        gateway()
                .ehr()
                .control()
                .tokens()
                .expireAccessTokens(connected.practice().guid());

        List<CompletableFuture<String>> calls = IntStream.range(0, 1_000)
                .mapToObj(each -> connected
                        .partner()
                        .api()
                        .later("GET", connected.fhir(), null)
                        .thenApply(answer -> answer.status() == 200 ? "fine" : answer.body()))
                .toList();

        assertThat(calls.stream().map(CompletableFuture::join).collect(Collectors.toSet()))
                .containsExactly("fine");
        assertThat(gateway().ehr().control().tokenRequests("refresh_token")).isEqualTo(1);
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    @Smart(81)
    void everyKindOfRotationKeepsAConnectionWorking() {
        for (Behaviour.Rotation rotation : Behaviour.Rotation.values()) {
            gateway().ehr().control().behaviour().rotation(rotation);
            ConnectedPractice connected = gateway().aConnectedPractice();
            for (int round = 0; round < 3; round++) {
                gateway()
                        .ehr()
                        .control()
                        .tokens()
                        .expireAccessTokens(connected.practice().guid());
                assertThat(connected.read().status()).as(rotation + " " + round).isEqualTo(200);
            }
        }
        assertThat(gateway().ehr().control().tokenRequests("refresh_token")).isEqualTo(9);
        assertThat(gateway().ehr().control().violations()).isEmpty();
    }

    @Test
    void aRestartKeepsConnectionsAndTheirTokens() {
        ConnectedPractice connected = gateway().aConnectedPractice();

        gateway().restart();

        connected.read().need(200);
        assertThat(gateway().ehr().control().tokenRequests("refresh_token")).isZero();
        gateway()
                .ehr()
                .control()
                .tokens()
                .expireAccessTokens(connected.practice().guid());
        connected.read().need(200);
        assertThat(gateway().ehr().control().tokenRequests("refresh_token")).isEqualTo(1);
        assertThat(connected.state()).isEqualTo("active");
    }

    @Test
    @Smart(84)
    void aWithdrawnGrantAsksForNewConsentAndIsRenewedUnderItsId() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        gateway().ehr().control().tokens().revokeGrants(connected.practice().guid());

        // a refusal is believed when it is repeated
        assertThat(connected.read().need(503).code()).isEqualTo("grant-refused-once");
        assertThat(connected.state()).isEqualTo("degraded");
        assertThat(connected.read().need(409).code()).isEqualTo("needs-reconnect");
        assertThat(connected.state()).isEqualTo("needs_reconnect");
        assertThat(connected.cause()).isEqualTo("invalid-grant");
        ConnectedPractice again = connected
                .partner()
                .connects(
                        connected.practice(),
                        new JsonObject()
                                .put("applicationId", connected.partner().applicationId())
                                .put("connectionId", connected.id())
                                .put("confirm", false));

        assertThat(again.id()).isEqualTo(connected.id());
        again.read().need(200);
        assertThat(again.state()).isEqualTo("active");
        assertThat(connected.partner().connections()).isEqualTo(1);
    }

    @Test
    void aDisconnectedPracticeIsGoneForGood() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        connected.read().need(200);
        String address = "/api/v1/connections/" + connected.id();

        connected.partner().api().delete(address).need(204);

        assertThat(connected.read().need(409).code()).isEqualTo("connection-revoked");
        assertThat(connected.json().getJsonObject("grant")).isNull();
        assertThat(connected.json().getJsonObject("launchContext").isEmpty()).isTrue();
        connected.partner().api().delete(address).need(204);
        connected.partner().api().post(address + "/refresh", new JsonObject()).need(409);
        assertThat(connected.partner().connects(connected.practice()).id()).isNotEqualTo(connected.id());
    }
}
