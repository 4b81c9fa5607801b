package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions and auth webhooks as a backend with the published package {@code @nangohq/node} has them. */
final class NodeConnectIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static NodeClient node;

    @BeforeAll
    static void startNode() throws Exception {
        node = NodeClient.at(gateway.url());
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
    }

    /** A partner's backend with what it needs. */
    private record Backend(Partner partner, NodeClient.As client, String key) {
        static Backend of(Partner partner) {
            return new Backend(
                    partner,
                    node.as(NangoFixture.key(partner.api(), NangoFixture.ALL)),
                    NangoFixture.integration(partner));
        }

        JsonObject sessionAt(SandboxPractice practice, String user) {
            JsonObject config = new JsonObject().put("endpoint_id", partner.endpoint(practice));
            return new JsonObject()
                    .put(
                            "end_user",
                            new JsonObject()
                                    .put("id", user)
                                    .put("email", user + "@example.org")
                                    .put("tags", new JsonObject().put("b", "2").put("a", "1")))
                    .put("organization", new JsonObject().put("id", "org-1"))
                    .put("tags", new JsonObject().put("Zone", "north").put("area", "a"))
                    .put("allowed_integrations", new JsonArray().add(key))
                    .put(
                            "integrations_config_defaults",
                            new JsonObject().put(key, new JsonObject().put("connection_config", config)));
        }

        /** The popup to its end; the EHR says yes. */
        void connects(JsonObject session) {
            Browser browser = new Browser();
            String popup = gateway.url() + "/oauth/connect/" + key + "?connect_session_token="
                    + session.getJsonObject("data").getString("token");
            String back = browser.until(gateway.url() + "/oauth/callback", browser.open(popup));
            String end = browser.until(gateway.url() + "/oauth/finished", browser.open(back));
            assertThat(browser.open(end).status()).isEqualTo(200);
        }

        /** Its only connection, as the client reads it. */
        JsonObject connection() {
            JsonArray found = client.object("listConnections").getJsonArray("connections");
            assertThat(found).hasSize(1);
            return client.object("getConnection", key, found.getJsonObject(0).getString("connection_id"));
        }
    }

    @Test
    void aSessionLeadsToAConnectionWithItsTagsAndEndUser() {
        Backend backend = Backend.of(gateway.aPartner());
        JsonObject session =
                backend.client().object("createConnectSession", backend.sessionAt(gateway.aPractice(), "ada"));
        JsonObject data = session.getJsonObject("data");
        assertThat(data.getString("token")).matches("nango_connect_session_[0-9a-f]{64}");
        assertThat(data.getString("connect_link")).startsWith(gateway.url() + "/connect-ui/?session_token=");

        backend.connects(session);

        JsonObject connection = backend.connection();
        assertThat(connection.getJsonObject("tags").getMap())
                .containsEntry("zone", "north")
                .containsEntry("end_user_id", "ada")
                .containsEntry("organization_id", "org-1");
        assertThat(connection
                        .getJsonObject("end_user")
                        .getJsonObject("organization")
                        .getString("id"))
                .isEqualTo("org-1");
        assertThat(connection.getJsonObject("credentials").getString("access_token"))
                .isNotEmpty();
    }

    @Test
    void aSessionSaysHowTheEndUserIsMetAtTheEhr() {
        Backend backend = Backend.of(gateway.aPartner());
        JsonObject session = backend.sessionAt(gateway.aPractice(), "may");
        JsonObject entry = session.getJsonObject("integrations_config_defaults").getJsonObject(backend.key());
        entry.put("authorization_params", new JsonObject().put("login_hint", "may@example.org"));
        JsonObject bad = session.copy();
        bad.getJsonObject("integrations_config_defaults")
                .getJsonObject(backend.key())
                .put("authorization_params", new JsonObject().put("redirect_uri", "https://evil.example"));

        NodeClient.Refused refused = backend.client().refused("createConnectSession", bad);
        JsonObject made = backend.client().object("createConnectSession", session);
        Browser browser = new Browser();
        String ehr = browser.until(
                gateway.ehr().origin(),
                browser.open(gateway.url() + "/oauth/connect/" + backend.key() + "?connect_session_token="
                        + made.getJsonObject("data").getString("token")));

        assertThat(ehr)
                .containsPattern("[?&]login_hint=may%40example\\.org(&|$)")
                .contains("response_type=code");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                .isEqualTo(new JsonArray(List.of(
                        "integrations_config_defaults", backend.key(), "authorization_params", "redirect_uri")));
    }

    @Test
    void aSessionReconnects() {
        Backend backend = Backend.of(gateway.aPartner());
        SandboxPractice practice = gateway.aPractice();
        backend.connects(backend.client().object("createConnectSession", backend.sessionAt(practice, "bob")));
        String id = backend.connection().getString("connection_id");

        backend.connects(backend.client()
                .object(
                        "createReconnectSession",
                        new JsonObject().put("connection_id", id).put("integration_id", backend.key())));

        assertThat(backend.connection().getString("connection_id")).isEqualTo(id);
        assertThat(backend.connection().getJsonObject("tags").getString("zone")).isEqualTo("north");
    }

    @Test
    void mistakesAreToldAsTheClientKnowsThem() {
        Backend backend = Backend.of(gateway.aPartner());

        NodeClient.Refused nobody = backend.client().refused("createConnectSession", new JsonObject());
        NodeClient.Refused unknown = backend.client()
                .refused(
                        "createConnectSession",
                        new JsonObject()
                                .put("end_user", new JsonObject().put("id", "x"))
                                .put("allowed_integrations", new JsonArray().add("nobodys")));
        NodeClient.Refused elsewhere = backend.client()
                .refused(
                        "createConnectSession",
                        new JsonObject()
                                .put("end_user", new JsonObject().put("id", "x"))
                                .put("webhook_url_override", "http://169.254.169.254/"));
        NodeClient.Refused again = backend.client()
                .refused(
                        "createReconnectSession",
                        new JsonObject().put("connection_id", "nobodys").put("integration_id", backend.key()));

        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.code()).isEqualTo("invalid_body");
        assertThat(unknown.body().getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                .isEqualTo(new JsonArray(List.of("allowed_integrations", "0")));
        assertThat(elsewhere.body().getJsonArray("errors").getJsonObject(0).getJsonArray("path"))
                .isEqualTo(new JsonArray(List.of("webhook_url_override")));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.code()).isEqualTo("invalid_body");
    }

    private static ScriptedServer.Received taken(BlockingQueue<ScriptedServer.Received> queue) throws Exception {
        ScriptedServer.Received next = queue.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("the webhook").isNotNull();
        return next;
    }

    @Test
    void authWebhooksPassTheClientsOwnCheck() throws Exception {
        Backend backend = Backend.of(gateway.aPartner());
        BlockingQueue<ScriptedServer.Received> hooks = new LinkedBlockingQueue<>();
        gateway.scripted().on("/hook", request -> {
            List<ScriptedServer.Received> all = gateway.scripted().received();
            hooks.add(all.get(all.size() - 1));
            request.response().end();
        });
        JsonObject endpoint = backend.partner()
                .api()
                .post(
                        "/api/v1/webhook-endpoints",
                        new JsonObject()
                                .put("url", gateway.scripted().url("/hook"))
                                .put("format", "nango"))
                .need(201)
                .json();
        SandboxPractice practice = gateway.aPractice();
        backend.connects(backend.client().object("createConnectSession", backend.sessionAt(practice, "eve")));

        ScriptedServer.Received hook = taken(hooks);
        JsonObject body = new JsonObject(hook.body());
        String id = backend.connection().getString("connection_id");
        assertThat(body.getString("operation")).isEqualTo("creation");
        assertThat(body.getBoolean("success")).isTrue();
        assertThat(body.getString("connectionId")).isEqualTo(id);
        assertThat(body.getString("providerConfigKey")).isEqualTo(backend.key());
        assertThat(body.getJsonObject("endUser").getString("endUserId")).isEqualTo("eve");
        assertThat(List.copyOf(body.fieldNames())).isSorted();
        assertThat(List.copyOf(body.getJsonObject("tags").fieldNames())).isSorted();
        assertThat(List.copyOf(body.getJsonObject("endUser").fieldNames())).isSorted();
        assertThat(verified(endpoint.getString("secret"), hook.body(), hook)).isTrue();
        assertThat(verified(endpoint.getString("secret"), hook.body() + " ", hook))
                .isFalse();
        assertThat(verified("another", hook.body(), hook)).isFalse();

        gateway.ehr().control().tokens().revokeRefreshTokens(practice.guid());
        gateway.ehr().control().tokens().expireAccessTokens(practice.guid());
        backend.partner().api().get("/fhir/" + id + "/Patient").need(503);
        JsonObject lost = new JsonObject(taken(hooks).body());
        assertThat(lost.getString("operation")).isEqualTo("refresh");
        assertThat(lost.getBoolean("success")).isFalse();
        assertThat(lost.getJsonObject("error").getString("type")).isEqualTo("refresh_token_external_error");
        assertThat(lost.containsKey("endUser")).isFalse();
    }

    private static boolean verified(String key, String body, ScriptedServer.Received hook) {
        JsonObject headers = new JsonObject();
        for (Map.Entry<String, String> each : hook.headers()) {
            headers.put(each.getKey(), each.getValue());
        }
        return (Boolean) node.with("unused", new JsonObject().put("webhookSigningKey", key))
                .call("verifyIncomingWebhookRequest", body, headers);
    }
}
