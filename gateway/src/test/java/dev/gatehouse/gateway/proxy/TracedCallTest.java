package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.tracing.TraceSettings;
import dev.gatehouse.gateway.tracing.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector of traces is told of calls. */
final class TracedCallTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private final Vertx vertx = Vertx.vertx();
    private final ProxyFixture proxy = new ProxyFixture(vertx);
    private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> atEhr = new ConcurrentLinkedQueue<>();
    private volatile int collectorSays = 200;
    private HttpServer collector;

    @BeforeEach
    void start() throws Exception {
        collector = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    told.add(body.toJsonObject().put("path", request.path()));
                    request.response().setStatusCode(collectorSays).end("{}");
                }))
                .listen(0, "127.0.0.1"));
        proxy.ehr = request -> {
            atEhr.add(String.valueOf(request.getHeader("traceparent")));
            request.response()
                    .setStatusCode("Bearer token-1".equals(request.getHeader("Authorization")) ? 401 : 200)
                    .end();
        };
        await(proxy.start(ProxyFixture.patient()));
    }

    @AfterEach
    void stop() throws Exception {
        await(proxy.close());
        await(vertx.close());
    }

    private Tracing tracing(int percent, boolean toEhr) {
        Tracing tracing = new Tracing(
                vertx,
                new TraceSettings(URI.create("http://127.0.0.1:" + collector.actualPort()), percent, toEhr),
                Clock.systemUTC());
        proxy.traces = tracing::begin;
        return tracing;
    }

    private void call(Map<String, String> headers) throws Exception {
        await(proxy.call(HttpMethod.GET, PATH + "/Patient/zebrafinch?name=zebrafinch", headers, null));
        assertThat(proxy.recorded().status()).isEqualTo(200);
    }

    private List<JsonObject> spans() {
        JsonObject message = told.remove();
        assertThat(message.getString("path")).isEqualTo("/v1/traces");
        assertThat(message.encode()).doesNotContain("zebrafinch").doesNotContain(ProxyFixture.ID.value());
        JsonArray spans = message.getJsonArray("resourceSpans")
                .getJsonObject(0)
                .getJsonArray("scopeSpans")
                .getJsonObject(0)
                .getJsonArray("spans");
        List<JsonObject> all = new ArrayList<>();
        spans.forEach(each -> all.add((JsonObject) each));
        return all;
    }

    @Test
    void theCallItsTokensAndItsRequestsAreOneTraceWithTheClients() throws Exception {
        Tracing tracing = tracing(0, true);

        call(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));
        await(tracing.close());

        List<JsonObject> spans = spans();
        assertThat(spans).allMatch(each -> each.getString("traceId").equals(TRACE));
        assertThat(spans.stream().map(each -> each.getString("name")))
                .containsExactly("access token", "GET", "access token", "GET", "GET Patient/{id}");
        JsonObject call = spans.get(4);
        assertThat(call.getString("parentSpanId")).isEqualTo(SPAN);
        assertThat(call.getInteger("kind")).isEqualTo(2);
        assertThat(spans.subList(0, 4))
                .allMatch(each -> each.getString("parentSpanId").equals(call.getString("spanId")));
        assertThat(atEhr)
                .containsExactly(
                        "00-" + TRACE + "-" + spans.get(1).getString("spanId") + "-01",
                        "00-" + TRACE + "-" + spans.get(3).getString("spanId") + "-01");
        assertThat(spans.get(1).getJsonObject("status").getInteger("code")).isEqualTo(2);
        assertThat(Long.parseLong(call.getString("startTimeUnixNano")))
                .isLessThanOrEqualTo(Long.parseLong(spans.get(1).getString("startTimeUnixNano")));
        assertThat(tracing.sent()).isEqualTo(5);
    }

    @Test
    void anEhrIsToldNothingUnlessThatIsWanted() throws Exception {
        Tracing tracing = tracing(100, false);

        call(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));
        call(Map.of());
        await(tracing.close());

        assertThat(atEhr).allMatch("null"::equals);
        List<JsonObject> spans = spans();
        assertThat(spans.stream().map(each -> each.getString("traceId")).distinct())
                .hasSize(2);
        assertThat(spans.get(spans.size() - 1).containsKey("parentSpanId")).isFalse();
    }

    @Test
    void aClientDecidesWhetherItsCallIsFollowed() throws Exception {
        Tracing tracing = tracing(100, true);
        call(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-00"));
        Tracing none = tracing(0, true);
        call(Map.of());
        call(Map.of("traceparent", "00-" + "0".repeat(32) + "-" + SPAN + "-01"));
        await(tracing.close());
        await(none.close());

        assertThat(told).isEmpty();
        assertThat(atEhr).allMatch("null"::equals);
    }

    @Test
    void whatTheCollectorDoesNotTakeIsDroppedAndCounted() throws Exception {
        collectorSays = 503;
        Tracing tracing = tracing(100, false);

        call(Map.of());
        await(tracing.close());

        assertThat(tracing.dropped()).isEqualTo(5);
        assertThat(tracing.sent()).isZero();
    }
}
