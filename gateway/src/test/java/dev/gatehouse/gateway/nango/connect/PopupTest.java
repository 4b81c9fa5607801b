package dev.gatehouse.gateway.nango.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The popup of Nango's browser client, step by step, and who gets nowhere with it. */
final class PopupTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static Customer customer;

    @BeforeAll
    static void aCustomer() {
        customer = Customer.of(gateway);
    }

    private static String error(Browser.Page page) {
        return new JsonObject(page.body()).getJsonObject("error").getString("code");
    }

    private static Api bearer(String token) {
        return new Api(gateway.url(), token);
    }

    @Test
    void aPopupConnectsAndItsSocketHearsOfIt() {
        String token = customer.session(customer.at(gateway.aPractice(), "ada"));
        try (Socket socket = Socket.open(gateway.url())) {
            Browser.Page end = customer.walks(new Browser(), customer.popup(token, socket.id()));

            JsonObject frame = socket.next();
            assertThat(end.status()).isEqualTo(200);
            assertThat(frame.getString("message_type")).isEqualTo("success");
            assertThat(frame.getString("provider_config_key")).isEqualTo(customer.integration());
            assertThat(frame.getBoolean("is_pending")).isFalse();
            JsonObject connection = customer.api()
                    .get("/api/v1/connections/" + frame.getString("connection_id"))
                    .need(200)
                    .json();
            assertThat(connection.getString("state")).isEqualTo("active");
            assertThat(connection.getJsonObject("endUser").getString("id")).isEqualTo("ada");
        }
    }

    @Test
    void theSignInIsAsTheSessionSaysAndTheRestAsTheProtocolWants() {
        JsonObject said = new JsonObject()
                .put("login_hint", "dora@example.org")
                .put("prompt", "login")
                .put("max_age", "60")
                .put("display", "popup")
                .put("ui_locales", "de en");
        JsonObject body = saying(said, "dora");
        Browser browser = new Browser();

        String ehr = browser.until(
                gateway.ehr().origin(), browser.open(customer.popup(customer.session(body), "0".repeat(32))));

        assertThat(ehr.replaceAll("^[^?]*", "").split("[?&]"))
                .contains(
                        "login_hint=dora%40example.org",
                        "prompt=login", "max_age=60", "display=popup", "ui_locales=de%20en", "response_type=code");
    }

    @Test
    void aSessionSaysNothingThatIsNotAboutTheSignIn() {
        for (String name : List.of(
                "redirect_uri",
                "client_id",
                "state",
                "scope",
                "aud",
                "launch",
                "nonce",
                "code_challenge",
                "request_uri",
                "response_mode",
                "id_token_hint",
                "Prompt")) {
            JsonObject error = customer.api()
                    .post("/connect/sessions", saying(new JsonObject().put(name, "x"), "eve"))
                    .need(400)
                    .json()
                    .getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("invalid_body");
            assertThat(error.getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                    .as(name)
                    .contains("authorization_params", name);
        }
        customer.api()
                .post("/connect/sessions", saying(new JsonObject().put("prompt", "login\nx"), "eve"))
                .need(400);
        customer.api()
                .post("/connect/sessions", saying(new JsonObject().put("max_age", 60), "eve"))
                .need(400);
    }

    private static JsonObject saying(JsonObject parameters, String user) {
        JsonObject body = customer.at(gateway.aPractice(), user);
        body.getJsonObject("integrations_config_defaults")
                .getJsonObject(customer.integration())
                .put("authorization_params", parameters);
        return body;
    }

    @Test
    void anySocketPathWillDo() {
        try (Socket socket = Socket.open(gateway.url() + "/some/where?else=1")) {
            assertThat(socket.id()).matches("[0-9a-f]{32}");
        }
        assertThatThrownBy(() -> Socket.open(gateway.url() + "/fhir/con_x/Patient"))
                .isNotNull();
    }

    @Test
    void aSocketThatTalksIsClosed() {
        try (Socket socket = Socket.open(gateway.url())) {
            assertThat(socket.says("hello").closedWith()).isEqualTo(1008);
        }
    }

    @Test
    void theConnectionDoesNotDependOnTheSocket() {
        String token = customer.session(customer.at(gateway.aPractice(), "without-socket"));
        Socket socket = Socket.open(gateway.url());
        String popup = customer.popup(token, socket.id());
        socket.close();

        assertThat(customer.walks(new Browser(), popup).status()).isEqualTo(200);

        assertThat(customer.api()
                        .get("/api/v1/connections?endUserId=without-socket")
                        .need(200)
                        .items())
                .hasSize(1);
    }

    @Test
    void aGuessedSocketIdReachesNobody() {
        String token = customer.session(customer.at(gateway.aPractice(), "mallory"));
        try (Socket socket = Socket.open(gateway.url())) {
            customer.walks(new Browser(), customer.popup(token, "0".repeat(32)));

            assertThat(socket.heardNothing()).isTrue();
        }
        assertThat(error(new Browser().open(customer.popup(token, "guess")))).isEqualTo("invalid_query_params");
    }

    @Test
    void aDenialIsToldToTheSocketAndShown() {
        String token = customer.session(customer.at(gateway.aPractice(), "deny"));
        try (Socket socket = Socket.open(gateway.url())) {
            Browser browser = new Browser();
            Browser.Page at = browser.open(customer.popup(token, socket.id()));
            String ehr = browser.until(gateway.ehr().origin(), at);
            String state = ehr.replaceAll(".*[?&]state=([^&]+).*", "$1");
            Browser.Page back =
                    browser.open(gateway.url() + "/oauth/callback/sandbox?error=access_denied&state=" + state);
            Browser.Page end = browser.open(back.next().toString());

            JsonObject frame = socket.next();
            assertThat(frame.getString("message_type")).isEqualTo("error");
            assertThat(frame.getString("error_type")).isEqualTo("callback_err");
            assertThat(end.status()).isEqualTo(400);
            assertThat(end.body()).contains("callback_err").doesNotContain(state);
        }
    }

    @Test
    void withoutAPracticeTheConnectPageAsksForIt() {
        String token = customer.session(customer.body("searcher"));

        Browser.Page page = new Browser().open(customer.popup(token, "0".repeat(32)));

        assertThat(page.status()).isEqualTo(302);
        Browser.Page search = new Browser().open(page.next().toString());
        assertThat(search.status()).isEqualTo(200);
        assertThat(search.body()).contains("Connect your practice");
    }

    @Test
    void whatTheBrowserChoosesIsShownBeforeItLeaves() {
        SandboxPractice practice = gateway.aPractice();
        String token = customer.session(customer.body("chooser"));

        Browser.Page page = new Browser()
                .open(customer.popup(token, "0".repeat(32)) + "&params%5Bendpoint_id%5D="
                        + customer.partner().endpoint(practice));

        assertThat(new Browser().open(page.next().toString()).status()).isEqualTo(200);
    }

    @Test
    void theBrowserMayNotWidenScopes() {
        String token = customer.session(customer.at(gateway.aPractice(), "scopes"));
        try (Socket socket = Socket.open(gateway.url())) {
            Browser.Page page =
                    new Browser().open(customer.popup(token, socket.id()) + "&user_scope=user/Everything.write");

            assertThat(page.status()).isEqualTo(400);
            assertThat(socket.next().getString("error_type")).isEqualTo("url_param_err");
        }
    }

    @Test
    void parametersOfTheEhrsPageAndCredentialsAreNotTaken() {
        String token = customer.session(customer.at(gateway.aPractice(), "params"));
        for (String sent : List.of(
                "&authorization_params%5Bredirect_uri%5D=https://evil.example",
                "&credentials%5Boauth_client_id_override%5D=other")) {
            try (Socket socket = Socket.open(gateway.url())) {
                assertThat(new Browser()
                                .open(customer.popup(token, socket.id()) + sent)
                                .status())
                        .isEqualTo(400);
                assertThat(socket.next().getString("error_type")).isEqualTo("url_param_err");
            }
        }
    }

    @Test
    void badSessionsGetNowhere() {
        String token = customer.session(customer.at(gateway.aPractice(), "ended"));
        String id = "0".repeat(32);
        bearer(token).delete("/connect/session").need(204);

        assertThat(error(new Browser().open(customer.popup(token, id)))).isEqualTo("unknown_connect_session_token");
        assertThat(error(new Browser().open(customer.popup("nango_connect_session_x", id))))
                .isEqualTo("invalid_connect_session_token_format");
        assertThat(error(new Browser().open(gateway.url() + "/oauth/connect/any")))
                .isEqualTo("missing_auth_header");
        assertThat(bearer(token).get("/connect/session").need(401).body()).contains("unknown_connect_session_token");
    }

    @Test
    void aSessionEndsAfterHalfAnHour() {
        String token = customer.session(customer.at(gateway.aPractice(), "late"));
        bearer(token).get("/connect/session").need(200);

        gateway.clock().move(Duration.ofMinutes(30));

        assertThat(error(new Browser().open(customer.popup(token, "0".repeat(32)))))
                .isEqualTo("unknown_connect_session_token");
    }

    @Test
    void aSessionIsForItsOwnTenantAndIntegrationsOnly() {
        Customer other = Customer.of(gateway);
        String token = customer.session(customer.body("own").put("allowed_integrations", new JsonArray()));
        String theirs = other.session(other.body("foreign"));

        assertThat(error(new Browser().open(customer.popup(token, "0".repeat(32)))))
                .isEqualTo("integration_not_allowed");
        // the key may be another tenant's as well; a session is never for that tenant's
        String all = customer.session(new JsonObject().put("end_user", new JsonObject().put("id", "all")));
        Browser.Page page =
                new Browser().open(gateway.url() + "/oauth/connect/nobodys-key?connect_session_token=" + all);
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("unknown_config_key");
        assertThat(bearer(theirs).get("/api/v1/connections").status()).isEqualTo(401);
    }

    @Test
    void aSessionsTokenOpensNothingElse() {
        String token = customer.session(customer.body("narrow"));
        Api session = bearer(token);

        session.get("/api/v1/connections").need(401);
        session.post("/connect/sessions", customer.body("more")).need(403);
        session.get("/fhir/con_x/Patient").need(401);
        customer.api().get("/connect/session").need(401);
    }

    @Test
    void theBrowserDoesNotNameConnections() {
        String token = customer.session(customer.at(gateway.aPractice(), "named"));

        assertThat(error(new Browser().open(customer.popup(token, "0".repeat(32)) + "&connection_id=mine")))
                .isEqualTo("invalid_query_params");
    }

    @Test
    void credentialsFromABrowserAreRefusedInJsonThatAnyOriginReads() throws Exception {
        String token = customer.session(customer.body("formless"));
        for (String way : List.of("/oauth2/auth/", "/api-auth/api-key/", "/auth/unauthenticated/")) {
            Api.Answer answer = bearer("none")
                    .post(way + customer.integration() + "?connect_session_token=" + token, new JsonObject());
            assertThat(answer.need(400).json().getJsonObject("error").getString("code"))
                    .isEqualTo("invalid_auth_mode");
        }
        var preflight = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                        gateway.url() + "/api-auth/basic/" + customer.integration()))
                                .header("Origin", "https://app.example.org")
                                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding());
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void connectingAgainKeepsTheConnection() {
        SandboxPractice practice = gateway.aPractice();
        String first = customer.session(customer.at(practice, "again"));
        try (Socket socket = Socket.open(gateway.url())) {
            customer.walks(new Browser(), customer.popup(first, socket.id()));
            String id = socket.next().getString("connection_id");
            String second = customer.api()
                    .post(
                            "/connect/sessions/reconnect",
                            new JsonObject().put("connection_id", id).put("integration_id", customer.integration()))
                    .need(201)
                    .json()
                    .getJsonObject("data")
                    .getString("token");

            try (Socket again = Socket.open(gateway.url())) {
                customer.walks(new Browser(), customer.popup(second, again.id()));

                assertThat(again.next().getString("connection_id")).isEqualTo(id);
            }
            assertThat(bearer(second)
                            .get("/connect/session")
                            .json()
                            .getJsonObject("data")
                            .getBoolean("isReconnecting"))
                    .isTrue();
        }
    }

    @Test
    void nobodyReconnectsWhatIsNotTheirs() {
        Customer other = Customer.of(gateway);
        String token = customer.session(customer.at(gateway.aPractice(), "theirs"));
        try (Socket socket = Socket.open(gateway.url())) {
            customer.walks(new Browser(), customer.popup(token, socket.id()));
            String id = socket.next().getString("connection_id");

            Api.Answer refused = other.api()
                    .post(
                            "/connect/sessions/reconnect",
                            new JsonObject().put("connection_id", id).put("integration_id", other.integration()));

            assertThat(refused.need(400).json().getJsonObject("error").getString("code"))
                    .isEqualTo("invalid_body");
        }
    }
}
