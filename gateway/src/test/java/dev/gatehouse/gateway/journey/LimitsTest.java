package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is full or hangs leaves room for the rest. */
final class LimitsTest {
    private static final int AT_ONE_HOST = 384;
    private static final int API = 3;

    @RegisterExtension
    static final GatewayExtension gateway =
            GatewayExtension.onH2().withAdmission(new AdmissionSettings(512, AT_ONE_HOST, 512, 512, API));

    private final Api metrics = new Api("http://127.0.0.1:" + gateway.gateway().managementPort(), null);

    private double meter(String name) {
        String all = metrics.get("/metrics").need(200).body();
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(all);
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private void until(String meter, double value) {
        double seen = -1;
        for (int look = 0; look < 2_000 && seen != value; look++) {
            seen = meter(meter);
        }
        assertThat(seen).as(meter).isEqualTo(value);
    }

    /** A connection to a server of our own, with a token that lasts. */
    private static String connectionTo(Api tenant, String base) {
        String application = tenant.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("type", "provider")
                                .put("name", "Slow")
                                .put("scopes", new JsonArray(List.of("user/Patient.read"))))
                .need(201)
                .json()
                .getString("id");
        String endpoint = tenant.post(
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "smart")
                                .put("name", "The one that hangs")
                                .put(
                                        "endpoints",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("kind", "provider_system")
                                                        .put("baseUrl", base))))
                .need(201)
                .json()
                .getJsonArray("endpoints")
                .getJsonObject(0)
                .getString("id");
        return tenant.post(
                        "/api/v1/connections",
                        new JsonObject()
                                .put("applicationId", application)
                                .put("endpointId", endpoint)
                                .put(
                                        "grant",
                                        new JsonObject()
                                                .put("accessToken", "a-token-that-lasts")
                                                .put("scope", "user/Patient.read")
                                                .put(
                                                        "expiresAt",
                                                        Instant.now()
                                                                .plus(Duration.ofHours(1))
                                                                .toString())))
                .need(201)
                .json()
                .getString("id");
    }

    private static List<CompletableFuture<Api.Answer>> reads(Api tenant, String path, int number) {
        return Stream.generate(() -> tenant.later("GET", path, null))
                .limit(number)
                .toList();
    }

    @Test
    void anEhrThatHangsUnderFiveHundredCallsHoldsUpNobodyElse() {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        gateway.scripted().on("/hangs/Patient", held::add);
        Partner partner = gateway.aPartner();
        String hanging = connectionTo(partner.api(), gateway.scripted().url("/hangs"));
        ConnectedPractice fine = partner.connects(gateway.aPractice());

        List<CompletableFuture<Api.Answer>> calls = reads(partner.api(), "/fhir/" + hanging + "/Patient", 500);
        until("gatehouse_proxy_calls_running", AT_ONE_HOST);

        for (int call = 0; call < 10; call++) {
            fine.read().need(200);
        }
        gateway.ehr().control().tokens().expireAccessTokens(null);
        fine.read().need(200);
        assertThat(gateway.ehr().control().requests(RequestKind.REFRESH)).hasSize(1);
        assertThat(fine.state()).isEqualTo("active");
        gateway.scripted().on("/hangs/Patient", 200, "{}", "Content-Type", "application/fhir+json");
        gateway.vertx().runOnContext(go -> held.forEach(each -> each.response().end("{}")));
        List<Integer> statuses =
                calls.stream().map(call -> call.join().status()).toList();
        assertThat(statuses).containsOnly(200, 503);
        assertThat(statuses.stream().filter(status -> status == 503).count()).isGreaterThanOrEqualTo(500 - AT_ONE_HOST);
        until("gatehouse_proxy_calls_running", 0);
        assertThat(meter("gatehouse_calls_refused_total{limit=\"ehr_host\"}")).isEqualTo(500 - AT_ONE_HOST);
    }

    @Test
    void theManagementApiHasABoundOfItsOwn() {
        Partner partner = gateway.aPartner();
        List<ConnectedPractice> slow = Stream.generate(() -> partner.connects(gateway.aPractice()))
                .limit(API)
                .toList();
        ConnectedPractice fine = partner.connects(gateway.aPractice());
        slow.forEach(each -> gateway.ehr()
                .control()
                .inject(
                        RequestKind.REFRESH,
                        Fault.late(Duration.ofSeconds(8)).at(each.practice().guid())));

        List<CompletableFuture<Api.Answer>> calls = slow.stream()
                .map(each ->
                        partner.api().later("POST", "/api/v1/connections/" + each.id() + "/refresh", new JsonObject()))
                .toList();
        until("gatehouse_api_calls_running", API);

        assertThat(partner.api()
                        .get("/api/v1/connections/" + fine.id())
                        .need(503)
                        .code())
                .isEqualTo("gateway-busy");
        fine.read().need(200);
        assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
        until("gatehouse_api_calls_running", 0);
        assertThat(fine.state()).isEqualTo("active");
    }
}
