package dev.gatehouse.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The past of a whole gateway that is stopped and started again. */
class HistoryRoutesTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    @Test
    void aRestartNotesHowConnectionsStandAndThatNobodyRanMeanwhile() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        Instant stopped = gateway.clock().instant();
        gateway.stop();
        gateway.clock().move(Duration.ofHours(2));
        Instant back = gateway.clock().instant();
        gateway.startAgain();
        gateway.clock().move(Duration.ofMinutes(1));

        JsonObject told = api.get("/api/v1/connection-history").need(200).json();

        JsonArray series = told.getJsonArray("series");
        assertThat(told.getInteger("stepSeconds")).isEqualTo(900);
        assertThat(series.stream().filter(each -> ((JsonObject) each).getValue("counts") != null))
                .singleElement()
                .isEqualTo(new JsonObject()
                        .put("at", back.toString())
                        .put(
                                "counts",
                                new JsonObject()
                                        .put("pending", 0)
                                        .put("active", 1)
                                        .put("degraded", 0)
                                        .put("needs_reconnect", 0)
                                        .put("misconfigured", 0)
                                        .put("paused", 0)));
        assertThat(api.get("/api/v1/outages").items())
                .containsExactly(new JsonObject()
                        .put("from", stopped.toString())
                        .put("to", back.toString())
                        .put("stopped", true));
        assertThat(api.get("/api/v1/connection-history?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
        assertThat(api.get("/api/v1/outages?from=2021-01-02T00:00:00Z")
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        ConnectedPractice theirs = gateway.aConnectedPractice();
        Api mine = gateway.aTenant();
        gateway.clock().move(Duration.ofMinutes(15));
        gateway.restart();

        assertThat(mine.get("/api/v1/connection-history").json().getJsonArray("series"))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(((JsonObject) each).getValue("counts")).isNull());
        assertThat(mine.get("/api/v1/rate-limits").need(200).items()).isEmpty();
        assertThat(tokens(mine)).isZero();
        assertThat(tokens(theirs.partner().api())).isEqualTo(1);
    }

    private static int tokens(Api api) {
        return api.get("/api/v1/token-times").need(200).json().getJsonArray("parts").stream()
                .map(JsonObject.class::cast)
                .mapToInt(each -> each.getInteger("renewed") + each.getInteger("ending"))
                .sum();
    }
}
