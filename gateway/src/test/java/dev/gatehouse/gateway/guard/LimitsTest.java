package dev.gatehouse.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much may be sent, and how often wrongly. */
class LimitsTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private ConnectedPractice practice;
    private String key;

    @BeforeEach
    void connect() {
        practice = gateway.aConnectedPractice();
        key = practice.partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "a test")
                                .put(
                                        "permissions",
                                        new JsonArray().add("proxy:read").add("connections")))
                .need(201)
                .json()
                .getString("key");
    }

    @Test
    void whoTriesKeysIsSlowedDownAndKeysInUsePass() throws IOException {
        assertThat(practice.partner()
                        .api()
                        .withKey(key)
                        .get("/api/v1/connections")
                        .status())
                .isEqualTo(200);
        String last = "";
        for (int i = 0; i < 700 && !last.contains("too-many-wrong-keys"); i += 50) {
            StringBuilder ahead = new StringBuilder();
            for (int k = 0; k < 50; k++) {
                String end = k == 49 ? "Connection: close\r\n\r\n" : "\r\n";
                ahead.append("GET /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess-")
                        .append(i + k)
                        .append("\r\n")
                        .append(end);
            }
            last = RawSocket.told(gateway.gateway().port(), ahead.toString());
        }

        assertThat(Answers.statuses(last)).contains(429);
        assertThat(last.toLowerCase(Locale.ROOT)).contains("retry-after: 5");
        assertThat(practice.partner()
                        .api()
                        .withKey(key)
                        .get("/api/v1/connections")
                        .status())
                .isEqualTo(200);
    }

    @Guards("LIM-2")
    @Test
    void jsonOverAMebibyteIsRefused() throws IOException {
        String told = RawSocket.told(
                gateway.gateway().port(),
                "POST /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 1048577\r\n\r\n"
                        + "a".repeat(1_048_577));

        assertThat(Answers.statuses(told)).isEqualTo(List.of(413));
    }

    @Test
    void aBodyThatWasRefusedBeforeItsEndDoesNotHoldUpTheNextRequest() throws IOException {
        String told = RawSocket.told(
                gateway.gateway().port(),
                "POST /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer no-key-of-ours\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 200000\r\n\r\n" + "a".repeat(200_000)
                        + "GET /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                        + "\r\nConnection: close\r\n\r\n");

        assertThat(Answers.statuses(told)).isEqualTo(List.of(401, 200));
    }
}
