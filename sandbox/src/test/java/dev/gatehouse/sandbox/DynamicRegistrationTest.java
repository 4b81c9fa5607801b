package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Programme;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicRegistrationTest extends SandboxTest {

    private Programme programme;

    @BeforeEach
    void switchedOn() {
        programme = ehr.control().behaviour().programme();
        programme.dynamicRegistration(true);
    }

    private static JsonObject metadata() {
        return new JsonObject()
                .put("client_name", "Example App")
                .put("redirect_uris", new JsonArray().add(App.REDIRECT))
                .put("grant_types", new JsonArray().add("authorization_code").add("refresh_token"))
                .put("policy_uri", "https://health.example.com/privacy")
                .put("scope", App.SCOPES);
    }

    @CanIgnoreReturnValue
    private HttpResponse<Buffer> send(HttpMethod method, String url, String token, JsonObject body) throws Exception {
        return App.await(
                app.request(method, url).bearerTokenAuthentication(token).sendJsonObject(body));
    }

    private HttpResponse<Buffer> register(JsonObject body) throws Exception {
        return App.await(
                app.request(HttpMethod.POST, base.registrationEndpoint()).sendJsonObject(body));
    }

    private App client(JsonObject registered) {
        return new App(
                vertx,
                new Client(
                        registered.getString("client_id"),
                        registered.getString("client_secret"),
                        "Example App",
                        Client.Type.PROVIDER,
                        List.of(App.REDIRECT),
                        List.of(),
                        app.client.scopes(),
                        null,
                        Set.of(ClientAuthentication.CLIENT_SECRET_BASIC)));
    }

    @Test
    void anAppThatRegisteredCanConnect() throws Exception {
        HttpResponse<Buffer> answer = register(metadata().put("software_statement", "ignored"));
        JsonObject registered = answer.bodyAsJsonObject();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.getHeader("cache-control")).isEqualTo("no-store");
        assertThat(registered.getString("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
        assertThat(registered.getInteger("client_secret_expires_at")).isZero();
        assertThat(registered.getLong("client_id_issued_at"))
                .isEqualTo(CLOCK.instant().getEpochSecond());
        assertThat(registered.getString("policy_uri")).isEqualTo("https://health.example.com/privacy");
        assertThat(client(registered).connect(base).getString("access_token")).isNotEmpty();
        assertThat(violations()).isEmpty();
    }

    @Test
    void theEndpointIsNamedOnlyWhileItIsThere() throws Exception {
        for (String document : List.of("smart-configuration", "openid-configuration")) {
            String url = base.url() + "/.well-known/" + document;
            assertThat(app.get(url).bodyAsJsonObject().getString("registration_endpoint"))
                    .isEqualTo(base.registrationEndpoint());
        }
        programme.dynamicRegistration(false);

        assertThat(app.get(base.url() + "/.well-known/smart-configuration").bodyAsString())
                .doesNotContain("registration_endpoint");
        assertThat(register(metadata()).statusCode()).isEqualTo(404);
    }

    @Test
    void anAppIsKnownOnlyWhereItRegistered() throws Exception {
        App stranger = client(register(metadata()).bodyAsJsonObject());
        Base elsewhere = ehr.practice(2).provider();

        assertThat(stranger.authorize(elsewhere, stranger.authorization(elsewhere))
                        .statusCode())
                .isEqualTo(400);
        assertThat(stranger.token(elsewhere, stranger.exchange("x")).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uris, '[]', invalid_redirect_uri",
        "redirect_uris, '[\"http://app.example.com/cb\"]', invalid_redirect_uri",
        "redirect_uris, '[\"javascript:alert(1)\"]', invalid_redirect_uri",
        "redirect_uris, '[\"https://app.example.com/cb#x\"]', invalid_redirect_uri",
        "redirect_uris, '[7]', invalid_client_metadata",
        "token_endpoint_auth_method, '\"tls_client_auth\"', invalid_client_metadata",
        "token_endpoint_auth_method, '\"private_key_jwt\"', invalid_client_metadata",
        "grant_types, '[\"password\"]', invalid_client_metadata",
        "grant_types, '[\"client_credentials\"]', invalid_client_metadata",
        "response_types, '[\"token\"]', invalid_client_metadata",
        "jwks, '{}', invalid_client_metadata",
        "jwks_uri, '\"http://keys.example.com\"', invalid_client_metadata",
        "policy_uri, '\"data:text/html,x\"', invalid_client_metadata",
        "client_name, '\"a\\nb\"', invalid_client_metadata",
        "scope, '7', invalid_client_metadata",
        "scope, '\"admin root\"', invalid_client_metadata",
    })
    void metadataThatIsWrongIsRefusedInTheStandardsWords(String name, String value, String error) throws Exception {
        HttpResponse<Buffer> answer = register(metadata().put(name, io.vertx.core.json.Json.decodeValue(value)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.bodyAsJsonObject().getString("error")).isEqualTo(error);
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws Exception {
        HttpResponse<Buffer> form = app.postForm(base.registrationEndpoint(), Map.of("client_name", "x"));
        HttpResponse<Buffer> garbled = App.await(app.request(HttpMethod.POST, base.registrationEndpoint())
                .putHeader("content-type", "application/json")
                .sendBuffer(Buffer.buffer("[1]")));

        assertThat(form.bodyAsJsonObject().getString("error")).isEqualTo("invalid_client_metadata");
        assertThat(garbled.bodyAsJsonObject().getString("error")).isEqualTo("invalid_client_metadata");
        assertThat(violations()).containsExactly("content-type");
        assertThat(register(metadata().put("client_name", "x".repeat(201))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void scopesThatAreNotScopesAreLeftOutAndTheAnswerSaysSo() throws Exception {
        JsonObject registered = register(metadata().put("scope", "openid admin user/Patient.rs"))
                .bodyAsJsonObject();

        assertThat(registered.getString("scope").split(" ")).containsExactlyInAnyOrder("openid", "user/Patient.rs");
    }

    @Test
    void anInitialAccessTokenIsAskedForIfThereIsOne() throws Exception {
        programme.initialAccessToken("let-me-in");

        HttpResponse<Buffer> without = register(metadata());
        HttpResponse<Buffer> wrong = send(HttpMethod.POST, base.registrationEndpoint(), "other", metadata());
        HttpResponse<Buffer> right = send(HttpMethod.POST, base.registrationEndpoint(), "let-me-in", metadata());

        assertThat(List.of(without.statusCode(), wrong.statusCode(), right.statusCode()))
                .containsExactly(401, 401, 201);
        assertThat(wrong.getHeader("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void aSecretEndsWhenTheAnswerSaidItWould() throws Exception {
        programme.registeredSecretLifetime(Duration.ofDays(30));
        JsonObject registered = register(metadata()).bodyAsJsonObject();
        App mortal = client(registered);
        String refresh = mortal.connect(base).getString("refresh_token");

        CLOCK.pass(Duration.ofDays(30));

        assertThat(registered.getLong("client_secret_expires_at"))
                .isEqualTo(CLOCK.instant().getEpochSecond());
        assertThat(mortal.refresh(base, refresh).bodyAsJsonObject().getString("error"))
                .isEqualTo("invalid_client");
    }

    @Test
    void aRegistrationIsReadChangedAndDeletedWithItsToken() throws Exception {
        JsonObject registered = register(metadata()).bodyAsJsonObject();
        String url = registered.getString("registration_client_uri");
        String token = registered.getString("registration_access_token");
        App client = client(registered);
        String access = client.connect(base).getString("access_token");
        JsonObject change = metadata()
                .put("client_id", registered.getString("client_id"))
                .put("client_secret", registered.getString("client_secret"))
                .put("scope", "openid user/Patient.rs");

        assertThat(app.get(url, token).bodyAsJsonObject()).isEqualTo(registered);
        assertThat(app.get(url, "wrong").statusCode()).isEqualTo(401);
        assertThat(send(HttpMethod.PUT, url, token, change.copy().put("client_id", "other"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(HttpMethod.PUT, url, token, change.copy().put("client_secret", "mine"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(HttpMethod.PUT, url, token, registered).bodyAsString()).contains("must not be sent");
        assertThat(send(HttpMethod.PUT, url, token, change).bodyAsJsonObject().getString("scope"))
                .contains("user/Patient.rs")
                .doesNotContain("Observation");
        assertThat(App.redirected(client.authorize(base, client.authorization(base)))
                        .text("error"))
                .isEqualTo("invalid_scope");
        assertThat(send(HttpMethod.DELETE, url, token, new JsonObject()).statusCode())
                .isEqualTo(204);
        assertThat(app.get(url, token).statusCode()).isEqualTo(401);
        assertThat(app.get(base.url() + "/Patient", access).statusCode()).isEqualTo(401);
        assertThat(client.authorize(base, client.authorization(base)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void publicAndSigningAppsGetNoSecret() throws Exception {
        JsonObject none =
                register(metadata().put("token_endpoint_auth_method", "none")).bodyAsJsonObject();
        JsonObject signing = register(metadata()
                        .put("token_endpoint_auth_method", "private_key_jwt")
                        .put("grant_types", new JsonArray().add("client_credentials"))
                        .put("scope", "system/Patient.rs")
                        .put("jwks_uri", base.keys()))
                .bodyAsJsonObject();

        assertThat(none.containsKey("client_secret")).isFalse();
        assertThat(none.containsKey("client_secret_expires_at")).isFalse();
        assertThat(signing.getString("jwks_uri")).isEqualTo(base.keys());
        assertThat(signing.containsKey("client_secret")).isFalse();
        assertThat(signing.containsKey("response_types")).isFalse();
    }
}
