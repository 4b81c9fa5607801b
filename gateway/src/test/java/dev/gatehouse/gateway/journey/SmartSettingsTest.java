package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.SandboxScopes;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application, and one practice over it, does otherwise than the standard says; seen at the EHR. */
final class SmartSettingsTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static String application(Partner partner) {
        return "/api/v1/applications/" + partner.applicationId();
    }

    /** Practices may share a name, so the right one is told by its endpoint. */
    private static String practiceId(Partner partner, SandboxPractice practice) {
        String endpoint = partner.endpoint(practice);
        return partner
                .api()
                .get("/api/v1/practices?ehr=sandbox&limit=50&q="
                        + URLEncoder.encode(practice.name(), StandardCharsets.UTF_8))
                .need(200)
                .items()
                .stream()
                .map(each -> (JsonObject) each)
                .filter(each -> each.encode().contains("\"" + endpoint + "\""))
                .findFirst()
                .orElseThrow()
                .getString("id");
    }

    private static String address(Partner partner, SandboxPractice practice) {
        return application(partner) + "/practices/" + practiceId(partner, practice) + "/smart";
    }

    @CanIgnoreReturnValue
    private static JsonObject set(Partner partner, SandboxPractice practice, JsonObject settings) {
        return partner.api()
                .call("PUT", address(partner, practice), settings)
                .need(200)
                .json();
    }

    private static void setAll(Partner partner, JsonObject settings) {
        partner.api()
                .call("PATCH", application(partner), new JsonObject().put("smart", settings))
                .need(200);
    }

    private static RecordedRequest last(RequestKind kind) {
        List<RecordedRequest> requests = gateway.ehr().control().requests(kind);
        return requests.get(requests.size() - 1);
    }

    /** The request with which a browser arrives at the EHR; whatever becomes of it. */
    private static RecordedRequest authorizes(Partner partner, SandboxPractice practice) {
        return authorizes(partner, partner.invitation(practice));
    }

    private static RecordedRequest authorizes(Partner partner, JsonObject invitation) {
        Browser browser = new Browser();
        Browser.Page unused = browser.open(
                browser.open(partner.invite(invitation).getString("url")).next().toString());
        return last(RequestKind.AUTHORIZE);
    }

    private static List<String> names(RecordedRequest request) {
        return request.query().stream().map(Map.Entry::getKey).toList();
    }

    @Smart(1)
    @Test
    void settingsOfAPracticeGoOverThoseOfItsApplication() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        setAll(
                partner,
                new JsonObject()
                        .put("rawBasic", true)
                        .put("prompt", "login")
                        .put(
                                "authorizationParameters",
                                new JsonObject().put("tenant", "a").put("locale", "en")));

        JsonObject told = set(
                partner,
                practice,
                new JsonObject()
                        .put("rawBasic", false)
                        .put("authorizationParameters", new JsonObject().put("tenant", "b")));

        JsonObject effective = told.getJsonObject("effective");
        assertThat(effective.getJsonObject("rawBasic"))
                .isEqualTo(new JsonObject().put("value", false).put("from", "practice"));
        assertThat(effective.getJsonObject("prompt"))
                .isEqualTo(new JsonObject().put("value", "login").put("from", "application"));
        assertThat(effective.getJsonObject("pkce"))
                .isEqualTo(new JsonObject().put("value", true).put("from", "standard"));
        assertThat(effective.getJsonObject("clientAuth").getString("from")).isEqualTo("application");
        assertThat(effective.getJsonObject("authorizationParameters").getJsonObject("value"))
                .isEqualTo(new JsonObject().put("locale", "en").put("tenant", "b"));
        assertThat(authorizes(partner, practice).query("tenant")).isEqualTo("b");
        assertThat(authorizes(partner, gateway.aPractice()).query("tenant")).isEqualTo("a");
        assertThat(partner.api()
                        .get(application(partner))
                        .json()
                        .getJsonObject("smart")
                        .getBoolean("rawBasic"))
                .isTrue();

        partner.api().delete(address(partner, practice)).need(204);

        assertThat(partner.api()
                        .get(address(partner, practice))
                        .need(200)
                        .json()
                        .getJsonObject("settings"))
                .isEqualTo(new JsonObject());
        assertThat(authorizes(partner, practice).query("tenant")).isEqualTo("a");
    }

    @Test
    void everyMistakeIsNamedByItsPathAndChangesNothing() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject wrong = new JsonObject()
                .put("pcke", false)
                .put("clientAuth", "telepathy")
                .put("assertionAudience", "somebody")
                .put("signingAlgorithm", "RS256")
                .put("prompt", "none login")
                .put("maxAge", -1)
                .put(
                        "authorizationParameters",
                        new JsonObject().put("state", "x").put("a b", "y"))
                .put("capabilities", new JsonObject().put("launch-ehr", "yes"));

        Api.Answer ofPractice =
                partner.api().call("PUT", address(partner, practice), wrong).need(400);
        Api.Answer ofApplication = partner.api()
                .call("PATCH", application(partner), new JsonObject().put("smart", wrong))
                .need(400);

        assertThat(paths(ofPractice))
                .containsExactlyInAnyOrder(
                        "pcke",
                        "clientAuth",
                        "assertionAudience",
                        "signingAlgorithm",
                        "prompt",
                        "maxAge",
                        "authorizationParameters.state",
                        "authorizationParameters.a b",
                        "capabilities.launch-ehr");
        assertThat(paths(ofApplication)).contains("smart.pcke", "smart.authorizationParameters.state");
        assertThat(partner.api().get(application(partner)).json().getJsonObject("smart"))
                .isEqualTo(new JsonObject());
        assertThat(partner.api()
                        .call("PUT", application(partner) + "/practices/prc_nobody/smart", new JsonObject())
                        .need(404)
                        .code())
                .isEqualTo("practice-unknown");
    }

    private static List<String> paths(Api.Answer answer) {
        JsonArray errors = answer.json().getJsonArray("errors");
        return errors.stream()
                .map(each -> ((JsonObject) each).getString("path"))
                .toList();
    }

    @Test
    void aChangeIsInTheAudit() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();

        set(partner, practice, new JsonObject().put("pkce", false));
        set(partner, practice, new JsonObject().put("pkce", false));

        assertThat(partner.api().get("/api/v1/audit-events?limit=100").need(200).items().stream()
                        .map(each -> (JsonObject) each)
                        .filter(each -> each.getString("action").equals("application.smart-settings-changed")))
                .singleElement()
                .satisfies(each -> assertThat(each.encode()).contains("\\\"pkce\\\":false"));
    }

    @Smart({22, 23, 31})
    @Test
    void furtherParametersAreSentOnceAndOnlyWhereTheyAreSet() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject invitation = partner.invitation(practice)
                .put("endUser", new JsonObject().put("id", "user-7").put("email", "pat@example.com"));

        assertThat(names(authorizes(partner, invitation)))
                .doesNotHaveDuplicates()
                .contains("client_id", "redirect_uri", "scope", "state", "aud", "code_challenge")
                .doesNotContain("prompt", "max_age", "login_hint", "id_token_hint", "resource", "launch");
        set(
                partner,
                practice,
                new JsonObject()
                        .put("prompt", "login consent")
                        .put("maxAge", 600)
                        .put("loginHint", "email")
                        .put(
                                "authorizationParameters",
                                new JsonObject().put("resource", "https://ehr.example.com/fhir?a=1&b=2#c")));

        RecordedRequest request = authorizes(partner, invitation);

        assertThat(names(request)).doesNotHaveDuplicates();
        assertThat(request.query("prompt")).isEqualTo("login consent");
        assertThat(request.query("max_age")).isEqualTo("600");
        assertThat(request.query("login_hint")).isEqualTo("pat@example.com");
        assertThat(request.query("resource")).isEqualTo("https://ehr.example.com/fhir?a=1&b=2#c");
        assertThat(gateway.ehr().control().violations()).isEmpty();
    }

    @Smart(26)
    @Test
    void theProofKeyIsSentUnlessSomebodySwitchedItOff() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(practice.guid(), new JsonObject().putNull("code_challenge_methods_supported"));
        assertThat(authorizes(partner, practice).query("code_challenge_method")).isEqualTo("S256");

        JsonObject told = set(partner, practice, new JsonObject().put("pkce", false));

        assertThat(names(authorizes(partner, practice))).doesNotContain("code_challenge", "code_challenge_method");
        assertThat(told.getJsonArray("warnings").getString(0)).contains("PKCE");
    }

    @Smart({48, 49})
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void specialCharactersOfASecretArriveAsTheServerComparesThem(boolean raw) {
        Partner plain = gateway.aPartner();
        Client client = new Client(
                "app+" + UUID.randomUUID(),
                "s3cr:t+%\u00e9",
                "Odd Hub",
                Client.Type.PROVIDER,
                plain.client().redirectUris(),
                List.of(),
                SandboxScopes.ALL,
                null,
                Set.of(ClientAuthentication.CLIENT_SECRET_BASIC));
        gateway.ehr().ehr().registerClient(client);
        Partner partner = new Partner(gateway, plain.api(), plain.applicationId(), client);
        partner.keepCredential(client.id(), client.secret());
        gateway.ehr().control().behaviour().rawBasic(raw);
        SandboxPractice practice = gateway.aPractice();
        set(
                partner,
                practice,
                new JsonObject()
                        .put("clientAuth", "client_secret_basic")
                        .put("rawBasic", raw)
                        .put("clientIdInBody", raw));

        partner.connects(practice).read().need(200);

        RecordedRequest request = last(RequestKind.TOKEN);
        assertThat(request.authorization()).isEqualTo("basic");
        assertThat(request.form("client_id")).isEqualTo(raw ? client.id() : null);
        assertThat(request.form("client_secret")).isNull();
    }

    @Smart(50)
    @Test
    void theSecretGoesWhereTheMetadataWantsItUnlessAnAdministratorInsists() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        for (String listed : List.of("client_secret_basic", "client_secret_post")) {
            SandboxPractice one = gateway.aPractice();
            list(one, listed);
            partner.connects(one);
            assertThat(last(RequestKind.TOKEN).authorization())
                    .isEqualTo(listed.equals("client_secret_basic") ? "basic" : "none");
        }
        list(practice, "client_secret_basic");
        set(partner, practice, new JsonObject().put("clientAuth", "client_secret_post"));

        partner.connects(practice);

        assertThat(last(RequestKind.TOKEN).authorization()).isEqualTo("none");
        assertThat(last(RequestKind.TOKEN).form("client_secret")).isNotNull();
    }

    private static void list(SandboxPractice practice, String method) {
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject().put("token_endpoint_auth_methods_supported", new JsonArray().add(method)));
    }

    @Smart(18)
    @Test
    void anAdministratorMayBelieveAnEhrMoreOrLessThanItSays() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        assertThat(authorizes(partner, practice).query("scope")).contains("offline_access");
        set(
                partner,
                practice,
                new JsonObject()
                        .put("capabilities", new JsonObject().put("permission-offline", false))
                        .put("scopeDialect", "v2"));

        String scope = authorizes(partner, practice).query("scope");

        assertThat(scope)
                .doesNotContain("offline_access")
                .contains("user/Patient.rs")
                .doesNotContain(".read");
    }

    @Smart(18)
    @Test
    void aLaunchNeedsTheCapabilityOrAnAdministratorsWord() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        practice.guid(),
                        new JsonObject()
                                .put(
                                        "capabilities",
                                        new JsonArray().add("launch-standalone").add("sparkles")));
        String launch = gateway.url() + "/launch/" + partner.applicationId() + "?launch="
                + URLEncoder.encode(
                        gateway.ehr().control().tokens().launch(practice.guid(), "p-1"), StandardCharsets.UTF_8)
                + "&iss="
                + URLEncoder.encode(practice.providerBase().toString(), StandardCharsets.UTF_8);

        Browser.Page refused = new Browser().open(launch);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("content=\"launch-not-offered\"");
        set(partner, practice, new JsonObject().put("capabilities", new JsonObject().put("launch-ehr", true)));

        assertThat(new Browser().open(launch).next().toString()).startsWith(practice.providerBase() + "/authorize?");
    }
}
