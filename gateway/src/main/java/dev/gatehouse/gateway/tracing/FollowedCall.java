package dev.gatehouse.gateway.tracing;

import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.proxy.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the spans of one call: the call itself, each wait for a token, each request to the EHR. */
final class FollowedCall implements CallTrace {
    private static final String STATUS = "http.response.status_code";
    private static final String METHOD = "http.request.method";

    private final TraceParent own;
    private final @Nullable String parent;
    private final boolean toEhr;
    private final Consumer<Span> spans;
    private final long epochNanos;
    private final long begunNanos = System.nanoTime();
    private final String method;
    private @Nullable Attempt attempt;

    private record Attempt(String spanId, long begin) {}

    FollowedCall(
            TraceParent own, @Nullable String parent, String method, boolean toEhr, Consumer<Span> spans, Instant now) {
        this.own = own;
        this.parent = parent;
        this.method = method;
        this.toEhr = toEhr;
        this.spans = spans;
        this.epochNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private long now() {
        return epochNanos + (System.nanoTime() - begunNanos);
    }

    /** May end on another thread than it began on, so it touches nothing but what never changes. */
    @Override
    public <T> Future<T> token(Future<T> wait) {
        long begin = now();
        return wait.onComplete(outcome -> spans.accept(new Span(
                own.traceId(),
                TraceParent.newSpanId(),
                own.spanId(),
                "access token",
                Span.INTERNAL,
                begin,
                now(),
                Map.of(),
                outcome.failed())));
    }

    @Override
    public void sent(MultiMap headers) {
        endAttempt(null);
        Attempt next = new Attempt(TraceParent.newSpanId(), now());
        attempt = next;
        if (toEhr) {
            headers.set("traceparent", new TraceParent(own.traceId(), next.spanId(), true).header());
        }
    }

    @Override
    public void answered(int status) {
        endAttempt(status);
    }

    /** @param status null if there was no answer */
    private void endAttempt(@Nullable Integer status) {
        Attempt ending = attempt;
        attempt = null;
        if (ending != null) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put(METHOD, method);
            if (status != null) {
                attributes.put(STATUS, status);
            }
            spans.accept(new Span(
                    own.traceId(),
                    ending.spanId(),
                    own.spanId(),
                    method,
                    Span.CLIENT,
                    ending.begin(),
                    now(),
                    attributes,
                    status == null || status >= 400));
        }
    }

    @Override
    public void ended(CallRecord call) {
        endAttempt(null);
        String route = withoutParameters(call.route());
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(METHOD, call.method());
        attributes.put("http.route", route);
        attributes.put(STATUS, call.status());
        attributes.put("gatehouse.ehr", call.ehr());
        attributes.put("gatehouse.kind", call.kind().text());
        String code = call.code();
        if (code != null) {
            attributes.put("error.type", code);
        }
        spans.accept(new Span(
                own.traceId(),
                own.spanId(),
                parent,
                call.method() + " " + route,
                Span.SERVER,
                epochNanos,
                now(),
                attributes,
                call.status() >= 500 || code != null));
    }

    private static String withoutParameters(String route) {
        int query = route.indexOf('?');
        return query < 0 ? route : route.substring(0, query);
    }
}
