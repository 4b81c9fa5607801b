package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody sees first, on either database. */
abstract class OverviewContract {
    abstract GatewayExtension gateway();

    private static JsonObject overview(Api api) {
        return api.get("/api/v1/overview").need(200).json();
    }

    /** Without the EHR's list, whose age all tests here share. */
    private static List<String> kinds(JsonObject overview) {
        return allKinds(overview).stream()
                .filter(kind -> !kind.equals("directory"))
                .toList();
    }

    private static List<String> allKinds(JsonObject overview) {
        return overview.getJsonArray("attention").stream()
                .map(each -> ((JsonObject) each).getString("kind"))
                .toList();
    }

    @Test
    void atTheVeryBeginningEverythingIsStillToDo() {
        JsonObject overview = overview(gateway().aTenant());

        assertThat(overview.getJsonObject("connections").getInteger("total")).isZero();
        assertThat(kinds(overview)).isEmpty();
        assertThat(overview.getJsonObject("firstRun").getMap().values()).containsOnly(false);
    }

    @Test
    void signUpsTellWhichStepIsNext() {
        Api api = gateway().aTenant();
        api.post(
                        "/api/v1/registrations",
                        new JsonObject()
                                .put("ehr", "practicefusion")
                                .put("environment", "production")
                                .put("name", "Care Hub"))
                .need(201);

        JsonObject signUp = overview(api).getJsonArray("registrations").getJsonObject(0);

        assertThat(signUp.getString("name")).isEqualTo("Care Hub");
        assertThat(signUp.getInteger("done")).isZero();
        assertThat(signUp.getInteger("steps")).isEqualTo(5);
        assertThat(signUp.getJsonObject("current").getString("key")).isEqualTo("partner-registration");
        assertThat(signUp.getJsonObject("current").getString("title")).isNotBlank();
    }

    @Test
    void whatNeedsSomebodyIsNamedUntilItIsWell() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        assertThat(kinds(overview(api))).isEmpty();
        gateway()
                .ehr()
                .control()
                .tokens()
                .revokeRefreshTokens(connected.practice().guid());
        gateway().clock().move(Duration.ofMinutes(5));
        for (int i = 0; i < 5 && !connected.state().equals("needs_reconnect"); i++) {
            assertThat(connected.read().status()).isGreaterThanOrEqualTo(400);
            gateway().clock().move(Duration.ofMinutes(2));
        }

        JsonObject overview = overview(api);
        JsonObject item = overview.getJsonArray("attention").getJsonObject(0);
        assertThat(kinds(overview)).containsExactly("connection");
        assertThat(item.getString("name")).isEqualTo(connected.practice().name());
        assertThat(item.getString("state")).isEqualTo("needs_reconnect");
        assertThat(item.getString("code")).isEqualTo("invalid-grant");
        assertThat(item.getString("text")).isNotBlank();
        assertThat(overview.getJsonObject("connections").getInteger("attention"))
                .isEqualTo(1);
        assertThat(overview.getJsonArray("activity").getJsonObject(0).getString("practice"))
                .isEqualTo(connected.practice().name());

        api.call("PATCH", "/api/v1/connections/" + connected.id(), new JsonObject().put("paused", true))
                .need(200);
        assertThat(kinds(overview(api))).isEmpty();
        assertThat(overview(api).getJsonObject("connections").getInteger("paused"))
                .isEqualTo(1);
    }

    @Test
    void aSecretThatEndsSoonComesBeforeAnOldList() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        api.post(
                        "/api/v1/applications/" + connected.partner().applicationId() + "/credentials",
                        new JsonObject()
                                .put("clientId", connected.partner().client().id())
                                .put(
                                        "clientSecret",
                                        connected.partner().client().secret())
                                .put(
                                        "expiresAt",
                                        gateway()
                                                .clock()
                                                .instant()
                                                .plus(Duration.ofDays(20))
                                                .toString())
                                .put("activate", true))
                .need(201);

        assertThat(kinds(overview(api))).containsExactly("credentialEnds");
        gateway().clock().move(Duration.ofDays(15));
        assertThat(allKinds(overview(api))).containsSubsequence("credentialEnds", "directory");
        gateway().clock().move(Duration.ofDays(6));
        assertThat(kinds(overview(api)).get(0)).isEqualTo("credentialEnded");
    }

    @Test
    void aChosenEnvironmentNarrowsWhateverBelongsToAnApplication() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        assertThat(connected.read().status()).isEqualTo(200);
        api.post(
                        "/api/v1/registrations",
                        new JsonObject()
                                .put("ehr", "practicefusion")
                                .put("environment", "production")
                                .put("name", "Care Hub"))
                .need(201);

        assertThat(told(api, "sandbox,qa")).isEqualTo(new Narrowed(1, 0, 1, 1, 1, 1, 1, 1, List.of("sandbox")));
        assertThat(told(api, "production")).isEqualTo(new Narrowed(0, 1, 0, 0, 0, 0, 0, 0, List.of("production")));
        for (String path : List.of("overview", "connections", "connection-counts", "calls", "stats", "ehr-apps")) {
            JsonObject problem =
                    api.get("/api/v1/" + path + "?environment=moon").need(400).json();
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("path"))
                    .isEqualTo("environment");
        }
    }

    /** How much each question finds in some environments. */
    private record Narrowed(
            int connections,
            int registrations,
            int listed,
            int counted,
            int calls,
            int inBars,
            int summed,
            int groups,
            List<String> apps) {}

    private static Narrowed told(Api api, String environments) {
        JsonObject overview = in(api, "overview", environments);
        return new Narrowed(
                overview.getJsonObject("connections").getInteger("total"),
                overview.getJsonArray("registrations").size(),
                in(api, "connections", environments).getJsonArray("items").size(),
                in(api, "connection-counts", environments).getInteger("total"),
                in(api, "calls", environments).getJsonArray("items").size(),
                in(api, "call-histogram", environments).getInteger("calls"),
                in(api, "stats", environments).getJsonObject("totals").getInteger("calls"),
                in(api, "stats?groupBy=practice", environments)
                        .getJsonArray("groups")
                        .size(),
                in(api, "ehr-apps", environments).getJsonArray("items").stream()
                        .map(each -> ((JsonObject) each).getString("environment"))
                        .distinct()
                        .toList());
    }

    private static JsonObject in(Api api, String path, String environments) {
        String more = (path.contains("?") ? "&" : "?") + "environment=" + environments;
        return api.get("/api/v1/" + path + more).need(200).json();
    }

    @Test
    void aCallerSeesWhatItMaySee() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        api.post(
                        "/api/v1/registrations",
                        new JsonObject()
                                .put("ehr", "practicefusion")
                                .put("environment", "production")
                                .put("name", "Care Hub"))
                .need(201);
        String key = api.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "looks on").put("permissions", new JsonArray().add("connections")))
                .need(201)
                .json()
                .getString("key");

        assertThat(overview(api).getJsonArray("registrations")).hasSize(1);
        assertThat(overview(new Api(gateway().url(), key)).getJsonArray("registrations"))
                .isEmpty();
        assertThat(overview(api).getJsonObject("firstRun").getBoolean("apiKey")).isTrue();
        assertThat(overview(api).getJsonObject("firstRun").getBoolean("connection"))
                .isTrue();
    }
}
