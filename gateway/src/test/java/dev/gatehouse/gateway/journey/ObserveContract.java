package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people look at when they wonder what is going on. */
abstract class ObserveContract {
    abstract GatewayExtension gateway();

    private static JsonObject first(Api api, String path) {
        return api.get(path).need(200).items().getJsonObject(0);
    }

    private static int sum(JsonObject histogram, String member) {
        JsonArray bars = histogram.getJsonArray("bars");
        return IntStream.range(0, bars.size())
                .map(i -> bars.getJsonObject(i).getInteger(member))
                .sum();
    }

    @Test
    void callsAreFoundByAPartOfTheirRouteAndNamedByPracticeAndKey() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        connected.read().need(200);
        api.get(connected.fhir() + "/../nowhere").need(200);

        JsonObject call = first(api, "/api/v1/calls?q=PATIENT&kind=fhir");

        assertThat(call.getString("route")).startsWith("Patient");
        assertThat(call.getString("practiceName"))
                .isEqualTo(api.get("/api/v1/connections/" + connected.id())
                        .json()
                        .getJsonObject("practice")
                        .getString("name"));
        assertThat(call.getString("callerName")).isNotNull();
        assertThat(api.get("/api/v1/calls?q=observation").items()).isEmpty();
        assertThat(api.get("/api/v1/calls?kind=nango").items()).isEmpty();
        assertThat(api.get("/api/v1/calls?kind=smoke").need(400).code()).isEqualTo("input-invalid");
    }

    @Test
    void aHistogramCountsWhatTheListHolds() {
        ConnectedPractice connected = gateway().aConnectedPractice();
        Api api = connected.partner().api();
        connected.read().need(200);
        connected.read().need(200);
        api.get("/fhir/" + connected.id() + "/Patient/no-such-patient").need(404);

        JsonObject all = api.get("/api/v1/call-histogram?bars=12").need(200).json();
        JsonObject bad = api.get("/api/v1/call-histogram?status=4xx").need(200).json();

        assertThat(all.getJsonArray("bars")).hasSize(12);
        assertThat(all.getInteger("calls")).isEqualTo(3);
        assertThat(all.getString("completeSince")).isNull();
        assertThat(sum(all, "answered")).isEqualTo(2);
        assertThat(sum(all, "ehrErrors")).isEqualTo(1);
        assertThat(bad.getJsonArray("bars")).hasSize(60);
        assertThat(sum(bad, "ehrErrors")).isEqualTo(1);
        assertThat(sum(bad, "answered")).isZero();
        assertThat(api.get("/api/v1/stats?groupBy=practice")
                        .need(200)
                        .json()
                        .getJsonArray("groups")
                        .getJsonObject(0)
                        .getString("name"))
                .isNotBlank();
    }

    @Test
    void theFunnelTellsHowFarLinksLed() {
        Partner partner = gateway().aPartner();
        SandboxPractice practice = gateway().aPractice();
        partner.connects(practice);
        JsonObject free = new JsonObject()
                .put("applicationId", partner.applicationId())
                .put("endUser", new JsonObject().put("id", "user-2"));
        JsonObject searched = partner.invite(free);
        JsonObject opened = partner.invite(free);
        JsonObject ignored = partner.invite(free);
        String search = "/practices?q=" + practice.name().substring(0, 4).replace(" ", "%20");

        partner.view(opened);
        partner.view(opened);
        new Browser().open(opened.getString("url") + "/practices?q=nobody-is-called-so");
        new Browser().open(searched.getString("url") + search);
        JsonObject funnel =
                partner.api().get("/api/v1/connect-funnel").need(200).json();

        assertThat(ignored.getString("url")).isNotBlank();
        assertThat(funnel.getInteger("opened")).isEqualTo(3);
        assertThat(funnel.getInteger("found")).isEqualTo(2);
        assertThat(funnel.getInteger("left")).isEqualTo(1);
        assertThat(funnel.getInteger("returned")).isEqualTo(1);
        assertThat(funnel.getInteger("connected")).isEqualTo(1);
        assertThat(funnel.getInteger("medianSeconds")).isBetween(0, 60);
        JsonObject theirs =
                gateway().aTenant().get("/api/v1/connect-funnel").need(200).json();
        assertThat(theirs.getInteger("opened")).isZero();
        assertThat(theirs.getValue("medianSeconds")).isNull();
        assertThat(partner.api()
                        .get("/api/v1/connect-funnel?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")
                        .json()
                        .getInteger("opened"))
                .isZero();
        assertThat(partner.api()
                        .get("/api/v1/connect-funnel?from=tomorrow")
                        .need(400)
                        .code())
                .isEqualTo("input-invalid");
    }

    @Test
    void theChainIsLookedAtForWhoeverMaySeeTheAudit() {
        Api api = gateway().aTenant();

        JsonObject chain = api.get("/api/v1/audit-chain").need(200).json();

        assertThat(chain.getString("state")).isEqualTo("unbroken");
        assertThat(chain.getInteger("entries")).isPositive();
        assertThat(chain.getString("end")).contains(":");
    }

    @Test
    void theAuditComesAsATableThatNoSpreadsheetTakesForAFormula() {
        Api api = gateway().aTenant();
        api.post(
                        "/api/v1/webhook-endpoints",
                        new JsonObject()
                                .put("url", "https://hooks.example.org/")
                                .put("types", new JsonArray(List.of())))
                .need(201);

        List<String> lines = api.get("/api/v1/audit-events?format=csv")
                .need(200)
                .body()
                .lines()
                .toList();

        assertThat(lines.get(0)).startsWith("\"seq\",\"at\",\"actorKind\"");
        assertThat(lines).anyMatch(line -> line.contains("\"webhook-endpoint.created\""));
        assertThat(lines.get(lines.size() - 1)).contains("\"audit.exported\"");
    }

    @Test
    void anEndpointTellsHowItsDayWentAndADeliveryWhatWasSentAndAnswered() {
        Api api = gateway().aTenant();
        gateway().scripted().on("/observed", 200, "");
        JsonObject made = api.post(
                        "/api/v1/webhook-endpoints",
                        new JsonObject().put("url", gateway().scripted().url("/observed")))
                .need(201)
                .json();
        String path = "/api/v1/webhook-endpoints/" + made.getString("id");
        assertThat(api.get(path).json().getString("health")).isEqualTo("unused");

        String delivery =
                api.post(path + "/test", new JsonObject()).need(200).json().getString("id");

        JsonObject shown = api.get(path + "/deliveries/" + delivery).need(200).json();
        assertThat(shown.getJsonObject("request").getString("body")).contains("\"webhook.test\"");
        assertThat(shown.getJsonObject("request").getString("head"))
                .contains("Gatehouse-Id: ")
                .doesNotContain("Signature");
        assertThat(shown.getJsonObject("lastAnswer").getInteger("status")).isEqualTo(200);
        assertThat(shown.getJsonObject("lastAnswer").getString("head")).contains("Content-Length: 0");
        assertThat(shown.getInteger("tookMs")).isNotNull();
        assertThat(first(api, "/api/v1/webhook-endpoints").getString("health")).isEqualTo("healthy");
        assertThat(api.get(path).json().getJsonObject("lastDay").getInteger("delivered"))
                .isEqualTo(1);
        JsonArray activity =
                api.get("/api/v1/webhook-activity?hours=6").need(200).json().getJsonArray("series");
        assertThat(activity.getJsonObject(activity.size() - 1).getInteger("delivered"))
                .isEqualTo(1);
        assertThat(api.get("/api/v1/webhook-activity?hours=721").need(400).code())
                .isEqualTo("input-invalid");
        JsonObject before = api.get("/api/v1/webhook-activity?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                .need(400)
                .json();
        assertThat(before.getJsonArray("errors").getJsonObject(0).getString("path"))
                .isEqualTo("from");
        assertThat(api.get("/api/v1/webhook-activity?from=2019-12-31T00:00:00Z&to=2020-01-01T00:00:00Z")
                        .need(200)
                        .json()
                        .getJsonArray("series"))
                .as("of before what is kept")
                .isEmpty();
        assertThat(api.get(path + "/deliveries/dlv_none").need(404).code()).isEqualTo("webhook-delivery-unknown");
    }

    @Test
    void aPausedEndpointSaysWhyAndTheAuditWhatItWasBefore() {
        Api api = gateway().aTenant();
        JsonObject made = api.post(
                        "/api/v1/webhook-endpoints", new JsonObject().put("url", "https://hooks.example.org/"))
                .need(201)
                .json();
        String path = "/api/v1/webhook-endpoints/" + made.getString("id");

        api.call("PATCH", path, new JsonObject().put("enabled", false).put("reason", "We move the server."))
                .need(200);
        JsonObject paused = api.get(path).need(200).json();
        api.call("PATCH", path, new JsonObject().put("enabled", true)).need(200);
        JsonObject resumed = api.get(path).need(200).json();

        assertThat(paused.getString("health")).isEqualTo("paused");
        assertThat(paused.getString("disabledReason")).isEqualTo("We move the server.");
        assertThat(paused.getString("disabledAt")).isNotNull();
        assertThat(resumed.getString("disabledReason")).isNull();
        assertThat(resumed.getString("disabledAt")).isNull();
        JsonObject details = api.get("/api/v1/audit-events?action=webhook-endpoint.changed")
                .items()
                .getJsonObject(1)
                .getJsonObject("details");
        assertThat(details.getString("enabled")).isEqualTo("false");
        assertThat(details.getString("before.enabled")).isEqualTo("true");
        assertThat(details.getString("reason")).isEqualTo("We move the server.");
    }
}
