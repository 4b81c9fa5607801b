package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.Elsewhere;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections as the published package {@code @nangohq/node} has them, with every method that is here. */
final class NodeConnectionsIT {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

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

    private static NodeClient.As as(Api tenant, String... permissions) {
        return node.as(NangoFixture.key(tenant, permissions));
    }

    private static int refreshes() {
        return gateway.ehr().control().requests(RequestKind.REFRESH).size();
    }

    @Test
    void aConnectionIsReadWithItsToken() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);
        int before = refreshes();

        JsonObject whole = client.object("getConnection", key, connected.id());

        assertThat(whole.getString("connection_id")).isEqualTo(connected.id());
        assertThat(whole.getString("provider_config_key")).isEqualTo(key);
        assertThat(whole.getString("provider")).isEqualTo("sandbox");
        assertThat(whole.getJsonObject("end_user").getString("id")).isEqualTo("user-1");
        assertThat(whole.getLong("id")).isPositive();
        assertThat(whole.getJsonArray("errors")).isEmpty();
        assertThat(whole.getString("created_at")).endsWith("+00:00");
        assertThat(whole.getMap()).containsEntry("last_fetched_at", null).containsEntry("metadata", null);
        JsonObject credentials = whole.getJsonObject("credentials");
        assertThat(credentials.getString("type")).isEqualTo("OAUTH2");
        assertThat(credentials.fieldNames()).doesNotContain("refresh_token");
        String token = (String) client.call("getToken", key, connected.id());
        assertThat(token).isEqualTo(credentials.getString("access_token"));
        JsonObject raw = client.object("getRawTokenResponse", key, connected.id());
        assertThat(raw.getString("access_token")).isEqualTo(token);
        assertThat(raw.getString("token_type")).isEqualTo("Bearer");
        assertThat(raw.getString("scope")).contains("user/Patient.read");
        assertThat(raw.getInteger("expires_in")).isPositive();
        assertThat(raw.fieldNames()).doesNotContain("refresh_token");
        assertThat(refreshes()).isEqualTo(before);
    }

    @Test
    void forcingRefreshesAndAskingForTheRefreshTokenDoesNot() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);
        String first = (String) client.call("getToken", key, connected.id());
        int before = refreshes();

        JsonObject told =
                client.object("getConnection", key, connected.id(), false, true).getJsonObject("credentials");

        assertThat(refreshes()).isEqualTo(before);
        assertThat(told.getString("access_token")).isEqualTo(first);
        assertThat(told.getString("refresh_token")).isNotEmpty();
        assertThat(told.getJsonObject("raw").getString("refresh_token")).isEqualTo(told.getString("refresh_token"));
        assertThat(client.call("getToken", key, connected.id(), true)).isNotEqualTo(first);
        assertThat(refreshes()).isEqualTo(before + 1);
        gateway.clock().move(Duration.ofHours(2));
        client.call("getToken", key, connected.id());
        assertThat(refreshes()).isEqualTo(before + 2);
        assertThat(connected
                        .partner()
                        .api()
                        .get("/api/v1/audit-events?action=connection.token-exported")
                        .body())
                .contains("\"refreshToken\":\"true\"")
                .doesNotContain(told.getString("refresh_token"));
    }

    @Test
    void aRefreshTheEhrRefusesSaysSoWithTheConnection() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);
        gateway.ehr().control().tokens().revokeGrants(connected.practice().guid());

        NodeClient.Refused first = client.refused("getConnection", key, connected.id(), true);

        assertThat(first.status()).isIn(400, 424);
        assertThat(first.code()).isEqualTo("invalid_credentials");
        JsonObject payload = first.body().getJsonObject("payload").getJsonObject("connection");
        assertThat(payload.getString("connection_id")).isEqualTo(connected.id());
        assertThat(payload.getJsonObject("credentials")).isEmpty();
        gateway.clock().move(Duration.ofHours(1));
        assertThat(client.refused("getToken", key, connected.id()).code()).isEqualTo("invalid_credentials");
        gateway.clock().move(Duration.ofHours(1));
        NodeClient.Refused later = client.refused("getToken", key, connected.id());
        assertThat(later.status()).isEqualTo(424);
        assertThat(later.code()).isEqualTo("invalid_credentials");
        assertThat(client.object("listConnections", connected.id())
                        .getJsonArray("connections")
                        .getJsonObject(0)
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("type"))
                .isEqualTo("auth");
    }

    @Test
    void whatIsUnknownHasItsUnevenCodes() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);

        NodeClient.Refused integration = client.refused("getConnection", "nobodys", connected.id());
        NodeClient.Refused read = client.refused("getConnection", key, "nobodys");
        NodeClient.Refused removed = client.refused("deleteConnection", key, "nobodys");
        NodeClient.Refused set = client.refused("setMetadata", key, "nobodys", new JsonObject());
        NodeClient.Refused patched = client.refused(
                "patchConnection",
                new JsonObject().put("connectionId", "nobodys").put("provider_config_key", key),
                new JsonObject());

        assertThat(integration.status()).isEqualTo(400);
        assertThat(integration.code()).isEqualTo("unknown_provider_config");
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.code()).isEqualTo("not_found");
        assertThat(removed.status()).isEqualTo(400);
        assertThat(removed.code()).isEqualTo("unknown_connection");
        assertThat(set.status()).isEqualTo(404);
        assertThat(set.code()).isEqualTo("unknown_connection");
        assertThat(patched.status()).isEqualTo(404);
        assertThat(patched.code()).isEqualTo("not_found");
        NodeClient.Refused stranger = node.as("gk_live_nobody").refused("listConnections");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.code()).isEqualTo("unknown_account");
    }

    @Test
    void metadataIsReplacedMergedAndRead() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);
        JsonObject first = new JsonObject().put("a", 1).put("b", new JsonObject().put("c", 2));

        JsonObject set = client.object("setMetadata", key, connected.id(), first);

        assertThat(set.getInteger("status")).isEqualTo(201);
        assertThat(set.getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("metadata", first)
                        .put("connection_id", connected.id())
                        .put("provider_config_key", key));
        JsonObject merged = client.object(
                "updateMetadata",
                key,
                new JsonArray(List.of(connected.id())),
                new JsonObject().put("b", new JsonObject().put("d", 3)));
        assertThat(merged.getInteger("status")).isEqualTo(200);
        assertThat(merged.getJsonObject("data").getJsonArray("connection_id")).containsExactly(connected.id());
        assertThat(client.call("getMetadata", key, connected.id()))
                .isEqualTo(new JsonObject().put("a", 1).put("b", new JsonObject().put("d", 3)));
        NodeClient.Refused one =
                client.refused("setMetadata", key, new JsonArray(List.of(connected.id(), "nobodys")), new JsonObject());
        assertThat(one.status()).isEqualTo(404);
        assertThat(one.code()).isEqualTo("unknown_connection");
        assertThat(client.object("getMetadata", key, connected.id()).getInteger("a"))
                .isEqualTo(1);
        client.object("setMetadata", key, connected.id(), new JsonObject().put("e", true));
        assertThat(client.call("getMetadata", key, connected.id())).isEqualTo(new JsonObject().put("e", true));
    }

    @Test
    void connectionsAreListedByWhomTheyAreForAndByTags() {
        Partner partner = gateway.aPartner();
        String key = NangoFixture.integration(partner);
        ConnectedPractice one = partner.connects(gateway.aPractice());
        ConnectedPractice two = partner.connects(gateway.aPractice());
        NodeClient.As client = as(partner.api(), NangoFixture.ALL);
        JsonObject patch = new JsonObject()
                .put(
                        "end_user",
                        new JsonObject()
                                .put("id", "clinic-7")
                                .put("email", "front@clinic.example")
                                .put("display_name", "Front 100%"))
                .put("tags", new JsonObject().put("Region", "West").put("practice", "p1"));

        JsonObject patched = client.object(
                "patchConnection",
                new JsonObject().put("connectionId", two.id()).put("provider_config_key", key),
                patch);

        assertThat(patched.getBoolean("success")).isTrue();
        assertThat(ids(client.object("listConnections"))).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(ids(client.object("listConnections", one.id()))).containsExactly(one.id());
        assertThat(ids(client.object("listConnections", null, "100%"))).containsExactly(two.id());
        assertThat(ids(client.object("listConnections", null, "100_"))).isEmpty();
        assertThat(ids(client.object("listConnections", new JsonObject().put("userId", "clinic-7"))))
                .containsExactly(two.id());
        assertThat(ids(client.object("listConnections", new JsonObject().put("userId", "user-1"))))
                .containsExactly(one.id());
        JsonObject tags = new JsonObject()
                .put("tags", new JsonObject().put("REGION", "West").put("practice", "p1"));
        assertThat(ids(client.object("listConnections", tags))).containsExactly(two.id());
        tags.getJsonObject("tags").put("practice", "p2");
        assertThat(ids(client.object("listConnections", tags))).isEmpty();
        JsonObject byEmail = new JsonObject().put("tags", new JsonObject().put("email", "front@clinic.example"));
        assertThat(ids(client.object("listConnections", byEmail))).containsExactly(two.id());
        assertThat(ids(client.object("listConnections", new JsonObject().put("integrationId", "nobodys"))))
                .isEmpty();
        assertThat(ids(client.object(
                        "listConnections",
                        new JsonObject().put("integrationId", key).put("limit", 1))))
                .hasSize(1);
        assertThat(ids(client.object("listConnections", null, null, Map.of("limit", 1, "page", 1))))
                .hasSize(1);
        JsonObject item = client.object("listConnections", two.id())
                .getJsonArray("connections")
                .getJsonObject(0);
        assertThat(item.getString("created")).endsWith("Z");
        assertThat(item.getJsonObject("tags").getMap())
                .containsEntry("region", "West")
                .containsEntry("end_user_id", "clinic-7");
        assertThat(item.getJsonObject("end_user").getString("display_name")).isEqualTo("Front 100%");
        assertThat(client.object("waitForConnection", key, "clinic-7").getString("connection_id"))
                .isEqualTo(two.id());
        JsonObject which = new JsonObject().put("connectionId", two.id()).put("provider_config_key", key);
        client.object("patchConnection", which, new JsonObject().put("webhook_url_override", ""));
        NodeClient.Refused override = client.refused(
                "patchConnection", which, new JsonObject().put("webhook_url_override", "https://hooks.example/7"));
        assertThat(override.status()).isEqualTo(400);
        assertThat(override.code()).isEqualTo("invalid_body");
    }

    private static List<String> ids(JsonObject answer) {
        return answer.getJsonArray("connections").stream()
                .map(each -> ((JsonObject) each).getString("connection_id"))
                .toList();
    }

    @Test
    void aRemovedConnectionIsGoneAndEnded() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), NangoFixture.ALL);

        JsonObject removed = client.object("deleteConnection", key, connected.id());

        assertThat(removed.getInteger("status")).isEqualTo(200);
        assertThat(removed.getJsonObject("data").getBoolean("success")).isTrue();
        assertThat(client.refused("getConnection", key, connected.id()).status())
                .isEqualTo(404);
        assertThat(ids(client.object("listConnections"))).isEmpty();
        assertThat(connected.state()).isEqualTo("revoked");
    }

    @Test
    void aKeyWithoutTokenExportSeesNoTokens() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.integration(connected.partner());
        NodeClient.As client = as(connected.partner().api(), "connections");

        assertThat(client.object("getConnection", key, connected.id()).getJsonObject("credentials"))
                .isEmpty();
        NodeClient.Refused refused = client.refused("getConnection", key, connected.id(), true);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(client.refused("getConnection", key, connected.id(), false, true)
                        .status())
                .isEqualTo(403);
        assertThat(client.refused("createIntegration", new JsonObject()).code()).isEqualTo("forbidden");
    }

    @Test
    void aConnectionMovesInUnderTheIdItHad() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        String integration = NangoFixture.integration(partner);
        Api api = NangoFixture.with(gateway, partner.api(), NangoFixture.ALL);
        JsonObject there = Elsewhere.grant(partner, practice, Partner.SCOPES);
        JsonObject sent = new JsonObject()
                .put("provider_config_key", integration)
                .put("connection_id", "customer 17, main@clinic:1")
                .put(
                        "credentials",
                        new JsonObject()
                                .put("type", "OAUTH2")
                                .put("access_token", there.getString("access_token"))
                                .put("refresh_token", there.getString("refresh_token"))
                                .put(
                                        "expires_at",
                                        gateway.clock()
                                                .instant()
                                                .plusSeconds(300)
                                                .toString())
                                .put("raw", there))
                .put("metadata", new JsonObject().put("plan", "gold"))
                .put(
                        "connection_config",
                        new JsonObject().put("base_url", practice.providerBase().toString()));

        JsonObject made = api.post("/connections", sent).need(201).json();

        assertThat(made.getString("connection_id")).isEqualTo("customer 17, main@clinic:1");
        assertThat(made.getValue("end_user")).isNull();
        assertThat(made.getJsonObject("credentials").getString("access_token"))
                .isEqualTo(there.getString("access_token"));
        NodeClient.As client = as(partner.api(), NangoFixture.ALL);
        assertThat(client.call("getToken", integration, "customer 17, main@clinic:1"))
                .isEqualTo(there.getString("access_token"));
        assertThat(client.object("getMetadata", integration, "customer 17, main@clinic:1")
                        .getString("plan"))
                .isEqualTo("gold");
        gateway.clock().move(Duration.ofHours(1));
        assertThat(client.call("getToken", integration, "customer 17, main@clinic:1"))
                .isNotEqualTo(there.getString("access_token"));
        JsonObject again = sent.copy();
        again.getJsonObject("credentials").remove("expires_at");
        assertThat(api.post("/connections", again).need(201).json().getLong("id"))
                .isEqualTo(made.getLong("id"));
        client.object("deleteConnection", integration, "customer 17, main@clinic:1");
        assertThat(client.refused("getToken", integration, "customer 17, main@clinic:1")
                        .status())
                .isEqualTo(404);
    }
}
