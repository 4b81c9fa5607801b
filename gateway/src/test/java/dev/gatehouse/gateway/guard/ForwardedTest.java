package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.network.AddressRange;
import dev.gatehouse.common.network.TrustedProxies;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behind a reverse proxy that is trusted, each client is itself. */
class ForwardedTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2()
            .withGuard(new GuardSettings(
                    Set.of(),
                    new TrustedProxies(List.of(AddressRange.of("127.0.0.0/8"))),
                    10_000,
                    2_500,
                    BodyLimits.DEFAULT));

    private static String key(Api tenant) {
        return tenant.post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "a test")
                                .put("permissions", new JsonArray().add("keys").add("audit")))
                .need(201)
                .json()
                .getString("key");
    }

    private static String told(String target, String key, String headers) throws IOException {
        return RawSocket.told(
                gateway.gateway().port(),
                "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n" + headers
                        + "Connection: close\r\n\r\n");
    }

    @Test
    void theAuditNamesTheClientAndNotTheProxy() throws IOException {
        String tenant = gateway.aTenantId();
        Api admin = gateway.platform().actingFor(tenant);
        String key = key(admin);
        String body = "{\"name\":\"made from afar\",\"permissions\":[\"audit\"]}";
        String told = RawSocket.told(
                gateway.gateway().port(),
                "POST /api/v1/api-keys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                        + "\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(Answers.statuses(told)).containsExactly(201);
        JsonArray events = admin.get("/api/v1/audit-events").need(200).items();
        assertThat(events.getJsonObject(0).getString("address")).isEqualTo("203.0.113.9");
        assertThat(events.getJsonObject(1).getString("address")).isEqualTo("127.0.0.1");
    }

    /** Once a key is known its calls go past the router. */
    @Guards("KEY-5")
    @Test
    void aKeysLastUseNamesTheClientOnBothWaysToTheProxy() throws IOException {
        Api admin = gateway.platform().actingFor(gateway.aTenantId());
        String key = key(admin);
        for (String client : List.of("203.0.113.11", "203.0.113.12")) {
            String told = told("/fhir/nothing/Patient", key, "X-Forwarded-For: " + client + "\r\n");

            assertThat(Answers.statuses(told)).containsExactly(404);
            assertThat(admin.get("/api/v1/api-keys")
                            .need(200)
                            .items()
                            .getJsonObject(0)
                            .getString("lastUsedFrom"))
                    .isEqualTo(client);
        }
    }

    @Guards("KEY-3")
    @Test
    void aKeyInAnAddressIsToldOfWithItsClient() throws Exception {
        String tenant = gateway.aTenantId();
        Api admin = gateway.platform().actingFor(tenant);
        String key = key(admin);

        String told = told("/api/v1/connections?api_key=" + key, key, "Forwarded: for=203.0.113.10;proto=https\r\n");

        assertThat(Answers.code(told)).isEqualTo("key-in-url");
        JsonObject exposed = null;
        for (long end = System.nanoTime() + 10_000_000_000L; exposed == null && System.nanoTime() < end; ) {
            exposed = admin.get("/api/v1/audit-events").need(200).items().stream()
                    .map(JsonObject.class::cast)
                    .filter(each -> each.getString("action").equals("api-key.exposed"))
                    .findFirst()
                    .orElse(null);
        }
        assertThat(exposed).isNotNull();
        assertThat(exposed.getString("address")).isEqualTo("203.0.113.10");
    }

    @Guards("KEY-4")
    @Test
    void whoTriesKeysIsSlowedDownAndNobodyElseBehindTheSameProxy() throws IOException {
        String last = "";
        for (int i = 0; i < 700 && !last.contains("too-many-wrong-keys"); i += 50) {
            StringBuilder ahead = new StringBuilder();
            for (int k = 0; k < 50; k++) {
                ahead.append("GET /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess-")
                        .append(i + k)
                        .append("\r\nX-Forwarded-For: 10.")
                        .append(k)
                        .append(".6.6, 203.0.113.66\r\n")
                        .append(k == 49 ? "Connection: close\r\n\r\n" : "\r\n");
            }
            last = RawSocket.told(gateway.gateway().port(), ahead.toString());
        }

        assertThat(Answers.statuses(last)).contains(429);
        assertThat(Answers.statuses(told("/api/v1/connections", "guess", "X-Forwarded-For: 203.0.113.67\r\n")))
                .containsExactly(401);
    }
}
