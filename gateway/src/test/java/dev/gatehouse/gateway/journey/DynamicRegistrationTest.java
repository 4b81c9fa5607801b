package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications that register themselves (RFC 7591), at the simulated EHR and at servers with manners of their own. */
final class DynamicRegistrationTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    /** Of the scripted server; another for each test, since metadata are remembered. */
    private final String base = "/fhir-" + UUID.randomUUID();

    private final Api api = gateway.aTenant();

    private JsonObject application(String auth) {
        return api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("type", "provider")
                                .put("name", "Northwind Care Hub")
                                .put("clientAuth", auth)
                                .put("scopes", new JsonArray(Partner.SCOPES)))
                .need(201)
                .json();
    }

    private static String path(JsonObject application) {
        return "/api/v1/applications/" + application.getString("id") + "/dynamic-registrations";
    }

    private JsonObject place() {
        return new JsonObject().put("baseUrl", gateway.scripted().url(base));
    }

    private void anEhr(int status, String answer) {
        discovery();
        gateway.scripted().on(base + "/register", status, answer, "Content-Type", "application/json");
    }

    private void discovery() {
        gateway.scripted()
                .on(
                        base + "/.well-known/smart-configuration",
                        200,
                        new JsonObject()
                                .put("token_endpoint", gateway.scripted().url("/token"))
                                .put("registration_endpoint", gateway.scripted().url(base + "/register"))
                                .encode());
    }

    private JsonObject sent() {
        return gateway.scripted().received().stream()
                .filter(each -> each.uri().endsWith("/register"))
                .reduce((first, second) -> second)
                .map(each -> new JsonObject(each.body()))
                .orElseThrow();
    }

    private JsonObject lastTry(JsonObject application) {
        return (JsonObject) api.get(path(application)).need(200).items().getValue(0);
    }

    @Test
    @Smart(6)
    void anApplicationRegistersItselfAtTheSandboxAndConnects() {
        gateway.ehr().control().behaviour().programme().dynamicRegistration(true);
        for (String auth : new String[] {"client_secret_basic", "private_key_jwt"}) {
            JsonObject application = application(auth);
            SandboxPractice practice = gateway.aPractice();

            JsonObject made = api.post(
                            path(application),
                            new JsonObject()
                                    .put("baseUrl", practice.providerBase().toString()))
                    .need(201)
                    .json();

            JsonObject credential = made.getJsonObject("credential");
            assertThat(credential.getString("state")).isEqualTo("active");
            assertThat(made.getJsonArray("warnings")).isEmpty();
            assertThat(lastTry(application).getString("state")).isEqualTo("registered");
            JsonObject finding = api.post(
                            "/api/v1/applications/" + application.getString("id") + "/credentials/1/test",
                            new JsonObject()
                                    .put("baseUrl", practice.providerBase().toString()))
                    .need(200)
                    .json();
            assertThat(finding.getString("outcome")).as(finding.encode()).isEqualTo("ok");
        }
    }

    @Test
    void whatTheEhrIssuesIsKeptSealedWithItsEnd() {
        anEhr(
                201,
                new JsonObject()
                        .put("client_id", "dyn-1")
                        .put("client_secret", "secret-canary")
                        .put("client_secret_expires_at", 4_102_444_800L)
                        .put("token_endpoint_auth_method", "client_secret_post")
                        .put("registration_client_uri", "https://ehr.example/register/dyn-1")
                        .put("registration_access_token", "token-canary")
                        .encode());
        JsonObject application = application("client_secret_basic");

        Api.Answer made = api.post(
                        path(application),
                        place().put("initialAccessToken", "initial-canary")
                                .put("policyUri", "https://northwind.example/privacy")
                                .put("contacts", new JsonArray().add("dev@northwind.example")))
                .need(201);

        assertThat(made.body()).doesNotContain("secret-canary", "token-canary", "initial-canary");
        assertThat(made.json().getJsonObject("credential").getString("expiresAt"))
                .isEqualTo("2100-01-01T00:00:00Z");
        assertThat(made.json().getJsonArray("warnings").encode()).contains("client_secret_post");
        assertThat(sent())
                .isEqualTo(new JsonObject()
                        .put("client_name", "Northwind Care Hub")
                        .put("token_endpoint_auth_method", "client_secret_basic")
                        .put("scope", String.join(" ", Partner.SCOPES))
                        .put(
                                "grant_types",
                                new JsonArray().add("authorization_code").add("refresh_token"))
                        .put("response_types", new JsonArray().add("code"))
                        .put("redirect_uris", new JsonArray().add(application.getString("redirectUri")))
                        .put("policy_uri", "https://northwind.example/privacy")
                        .put("contacts", new JsonArray().add("dev@northwind.example")));
        assertThat(gateway.scripted().received().stream()
                        .map(each -> each.headers().get("Authorization")))
                .contains("Bearer initial-canary");
    }

    @Test
    void aRefusalIsToldInWordsAndLeavesTheWayFree() {
        anEhr(400, "{\"error\":\"invalid_redirect_uri\",\"error_description\":\"not on our list\"}");
        JsonObject application = application("client_secret_basic");

        Api.Answer refused = api.post(path(application), place()).need(502);

        assertThat(refused.code()).isEqualTo("registration-refused");
        assertThat(refused.body()).contains("redirect address", "not on our list");
        assertThat(lastTry(application).getString("state")).isEqualTo("refused");
        anEhr(201, "{\"client_id\":\"dyn-2\",\"client_secret\":\"s\"}");
        api.post(path(application), place()).need(201);
    }

    @Test
    void aLostAnswerStandsInTheWayUntilSomebodyLooked() {
        discovery();
        gateway.scripted()
                .on(base + "/register", request -> request.connection().close());
        JsonObject application = application("client_secret_basic");

        assertThat(api.post(path(application), place()).need(502).code()).isEqualTo("registration-outcome-unknown");

        assertThat(lastTry(application).getString("state")).isEqualTo("lost");
        assertThat(api.post(path(application), place()).need(409).code()).isEqualTo("registration-unresolved");
        anEhr(201, "{\"client_id\":\"dyn-3\",\"client_secret\":\"s\"}");
        api.post(path(application), place().put("again", true)).need(201);
    }

    @Test
    void anAnswerWithoutAClientIdIsLostToo() {
        anEhr(201, "{\"client_secret\":\"s\"}");
        JsonObject application = application("client_secret_basic");

        assertThat(api.post(path(application), place()).need(502).code()).isEqualTo("registration-outcome-unknown");
        assertThat(api.get("/api/v1/applications/" + application.getString("id") + "/credentials")
                        .items())
                .isEmpty();
    }

    @Test
    @Smart(6)
    void anEhrThatOffersNoneIsLeftAlone() {
        gateway.scripted()
                .on(
                        base + "/.well-known/smart-configuration",
                        200,
                        new JsonObject()
                                .put("token_endpoint", gateway.scripted().url("/token"))
                                .encode());
        JsonObject application = application("client_secret_basic");

        assertThat(api.post(path(application), place()).need(409).code()).isEqualTo("registration-not-offered");
        assertThat(api.get(path(application)).items()).isEmpty();
        assertThat(api.post(path(application), place().put("contacts", new JsonArray().add("no address")))
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
    }
}
