package dev.gatehouse.gateway.nango;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Providers and integrations as the published package {@code @nangohq/node} has them. */
final class NodeIntegrationsIT {
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

    @Test
    void providersAreListedAndFound() {
        NodeClient.As client = as(gateway.aTenant(), "connections");

        JsonArray found = client.object("listProviders", new JsonObject().put("search", "fusion"))
                .getJsonArray("data");
        assertThat(found).hasSize(1);
        JsonObject one = client.object("getProvider", new JsonObject().put("provider", "practicefusion"))
                .getJsonObject("data");
        assertThat(one).isEqualTo(found.getJsonObject(0));
        assertThat(client.object("listProviders", new JsonObject()).getJsonArray("data"))
                .hasSizeGreaterThan(10);
        NodeClient.Refused unknown = client.refused("getProvider", new JsonObject().put("provider", "none"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("not_found");
    }

    @Test
    void anIntegrationIsMadeReadChangedAndRemoved() {
        NodeClient.As client = as(gateway.aTenant(), NangoFixture.ALL);
        JsonObject wish = new JsonObject()
                .put("provider", "practicefusion")
                .put("unique_key", "Practice Fusion@prod")
                .put("display_name", "Practice Fusion")
                .put(
                        "credentials",
                        new JsonObject()
                                .put("type", "OAUTH2")
                                .put("client_id", "client-1")
                                .put("client_secret", "secret-1")
                                .put("scopes", "openid,fhirUser,user/Patient.read"));

        JsonObject made = client.object("createIntegration", wish).getJsonObject("data");

        assertThat(made.getString("unique_key")).isEqualTo("Practice Fusion@prod");
        assertThat(made.getString("provider")).isEqualTo("practicefusion");
        assertThat(made.getString("created_at")).endsWith("Z");
        assertThat(client.object("listIntegrations").getJsonArray("configs")).containsExactly(made);
        JsonObject name = new JsonObject().put("uniqueKey", "Practice Fusion@prod");
        assertThat(client.object("getIntegration", name).getJsonObject("data")).isEqualTo(made);
        JsonObject told = client.object(
                        "getIntegration", name, new JsonObject().put("include", new JsonArray(List.of("credentials"))))
                .getJsonObject("data");
        assertThat(told.getJsonObject("credentials"))
                .isEqualTo(new JsonObject()
                        .put("type", "OAUTH2")
                        .put("client_id", "client-1")
                        .put("client_secret", "secret-1")
                        .put("scopes", "openid,fhirUser,user/Patient.read")
                        .put("webhook_secret", (Object) null));
        assertThat(client.object(
                                "getIntegration",
                                name,
                                new JsonObject().put("include", new JsonArray(List.of("webhook"))))
                        .getJsonObject("data")
                        .getMap())
                .containsEntry("webhook_url", null);
        JsonObject change = new JsonObject()
                .put("display_name", "Fusion")
                .put("unique_key", "fusion")
                .put("credentials", new JsonObject().put("type", "OAUTH2").put("client_secret", "secret-2"));
        assertThat(client.object("updateIntegration", name, change)
                        .getJsonObject("data")
                        .getString("display_name"))
                .isEqualTo("Fusion");
        name.put("uniqueKey", "fusion");
        assertThat(client.object(
                                "getIntegration",
                                name,
                                new JsonObject().put("include", new JsonArray(List.of("credentials"))))
                        .getJsonObject("data")
                        .getJsonObject("credentials")
                        .getString("client_secret"))
                .isEqualTo("secret-2");
        JsonObject removed = client.object("deleteIntegration", "fusion");
        assertThat(removed.getInteger("status")).isEqualTo(200);
        assertThat(removed.getJsonObject("data").getBoolean("success")).isTrue();
        NodeClient.Refused gone = client.refused("getIntegration", name);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.code()).isEqualTo("not_found");
        assertThat(client.refused("deleteIntegration", "fusion").status()).isEqualTo(404);
    }

    @Test
    void anIntegrationThatCanNotBeIsRefusedByName() {
        NodeClient.As client = as(gateway.aTenant(), NangoFixture.ALL);
        JsonObject wish = new JsonObject()
                .put("provider", "nobody")
                .put("unique_key", "a/b")
                .put("more", 1);

        NodeClient.Refused refused = client.refused("createIntegration", wish);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_body");
        assertThat(refused.body().getJsonArray("errors").stream()
                        .map(each -> ((JsonObject) each).getJsonArray("path").getString(0)))
                .containsExactlyInAnyOrder("provider", "unique_key", "more");
        JsonObject good = new JsonObject().put("provider", "smart").put("unique_key", "once");
        client.object("createIntegration", good);
        assertThat(client.refused("createIntegration", good).code()).isEqualTo("invalid_body");
    }
}
