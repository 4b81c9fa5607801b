package dev.gatehouse.gateway.tracing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts spans to the operator's collector, once a second, and to nothing else. It has a client of its own and does not go
 * through the product's way to EHRs: a collector is in the operator's network, where an EHR must not be, its address comes from
 * the settings alone, and nothing it answers is read. What can't be sent is dropped and counted.
 */
final class SpanSender {
    private static final Logger log = LoggerFactory.getLogger(SpanSender.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MANY = 4_096;
    private static final int TAKEN_WITHIN_SECONDS = 5;
    private static final int BATCH = 512;

    private final Vertx vertx;
    private final RequestOptions target;
    private final HttpClient client;
    private final ArrayBlockingQueue<Span> waiting = new ArrayBlockingQueue<>(MANY);
    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile long timer = -1;

    /** @param collector scheme, host and port */
    SpanSender(Vertx vertx, URI collector) {
        this.vertx = vertx;
        String base = collector.toString();
        this.target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI((base.endsWith("/") ? base : base + "/") + "v1/traces")
                .setFollowRedirects(false)
                .setTimeout(PATIENCE.toMillis())
                .putHeader("Content-Type", "application/json");
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(1).setVerifyHost(true).setConnectTimeout((int)
                        PATIENCE.toMillis()));
    }

    /** From any thread; a span for which there is no room is dropped. */
    void add(Span span) {
        if (!waiting.offer(span)) {
            dropped.increment();
        }
    }

    long sent() {
        return sent.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    void start() {
        timer = vertx.setPeriodic(EVERY.toMillis(), tick -> {
            if (sending.compareAndSet(false, true)) {
                sendAll().onComplete(done -> sending.set(false));
            }
        });
    }

    /** Until none is left, or one batch is not taken. */
    private Future<Void> sendAll() {
        List<Span> batch = new ArrayList<>(BATCH);
        if (waiting.drainTo(batch, BATCH) == 0) {
            return Future.succeededFuture();
        }
        return client.request(new RequestOptions(target))
                .compose(request -> request.send(body(batch)))
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? answer.end()
                        : Future.failedFuture("status " + answer.statusCode()))
                .timeout(TAKEN_WITHIN_SECONDS, TimeUnit.SECONDS)
                .onSuccess(taken -> {
                    sent.add(batch.size());
                    failing.set(false);
                })
                .onFailure(failure -> refused(batch.size(), failure))
                .compose(taken -> sendAll());
    }

    private void refused(int spans, Throwable failure) {
        dropped.add(spans);
        if (failing.compareAndSet(false, true)) {
            log.warn(
                    "The collector of traces does not take them ({}); they are dropped until it does",
                    failure.getClass().getSimpleName());
        }
    }

    private static Buffer body(List<Span> spans) {
        JsonArray array = new JsonArray();
        spans.forEach(each -> array.add(each.json()));
        JsonObject scope = new JsonObject()
                .put("scope", new JsonObject().put("name", "dev.gatehouse"))
                .put("spans", array);
        JsonObject resource = new JsonObject().put("attributes", Span.attributes(Map.of("service.name", "gatehouse")));
        return new JsonObject()
                .put(
                        "resourceSpans",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("resource", resource)
                                        .put("scopeSpans", new JsonArray().add(scope))))
                .toBuffer();
    }

    Future<Void> close() {
        vertx.cancelTimer(timer);
        return sendAll().transform(done -> client.close());
    }
}
