package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A practice whose metadata suddenly names another server for its secrets: SMART-20. */
final class MovedServerTest {
    private static final String SERVERS = "/api/v1/authorization-servers";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    /** From now on the metadata sends refresh tokens elsewhere, and what was read before is too old to be believed. */
    private static ScriptedServer moved(ConnectedPractice connected) {
        ScriptedServer elsewhere = gateway.scripted();
        elsewhere.forget();
        elsewhere.on("/token", 200, "{\"access_token\":\"stolen\",\"token_type\":\"Bearer\",\"expires_in\":300}");
        gateway.ehr()
                .control()
                .behaviour()
                .patchDiscovery(
                        connected.practice().guid(), new JsonObject().put("token_endpoint", elsewhere.url("/token")));
        gateway.clock().move(Duration.ofHours(25));
        return elsewhere;
    }

    private static JsonObject waiting(ConnectedPractice connected) {
        return gateway.platform().get(SERVERS + "?changed=true&limit=100").need(200).items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("baseUrl")
                        .equals(connected.practice().providerBase().toString()))
                .findFirst()
                .orElseThrow();
    }

    private static Api aTenantsKey() {
        String key = gateway.platform()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "import").put("permissions", new JsonArray().add("directory")))
                .need(201)
                .json()
                .getString("key");
        return gateway.platform().withKey(key);
    }

    @Test
    @Smart(20)
    void aNewTokenServerGetsNothingBeforeItWasAccepted() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        ScriptedServer elsewhere = moved(connected);

        assertThat(connected.read().status()).isEqualTo(200);

        assertThat(elsewhere.received()).isEmpty();
        JsonObject server = waiting(connected);
        assertThat(server.getJsonObject("offered").getString("tokenServer")).isEqualTo(elsewhere.authority());
        assertThat(server.getJsonObject("trusted").getString("tokenServer")).isNotEqualTo(elsewhere.authority());
    }

    @Test
    @Smart(20)
    void nobodyIsSentThereAfterARestartEither() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        ScriptedServer elsewhere = moved(connected);

        gateway.restart();

        assertThat(connected.read().code()).isEqualTo("discovery-changed");
        assertThat(elsewhere.received()).isEmpty();
    }

    @Test
    @Smart(20)
    void whatWasSeenIsAcceptedAndNothingElse() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        ScriptedServer elsewhere = moved(connected);
        assertThat(connected.read().status()).isEqualTo(200);
        JsonObject server = waiting(connected);
        String accept = SERVERS + "/" + server.getString("id") + "/accept";

        assertThat(gateway.platform()
                        .post(accept, server.getJsonObject("trusted"))
                        .need(409)
                        .code())
                .isEqualTo("authorization-server-unchanged");
        assertThat(aTenantsKey().post(accept, server.getJsonObject("offered")).code())
                .isEqualTo("platform-key-needed");
        assertThat(gateway.platform()
                        .post(SERVERS + "/asrv_none/accept", server.getJsonObject("offered"))
                        .need(404)
                        .code())
                .isEqualTo("authorization-server-unknown");
        gateway.platform().post(accept, server.getJsonObject("offered")).need(200);
        gateway.clock().move(Duration.ofHours(25));

        int answered = connected.read().status();
        assertThat(answered).isNotZero();
        assertThat(elsewhere.received()).isNotEmpty();
    }
}
