package dev.gatehouse.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys changed under a running gateway, over HTTP. */
final class KeyRotationApiTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private JsonObject awaited(String id, String state) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        long timer = gateway.vertx()
                .setPeriodic(
                        100,
                        tick -> gateway.vertx()
                                .executeBlocking(() -> rotation(id), false)
                                .onSuccess(now -> {
                                    if (now.getString("state").equals(state)) {
                                        reached.countDown();
                                    }
                                }));
        assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
        gateway.vertx().cancelTimer(timer);
        return rotation(id);
    }

    private static JsonObject rotation(String id) {
        return gateway.platform().get("/api/v1/key-rotations/" + id).need(200).json();
    }

    private static JsonObject sealing() {
        return gateway.platform().get("/api/v1/keysets").need(200).items().getJsonObject(0);
    }

    @Test
    void aConnectionOutlivesTheKeyItsTokensWereSealedWith() throws Exception {
        ConnectedPractice practice = gateway.aConnectedPractice();
        String before = sealing().getString("key");

        JsonObject begun = gateway.platform()
                .post(
                        "/api/v1/key-rotations",
                        new JsonObject().put("keyset", "sealing").put("keepOldDays", 0))
                .need(201)
                .json();
        JsonObject done = awaited(begun.getString("id"), "done");

        assertThat(sealing().getString("key"))
                .isEqualTo(done.getString("newKey"))
                .isNotEqualTo(before);
        assertThat(sealing().getJsonArray("otherKeys")).isEmpty();
        assertThat(done.getLong("resealed")).isGreaterThanOrEqualTo(4);
        gateway.restart();
        assertThat(practice.partner().api().get(practice.fhir()).status()).isEqualTo(200);
    }

    @Test
    void onlyAPlatformKeyMayLookOrChange() {
        String tenant = gateway.aTenantId();
        String key = gateway.platform()
                .actingFor(tenant)
                .post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "all").put("permissions", new JsonArray().add("keys")))
                .need(201)
                .json()
                .getString("key");
        Api ofTenant = new Api(gateway.url(), key);

        assertThat(ofTenant.get("/api/v1/keysets").need(403).code()).isEqualTo("platform-key-needed");
        assertThat(ofTenant.post("/api/v1/key-rotations", new JsonObject().put("keyset", "sealing"))
                        .need(403)
                        .code())
                .isEqualTo("platform-key-needed");
    }

    @Test
    void aMasterKeyIsMadeBesideTheOldOneAndMayBeGivenUp() {
        JsonObject begun = gateway.platform()
                .post("/api/v1/key-rotations", new JsonObject().put("keyset", "master"))
                .need(201)
                .json();
        String path = "/api/v1/key-rotations/" + begun.getString("id");

        assertThat(begun.getString("newKeyFile"))
                .isEqualTo(MasterKey.nextTo(gateway.directory().resolve("gatehouse.key"))
                        .toString());
        assertThat(Files.exists(java.nio.file.Path.of(begun.getString("newKeyFile"))))
                .isTrue();
        assertThat(gateway.platform()
                        .post(path + "/finish", new JsonObject())
                        .need(409)
                        .code())
                .isEqualTo("master-key-old-in-use");
        gateway.platform().post(path + "/give-up", new JsonObject()).need(200);
        assertThat(gateway.platform().post(path + "/give-up", new JsonObject()).code())
                .isEqualTo("key-rotation-ended");
    }

    @Test
    void aKeysetThatIsNotThereIsNamed() {
        Api.Answer refused = gateway.platform().post("/api/v1/key-rotations", new JsonObject().put("keyset", "house"));

        assertThat(refused.need(400).body()).contains("sealing, fingerprints");
        assertThat(gateway.platform()
                        .get("/api/v1/key-rotations/rot_nobodys")
                        .need(404)
                        .code())
                .isEqualTo("key-rotation-unknown");
    }
}
