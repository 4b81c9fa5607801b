package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody lets a connection rest: nothing goes through it until somebody says so. */
final class PausedConnectionTest {
    @RegisterExtension
    static final GatewayExtension gateway =
            GatewayExtension.onH2().withMovableClock().withRefreshesAhead();

    @CanIgnoreReturnValue
    private static JsonObject pause(ConnectedPractice connected, boolean paused) {
        return connected
                .partner()
                .api()
                .call(
                        "PATCH",
                        "/api/v1/connections/" + connected.id(),
                        new JsonObject().put("paused", paused).put("reason", "their server moves"))
                .need(200)
                .json();
    }

    private static JsonArray acts(Api api, String act, String... ids) {
        return api.post(
                        "/api/v1/connection-acts",
                        new JsonObject().put("act", act).put("ids", new JsonArray(List.of(ids))))
                .need(200)
                .json()
                .getJsonArray("results");
    }

    private static List<String> kinds(ConnectedPractice connected, String query) {
        return connected
                .partner()
                .api()
                .get("/api/v1/connections/" + connected.id() + "/events" + query)
                .need(200)
                .items()
                .stream()
                .map(each -> ((JsonObject) each).getString("kind"))
                .toList();
    }

    private static int asked() {
        return gateway.ehr().control().requests(RequestKind.FHIR).size()
                + gateway.ehr().control().requests(RequestKind.REFRESH).size();
    }

    @Test
    void nothingGoesThroughItAndItIsNotRefreshed() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        assertThat(connected.json().getJsonObject("grant").getString("nextRefreshAt"))
                .isNotNull();
        // events of one instant stand in no order
        gateway.clock().move(Duration.ofSeconds(1));
        JsonObject paused = pause(connected, true);
        int before = asked();

        assertThat(connected.read().need(409).code()).isEqualTo("connection-paused");
        gateway.clock().move(Duration.ofMinutes(4));
        Api api = connected.partner().api();
        assertThat(connected.read().need(409).code()).isEqualTo("connection-paused");
        String path = "/api/v1/connections/" + connected.id();
        assertThat(api.post(path + "/check", new JsonObject()).need(409).code()).isEqualTo("connection-paused");
        assertThat(api.post(path + "/token", new JsonObject()).need(409).code()).isEqualTo("connection-paused");
        assertThat(api.post(path + "/refresh", new JsonObject()).need(409).code())
                .isEqualTo("connection-paused");

        assertThat(asked()).isEqualTo(before);
        assertThat(paused.getJsonObject("paused").getString("reason")).isEqualTo("their server moves");
        assertThat(paused.getJsonObject("grant").getValue("nextRefreshAt")).isNull();
        assertThat(paused.getString("state")).isEqualTo("active");

        pause(connected, false);
        connected.read().need(200);
        assertThat(connected.json().getValue("paused")).isNull();
        assertThat(kinds(connected, "")).containsSubsequence("resumed", "paused", "connected");
        assertThat(kinds(connected, "?kind=paused")).containsExactly("paused");
        List<String> audited = api.get("/api/v1/audit-events?limit=200").need(200).items().stream()
                .map(each -> ((JsonObject) each).getString("action"))
                .toList();
        assertThat(audited).contains("connection.paused", "connection.resumed");
    }

    @Test
    void aPauseSurvivesARestart() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        pause(connected, true);

        gateway.restart();

        assertThat(connected.read().need(409).code()).isEqualTo("connection-paused");
        pause(connected, false);
        connected.read().need(200);
    }

    @Test
    void pausingTwiceIsOneEvent() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        pause(connected, true);
        pause(connected, true);

        assertThat(kinds(connected, "?kind=paused,resumed")).containsExactly("paused");
    }

    @Test
    void eachOfManyHasAVerdictOfItsOwn() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String missing = connected.id().substring(0, connected.id().length() - 2) + "00";

        JsonArray refreshed = acts(api, "refresh", connected.id(), missing);
        assertThat(refreshed.getJsonObject(0).getBoolean("done")).isTrue();
        assertThat(refreshed.getJsonObject(1).getBoolean("done")).isFalse();
        assertThat(refreshed.getJsonObject(1).getString("code")).isEqualTo("connection-unknown");

        assertThat(acts(api, "pause", connected.id()).getJsonObject(0).getBoolean("done"))
                .isTrue();
        assertThat(acts(api, "refresh", connected.id()).getJsonObject(0).getString("code"))
                .isEqualTo("connection-paused");
        JsonObject counts = api.get("/api/v1/connection-counts").need(200).json();
        assertThat(counts.getInteger("paused")).isEqualTo(1);
        assertThat(counts.getJsonObject("states").getInteger("active")).isEqualTo(1);
        assertThat(acts(api, "resume", connected.id()).getJsonObject(0).getBoolean("done"))
                .isTrue();
        connected.read().need(200);

        api.post(
                        "/api/v1/connection-acts",
                        new JsonObject().put("act", "explode").put("ids", new JsonArray().add("x")))
                .need(400);
        api.post("/api/v1/connection-acts", new JsonObject().put("act", "pause"))
                .need(400);
    }

    @Test
    void aLinkToReconnectLeadsToTheSamePractice() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        JsonObject result = acts(connected.partner().api(), "reconnect-link", connected.id())
                .getJsonObject(0);

        assertThat(result.getBoolean("done")).isTrue();
        JsonObject view = connected.partner().view(result);
        assertThat(view.encode()).contains(connected.practice().name());
    }

    @Test
    void theTableHasARowForEachAndNobodysName() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String csv = connected
                .partner()
                .api()
                .get("/api/v1/connection-table")
                .need(200)
                .body();

        assertThat(csv.lines()).hasSize(2);
        assertThat(csv).contains(connected.id(), "active").doesNotContain("user-1");
    }

    @Test
    void theActivityOfManyIsOneQuestion() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        connected.read().need(200);
        Api api = connected.partner().api();
        JsonObject item = new JsonObject();
        // a call is counted when its answer is on its way, so perhaps not yet
        for (int i = 0; i < 2_000 && item.getJsonArray("calls", new JsonArray()).isEmpty(); i++) {
            item = api.get("/api/v1/connection-activity?ids=" + connected.id())
                    .need(200)
                    .json()
                    .getJsonArray("items")
                    .getJsonObject(0);
        }

        assertThat(item.getJsonArray("calls")).hasSize(24);
        assertThat(item.getJsonArray("calls").stream()
                        .mapToInt(each -> ((Number) each).intValue())
                        .sum())
                .isEqualTo(1);
        api.get("/api/v1/connection-activity").need(400);
    }
}
