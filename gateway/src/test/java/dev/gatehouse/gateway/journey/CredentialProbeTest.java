package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.sandbox.SandboxScopes;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a test of a credential finds, at the simulated EHR and at servers with manners of their own. */
final class CredentialProbeTest {
    private static final String REFUSED = "{\"error\":\"invalid_client\"}";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    /** Of the scripted server; another for each test, since metadata are remembered. */
    private final String base = "/fhir-" + UUID.randomUUID();

    private static Api.Answer test(Partner partner, int version, JsonObject at) {
        return partner.api()
                .post("/api/v1/applications/" + partner.applicationId() + "/credentials/" + version + "/test", at);
    }

    private static JsonObject atSandbox(Partner partner, int version) {
        JsonObject place = new JsonObject()
                .put("baseUrl", gateway.aPractice().providerBase().toString());
        return test(partner, version, place).need(200).json();
    }

    /** A server of ours whose token endpoint, and sign-in page, answer as the test says. */
    private JsonObject atScripted(Partner partner) {
        return test(partner, 1, new JsonObject().put("baseUrl", scripted().url(base)))
                .need(200)
                .json();
    }

    private static ScriptedServer scripted() {
        return gateway.scripted();
    }

    private void discovery(JsonObject more) {
        scripted()
                .on(
                        base + "/.well-known/smart-configuration",
                        200,
                        new JsonObject()
                                .put("token_endpoint", scripted().url("/token"))
                                .put("authorization_endpoint", scripted().url("/authorize"))
                                .put("capabilities", new JsonArray())
                                .mergeIn(more)
                                .encode(),
                        "Content-Type",
                        "application/json",
                        "Cache-Control",
                        "no-store");
    }

    private static void signInPage(String knownId) {
        scripted()
                .on(
                        "/authorize",
                        request -> request.response()
                                .setStatusCode(knownId.equals(request.getParam("client_id")) ? 200 : 400)
                                .end());
    }

    private static String outcome(JsonObject finding) {
        assertThat(finding.getString("explanation")).isNotBlank();
        return finding.getString("outcome");
    }

    @Test
    void aGoodSecretIsAcceptedAndNotedAndNothingIsToldOfIt() {
        Partner partner = gateway.aPartner();

        JsonObject finding = atSandbox(partner, 1);

        assertThat(outcome(finding)).isEqualTo("ok");
        JsonObject kept = (JsonObject) partner.api()
                .get("/api/v1/applications/" + partner.applicationId() + "/credentials")
                .items()
                .getValue(0);
        assertThat(kept.getJsonObject("lastTest")).isEqualTo(finding);
        assertThat(kept.getString("provenAt")).isNotNull();
        assertThat(finding.encode()).doesNotContain(partner.client().secret());
    }

    @Test
    void aWrongSecretIsToldFromAWrongClientId() {
        Partner partner = gateway.aPartner();
        partner.keepCredential(partner.client().id(), "not-the-secret");
        partner.keepCredential("nobody-knows-me", partner.client().secret());

        assertThat(outcome(atSandbox(partner, 2))).isEqualTo("wrong-secret");
        assertThat(outcome(atSandbox(partner, 3))).isEqualTo("wrong-client-id");
    }

    @Test
    void aWrongMethodIsFoundByTheOther() {
        Partner partner = gateway.aPartner();
        gateway.ehr()
                .ehr()
                .registerClient(new Client(
                        "post-only-" + partner.applicationId(),
                        "post-secret",
                        "Post Only",
                        Client.Type.PROVIDER,
                        partner.client().redirectUris(),
                        List.of(),
                        SandboxScopes.ALL,
                        null,
                        Set.of(ClientAuthentication.CLIENT_SECRET_POST)));
        partner.keepCredential("post-only-" + partner.applicationId(), "post-secret");

        JsonObject finding = atSandbox(partner, 2);

        assertThat(outcome(finding)).isEqualTo("wrong-method");
        assertThat(finding.getString("explanation")).contains("client_secret_post");
    }

    @Test
    void aTokenEndpointThatFailsIsUnreachable() {
        Partner partner = gateway.aPartner();
        gateway.ehr().control().inject(RequestKind.TOKEN, Fault.status(500).always());

        assertThat(outcome(atSandbox(partner, 1))).isEqualTo("unreachable");
        gateway.ehr().control().heal();
    }

    @Test
    void aSystemApplicationWaitsForThePractice() {
        Api api = gateway.aTenant();
        JsonObject application = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("type", "system")
                                .put("name", "Night Export")
                                .put("clientAuth", "private_key_jwt")
                                .put("scopes", new JsonArray().add("system/Patient.rs")))
                .need(201)
                .json();
        Client client = new Client(
                "system-" + UUID.randomUUID(),
                null,
                "Night Export",
                Client.Type.SYSTEM,
                List.of(),
                List.of(),
                SandboxScopes.ALL,
                application.getString("jwksUrl"),
                Set.of(ClientAuthentication.PRIVATE_KEY_JWT));
        gateway.ehr().ehr().registerClient(client);
        Partner partner = new Partner(gateway, api, application.getString("id"), client);
        api.post(
                        "/api/v1/applications/" + partner.applicationId() + "/credentials",
                        new JsonObject().put("clientId", client.id()).put("generateKey", "RS384"))
                .need(201);
        api.post(
                        "/api/v1/applications/" + partner.applicationId() + "/credentials",
                        new JsonObject().put("clientId", "nobody").put("generateKey", "ES384"))
                .need(201);

        assertThat(outcome(atSandbox(partner, 1))).isEqualTo("practice-not-authorized");
        assertThat(outcome(atSandbox(partner, 2))).isEqualTo("unclear");
    }

    @Test
    void whereNothingListensThereIsNothingToReach() {
        Partner partner = gateway.aPartner();
        scripted().on(base + "/.well-known/smart-configuration", 503, "");
        assertThat(outcome(atScripted(partner))).isEqualTo("unreachable");

        scripted().on(base + "/.well-known/smart-configuration", 404, "");
        scripted().on(base + "/metadata", 404, "");
        assertThat(outcome(atScripted(partner))).isEqualTo("no-discovery");

        discovery(new JsonObject());
        scripted().on("/token", request -> request.connection().close());
        assertThat(outcome(atScripted(partner))).isEqualTo("unreachable");
    }

    @Test
    void aServerThatSaysItsMindIsBelieved() {
        Partner partner = gateway.aPartner();
        discovery(new JsonObject());
        scripted().on("/token", 401, "{\"error\":\"invalid_client\",\"error_description\":\"Client not found\"}");
        assertThat(outcome(atScripted(partner))).isEqualTo("wrong-client-id");

        scripted().on("/token", 401, "{\"error\":\"invalid_client\",\"error_description\":\"Bad client secret\"}");
        assertThat(outcome(atScripted(partner))).isEqualTo("wrong-secret");

        scripted().on("/token", 400, "{\"error\":\"invalid_scope\"}");
        assertThat(outcome(atScripted(partner))).isEqualTo("scope-not-authorized");
    }

    @Test
    void aServerThatTreatsUnknownClientsOtherwiseGivesTheSecretAway() {
        Partner partner = gateway.aPartner();
        discovery(new JsonObject()
                .put("token_endpoint_auth_methods_supported", new JsonArray().add("client_secret_basic")));
        String ours = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (partner.client().id() + ":" + partner.client().secret())
                                        .getBytes(StandardCharsets.UTF_8));
        scripted()
                .on(
                        "/token",
                        request -> request.response()
                                .setStatusCode(ours.equals(request.getHeader("Authorization")) ? 401 : 400)
                                .end(REFUSED));

        assertThat(outcome(atScripted(partner))).isEqualTo("wrong-secret");
    }

    @Test
    void theSignInPageTellsWhatTheTokenEndpointHides() {
        Partner partner = gateway.aPartner();
        discovery(new JsonObject());
        scripted().on("/token", 401, REFUSED);
        signInPage(partner.client().id());
        assertThat(outcome(atScripted(partner))).isEqualTo("wrong-secret");

        signInPage("somebody-else");
        assertThat(outcome(atScripted(partner))).isEqualTo("wrong-client-id");
    }

    @Test
    void aServerThatTellsNothingIsUnclear() {
        Partner partner = gateway.aPartner();
        discovery(new JsonObject());
        scripted().on("/token", 401, REFUSED);
        scripted().on("/authorize", 200, "");

        JsonObject finding = atScripted(partner);

        assertThat(outcome(finding)).isEqualTo("unclear");
        assertThat(finding.getString("explanation")).contains("answers the same");
        assertThat(scripted().received()).hasSizeLessThanOrEqualTo(7);
        assertThat(scripted().received().stream()
                        .filter(each -> each.uri().equals("/token"))
                        .map(ScriptedServer.Received::body)
                        .filter(body -> body.contains("authorization_code")))
                .hasSize(3);

        scripted().on("/token", 200, "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":60}");
        assertThat(outcome(atScripted(partner))).isEqualTo("unclear");
    }

    @Test
    void aPlaceOutsideTheEhrIsRefused() {
        Partner partner = gateway.aPartner();

        assertThat(test(partner, 1, new JsonObject().put("baseUrl", "https://evil.example/fhir"))
                        .need(400)
                        .code())
                .isEqualTo("address-refused");
        assertThat(test(partner, 1, new JsonObject()).need(400).code()).isEqualTo("input-invalid");
        assertThat(test(partner, 1, new JsonObject().put("endpointId", "end_nobodys"))
                        .need(404)
                        .code())
                .isEqualTo("endpoint-unknown");
    }

    @Test
    void aSecretIsShownWithPermissionReasonAndTraceOnly() {
        Partner partner = gateway.aPartner();
        String path = "/api/v1/applications/" + partner.applicationId() + "/credentials/1/reveal";
        assertThat(partner.api().post(path, new JsonObject()).need(400).code()).isEqualTo("input-invalid");
        assertThat(partner.api()
                        .post(path, new JsonObject().put("reason", "because"))
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
        JsonObject reason = new JsonObject().put("reason", "the vendor's support asked");

        JsonObject shown =
                partner.api().once("one-look").post(path, reason).need(200).json();

        assertThat(shown.getString("clientSecret")).isEqualTo(partner.client().secret());
        // Not kept for its Idempotency-Key: each one is counted and written down.
        for (int again = 1; again < 10; again++) {
            partner.api().once("one-look").post(path, reason).need(200);
        }
        assertThat(partner.api().once("one-look").post(path, reason).need(429).code())
                .isEqualTo("reveal-limit");
    }
}
