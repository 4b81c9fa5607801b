package dev.gatehouse.gateway.webhook;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks through a whole gateway. */
class WebhookRoutesTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String ENDPOINTS = "/api/v1/webhook-endpoints";

    private final String path = "/hooks/" + NAMES.incrementAndGet();

    @CanIgnoreReturnValue
    private static JsonObject made(Api api, String url, String... types) {
        return api.post(ENDPOINTS, new JsonObject().put("url", url).put("types", new JsonArray(List.of(types))))
                .need(201)
                .json();
    }

    private List<ScriptedServer.Received> received() {
        return gateway.scripted().received().stream()
                .filter(each -> each.uri().equals(path))
                .toList();
    }

    /** Waits until so many deliveries have come. */
    @CanIgnoreReturnValue
    private List<ScriptedServer.Received> received(int count) {
        Promise<Void> come = Promise.promise();
        long timer = gateway.vertx().setPeriodic(10, tick -> {
            if (received().size() >= count) {
                come.tryComplete();
            }
        });
        await(come.future());
        gateway.vertx().cancelTimer(timer);
        return received();
    }

    private static JsonObject body(ScriptedServer.Received request) {
        return new JsonObject(request.body());
    }

    @Guards("OUT-5")
    @Test
    void eachChangeOfAConnectionIsToldOnceSigned() throws Exception {
        gateway.scripted().on(path, 200, "");
        var partner = gateway.aPartner();
        String secret = made(partner.api(), gateway.scripted().url(path), "connection.*")
                .getString("secret");

        ConnectedPractice connected = partner.connects(gateway.aPractice());
        received(1);
        partner.api().delete("/api/v1/connections/" + connected.id()).need(204);
        List<ScriptedServer.Received> told = received(2);

        assertThat(told).hasSize(2);
        for (ScriptedServer.Received each : told) {
            assertThat(Receiver.isFromGatehouse(
                            secret,
                            each.headers().get("Gatehouse-Id"),
                            each.headers().get("Gatehouse-Signature"),
                            each.body().getBytes(StandardCharsets.UTF_8),
                            Instant.now()))
                    .isTrue();
            assertThat(body(each).getString("subject")).isEqualTo(connected.id());
            assertThat(body(each).getJsonObject("data").fieldNames())
                    .containsExactlyInAnyOrder(
                            "connectionId",
                            "state",
                            "cause",
                            "eventId",
                            "applicationId",
                            "ehr",
                            "practiceId",
                            "endpointId");
        }
        assertThat(told)
                .extracting(each -> body(each).getString("type"))
                .containsExactly("connection.active", "connection.revoked");
        assertThat(body(told.get(1))
                        .getJsonObject("data")
                        .getJsonObject("cause")
                        .getString("code"))
                .isEqualTo("disconnected");
        JsonArray events = partner.api()
                .get("/api/v1/connections/" + connected.id() + "/events")
                .items();
        assertThat(told)
                .extracting(each -> body(each).getJsonObject("data").getString("eventId"))
                .containsExactly(
                        events.getJsonObject(1).getString("id"),
                        events.getJsonObject(0).getString("id"));
    }

    @Guards("OUT-5")
    @Test
    void theSecretIsShownOnceAndNeverListed() {
        Api api = gateway.aTenant();
        JsonObject made = made(api, gateway.scripted().url(path));
        String secret = made.getString("secret");
        String at = ENDPOINTS + "/" + made.getString("id");
        api.post(at + "/test", new JsonObject()).need(200);
        String second = api.post(at + "/rotate-secret", new JsonObject().put("overlapHours", 1))
                .need(200)
                .json()
                .getString("secret");

        assertThat(secret).startsWith("whsec_").hasSize(49);
        assertThat(second).startsWith("whsec_").isNotEqualTo(secret);
        for (Api.Answer each : List.of(
                api.get(ENDPOINTS),
                api.get(at),
                api.get(at + "/deliveries"),
                api.call("PATCH", at, new JsonObject().put("description", "Operations")))) {
            assertThat(each.need(200).body()).doesNotContain("whsec_");
        }
        assertThat(gateway.platform().actingFor("default").get(at).code()).isEqualTo("webhook-endpoint-unknown");
    }

    @Guards("OUT-5")
    @Test
    void anAddressInsideOrOfAnOddSpellingIsRefused() {
        Api api = gateway.aTenant();
        for (String url : List.of(
                "http://hooks.example.org/x",
                "https://127.0.0.1/x",
                "https://127.1/x",
                "https://2130706433/x",
                "https://0x7f.0.0.1/x",
                "https://[::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://10.1.2.3/x",
                "https://169.254.169.254/latest/meta-data",
                "https://localhost/x",
                "https://user:password@hooks.example.org/x",
                "https://hooks.example.org/x#part",
                "https://hooks.example.org/../x",
                "ftp://hooks.example.org/x",
                "file:///etc/passwd",
                gateway.ehr().origin() + "/x",
                "hooks.example.org",
                "")) {
            Api.Answer answer = api.post(ENDPOINTS, new JsonObject().put("url", url));

            assertThat(answer.status()).as(url).isEqualTo(400);
            assertThat(answer.json().getJsonArray("errors").getJsonObject(0).getString("path"))
                    .isEqualTo("url");
        }
        assertThat(api.get(ENDPOINTS).items()).isEmpty();
    }

    @Test
    void whatIsWrongIsNamedFieldByField() {
        Api.Answer answer = gateway.aTenant()
                .post(
                        ENDPOINTS,
                        new JsonObject()
                                .put(
                                        "types",
                                        new JsonArray()
                                                .add("connection.active")
                                                .add("Connection")
                                                .add("*"))
                                .put("enabled", "yes"));

        assertThat(answer.need(400).code()).isEqualTo("input-invalid");
        assertThat(answer.json().getJsonArray("errors").stream().map(each -> ((JsonObject) each).getString("path")))
                .containsExactlyInAnyOrder("url", "types[1]", "types[2]", "enabled");
    }

    @Test
    void aTestTellsHowItWent() {
        Api api = gateway.aTenant();
        gateway.scripted().on(path, 418, "");
        String at = ENDPOINTS + "/" + made(api, gateway.scripted().url(path)).getString("id");

        JsonObject refused = api.post(at + "/test", new JsonObject()).need(200).json();
        gateway.scripted().on(path, 202, "");
        JsonObject taken = api.post(at + "/test", new JsonObject()).need(200).json();

        assertThat(refused.getString("state")).isEqualTo("failed");
        assertThat(refused.getJsonObject("lastAnswer"))
                .isEqualTo(new JsonObject()
                        .put("status", 418)
                        .put("code", "not-taken")
                        .put("text", "The endpoint answered 418.")
                        .put("head", "Content-Length: 0"));
        assertThat(taken.getString("state")).isEqualTo("delivered");
        assertThat(taken.getJsonObject("lastAnswer").getInteger("status")).isEqualTo(202);
        assertThat(api.get(at + "/deliveries?state=failed").items()).hasSize(1);
        assertThat(api.get(at + "/deliveries?state=lost").code()).isEqualTo("input-invalid");
        assertThat(received()).extracting(each -> body(each).getString("type")).containsOnly("webhook.test");
    }

    @Test
    void aDeliveryIsSentAgainByHand() {
        Api api = gateway.aTenant();
        gateway.scripted().on(path, 500, "");
        String at = ENDPOINTS + "/" + made(api, gateway.scripted().url(path)).getString("id");
        JsonObject failed = api.post(at + "/test", new JsonObject()).need(200).json();
        gateway.scripted().on(path, 200, "");

        JsonObject again = api.post(at + "/deliveries/" + failed.getString("id") + "/redeliver", new JsonObject())
                .need(202)
                .json();
        received(2);

        assertThat(again.getString("state")).isEqualTo("pending");
        assertThat(received())
                .extracting(each -> each.headers().get("Gatehouse-Id"))
                .containsOnly(failed.getString("eventId"));
        assertThat(api.post(at + "/deliveries/dlv_0/redeliver", new JsonObject())
                        .code())
                .isEqualTo("webhook-delivery-unknown");
    }

    @Test
    void aTenantHasABoundedNumberOfEndpoints() {
        Api api = gateway.aTenant();
        for (int i = 0; i < 20; i++) {
            made(api, "https://hooks.example.org/" + i);
        }

        assertThat(api.post(ENDPOINTS, new JsonObject().put("url", "https://hooks.example.org/x"))
                        .need(409)
                        .code())
                .isEqualTo("webhook-endpoint-limit");
        assertThat(api.get(ENDPOINTS + "?limit=15").items()).hasSize(15);
    }

    @Test
    void aRemovedEndpointIsGoneWithItsDeliveries() {
        Api api = gateway.aTenant();
        gateway.scripted().on(path, 200, "");
        String at = ENDPOINTS + "/" + made(api, gateway.scripted().url(path)).getString("id");
        api.post(at + "/test", new JsonObject()).need(200);

        api.delete(at).need(204);

        assertThat(api.get(at).need(404).code()).isEqualTo("webhook-endpoint-unknown");
        assertThat(api.get(at + "/deliveries").need(404).code()).isEqualTo("webhook-endpoint-unknown");
        assertThat(api.delete(at).need(404).code()).isEqualTo("webhook-endpoint-unknown");
        assertThat(api.get(ENDPOINTS).items()).isEmpty();
    }

    @Test
    void whatHappensBeforeAStopIsToldAfterTheStart() {
        gateway.scripted().on(path, 200, "");
        var partner = gateway.aPartner();
        made(partner.api(), gateway.scripted().url(path), "connection.active");

        ConnectedPractice connected = partner.connects(gateway.aPractice());
        gateway.restart();

        assertThat(received(1).get(0).body()).contains(connected.id());
    }
}
