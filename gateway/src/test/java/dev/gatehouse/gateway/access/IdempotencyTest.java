package dev.gatehouse.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static final JsonObject WISH =
            new JsonObject().put("name", "reader").put("permissions", new JsonArray().add("proxy:read"));

    @Test
    void aRepeatedWriteHappensOnceAndGetsTheSameAnswer() {
        Api tenant = gateway.aTenant();

        Api.Answer first = tenant.once("order-1").post("/api/v1/api-keys", WISH);
        Api.Answer again = tenant.once("order-1").post("/api/v1/api-keys", WISH);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(tenant.get("/api/v1/api-keys").items()).hasSize(1);
    }

    @Test
    void aRepeatedRefusalIsTheSameRefusal() {
        Api tenant = gateway.aTenant();

        Api.Answer first = tenant.once("order-2").post("/api/v1/api-keys", new JsonObject());
        Api.Answer again = tenant.once("order-2").post("/api/v1/api-keys", new JsonObject());

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        Api tenant = gateway.aTenant();
        tenant.once("order-3").post("/api/v1/api-keys", WISH).need(201);

        Api.Answer other =
                tenant.once("order-3").post("/api/v1/api-keys", WISH.copy().put("name", "other"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
    }

    @Guards("TEN-3")
    @Test
    void tenantsDoNotShareKeys() {
        gateway.aTenant().once("order-4").post("/api/v1/api-keys", WISH).need(201);
        Api other = gateway.aTenant();

        other.once("order-4").post("/api/v1/api-keys", WISH).need(201);

        assertThat(other.get("/api/v1/api-keys").items()).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneHappens() {
        Api tenant = gateway.aTenant();

        List<CompletableFuture<Api.Answer>> all = IntStream.range(0, 20)
                .mapToObj(i -> tenant.once("order-5").later("POST", "/api/v1/api-keys", WISH))
                .toList();
        List<Integer> statuses =
                all.stream().map(each -> each.join().status()).distinct().toList();

        assertThat(statuses).isSubsetOf(201, 409).contains(201);
        assertThat(tenant.get("/api/v1/api-keys").items()).hasSize(1);
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        Api.Answer answer = gateway.aTenant().once("with blank").post("/api/v1/api-keys", WISH);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("idempotency-key-invalid");
    }
}
