package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What is known of calls afterwards, on either database. */
abstract class CallsContract {
    private static final String CANARY = "zebrafinch";
    private static final int LOOKS = 2_000;

    abstract GatewayExtension gateway();

    /** The calls of a tenant once there are so many: one is recorded when its answer is on its way, so perhaps not yet. */
    static JsonArray calls(Api api, String query, int many) {
        JsonArray found = new JsonArray();
        for (int i = 0; i < LOOKS && found.size() < many; i++) {
            found = api.get("/api/v1/calls" + query).need(200).items();
        }
        assertThat(found).hasSize(many);
        return found;
    }

    @Test
    void beforeAnyCallEverythingIsEmpty() {
        Api api = gateway().aTenant();

        assertThat(calls(api, "", 0)).isEmpty();
        assertThat(api.get("/api/v1/calls/req_nobodys").need(404).code()).isEqualTo("call-unknown");
        JsonObject stats = api.get("/api/v1/stats").need(200).json();
        assertThat(stats.getJsonObject("totals").getLong("calls")).isZero();
        assertThat(stats.getJsonObject("totals").getValue("tookMs")).isNull();
        assertThat(stats.getJsonArray("series")).hasSizeGreaterThan(90);
        assertThat(stats.getJsonObject("connections")).isEmpty();
        assertThat(stats.getJsonArray("groups")).isEmpty();
    }

    @Test
    void aCallIsKnownWithoutPatientData() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        api.get("/fhir/" + connected.id() + "/Patient?name=" + CANARY + "&" + CANARY + "7=1&_count=1")
                .need(200);
        assertThat(api.get("/fhir/" + connected.id() + "/Patient/" + CANARY + "/_history/" + CANARY + "-2")
                        .status())
                .isGreaterThanOrEqualTo(400);

        JsonArray calls = calls(api, "?connectionId=" + connected.id(), 2);

        JsonObject search = calls.getJsonObject(1);
        assertThat(search.getString("route")).isEqualTo("Patient?name&{name}&_count");
        assertThat(search.getInteger("status")).isEqualTo(200);
        assertThat(search.getString("code")).isNull();
        assertThat(search.getString("practiceId"))
                .isEqualTo(connected.json().getJsonObject("practice").getString("id"));
        assertThat(search.getString("applicationId"))
                .isEqualTo(connected.partner().applicationId());
        assertThat(search.getLong("bytesOut")).isPositive();
        assertThat(search.getDouble("waitedMs")).isPositive().isLessThanOrEqualTo(search.getDouble("tookMs"));
        assertThat(api.get("/api/v1/calls/" + search.getString("requestId"))
                        .need(200)
                        .json())
                .isEqualTo(search);
        assertThat(calls.getJsonObject(0).getString("route")).isEqualTo("Patient/{id}/_history/{id}");
        String everything = calls.encode()
                + api.get("/api/v1/stats?groupBy=connection").body()
                + new Api("http://127.0.0.1:" + gateway().gateway().managementPort(), null)
                        .get("/metrics")
                        .need(200)
                        .body();
        assertThat(everything).doesNotContainIgnoringCase(CANARY).contains("gatehouse_proxy_calls_seconds_count");
    }

    @Test
    void nobodySeesAnothersCallsNorGoesOnWithAnothersCursor() {
        ConnectedPractice theirs = gateway().aConnectedPractice();
        theirs.read().need(200);
        theirs.read().need(200);
        JsonObject call = calls(theirs.partner().api(), "", 2).getJsonObject(0);
        String cursor =
                theirs.partner().api().get("/api/v1/calls?limit=1").json().getString("nextCursor");
        Api mine = gateway().aTenant();

        assertThat(mine.get("/api/v1/calls").items()).isEmpty();
        assertThat(mine.get("/api/v1/calls?limit=1&cursor=" + cursor).need(200).items())
                .isEmpty();
        assertThat(mine.get("/api/v1/calls?connectionId=" + theirs.id()).items())
                .isEmpty();
        mine.get("/api/v1/calls/" + call.getString("requestId")).need(404);
        JsonObject stats = mine.get("/api/v1/stats?connectionId=" + theirs.id()).json();
        assertThat(stats.getJsonObject("totals").getLong("calls")).isZero();
    }

    @Test
    void theOverviewTellsOfCallsRefreshesAndConnections() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        connected.read().need(200);
        gateway()
                .ehr()
                .control()
                .tokens()
                .expireAccessTokens(connected.practice().guid());
        connected.read().need(200);
        api.get("/fhir/" + connected.id() + "/Patient/nobody-at-all").need(404);
        assertThat(calls(api, "?status=4xx", 1).getJsonObject(0).getString("code"))
                .isNull();

        JsonObject stats = api.get("/api/v1/stats?groupBy=practice").need(200).json();

        JsonObject totals = stats.getJsonObject("totals");
        assertThat(totals.getLong("calls")).isEqualTo(3);
        assertThat(totals.getLong("answered")).isEqualTo(2);
        assertThat(totals.getLong("ehrErrors")).isEqualTo(1);
        assertThat(totals.getJsonObject("refreshes").getLong("succeeded")).isEqualTo(1);
        assertThat(totals.getJsonObject("tookMs").getDouble("p99")).isPositive();
        assertThat(stats.getJsonObject("connections")).isEqualTo(new JsonObject().put("active", 1));
        JsonObject group = stats.getJsonArray("groups").getJsonObject(0);
        assertThat(group.getString("id"))
                .isEqualTo(connected.json().getJsonObject("practice").getString("id"));
        assertThat(group.getLong("calls")).isEqualTo(3);
        assertThat(calls(api, "", 3).stream().map(JsonObject.class::cast).filter(each -> each.getBoolean("refreshed")))
                .hasSize(1);
    }

    @Test
    void aStopLosesNothing() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        connected.read().need(200);
        gateway().restart();

        assertThat(calls(connected.partner().api(), "", 1)).hasSize(1);
        assertThat(connected
                        .partner()
                        .api()
                        .get("/api/v1/stats")
                        .json()
                        .getJsonObject("totals")
                        .getLong("calls"))
                .isEqualTo(1);
    }

    @Test
    void aQuestionThatMakesNoSenseIsRefusedWithAllMistakes() {
        Api api = gateway().aTenant();

        assertThat(api.get("/api/v1/calls?status=abc&from=yesterday&minMs=-1")
                        .need(400)
                        .json()
                        .getJsonArray("errors"))
                .hasSize(3);
        assertThat(api.get("/api/v1/calls?cursor=MXxhYmM").need(400).code()).isEqualTo("input-invalid");
        assertThat(api.get("/api/v1/stats?step=61&groupBy=patient&sort=name&groups=0")
                        .need(400)
                        .json()
                        .getJsonArray("errors"))
                .hasSize(4);
        api.get("/api/v1/stats?from=2026-11-23T12:00:00Z&to=2026-11-23T11:00:00Z")
                .need(400);
        api.get("/api/v1/stats?from=2020-01-01T00:00:00Z&step=60").need(400);
        api.get("/api/v1/stats?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z")
                .need(200);
    }
}
