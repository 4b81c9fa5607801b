package dev.gatehouse.gateway.history;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.QueryInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/connection-history}, {@code /api/v1/outages} and {@code /api/v1/token-times}; permission {@code connections}
 * or {@code audit}.
 */
public final class HistoryRoutes {
    private final Past past;

    public HistoryRoutes(Past past) {
        this.past = past;
    }

    public void mount(Router api) {
        api.get("/connection-history").handler(this::connections);
        api.get("/outages").handler(this::outages);
        api.get("/token-times").handler(this::tokens);
    }

    private static TenantId tenant(RoutingContext ctx) {
        return Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
    }

    private Span span(RoutingContext ctx) {
        QueryInput input = new QueryInput(ctx.queryParams());
        Span span = Span.read(input, past.now());
        input.refuseMistakes();
        return span;
    }

    private void connections(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        Span span = span(ctx);
        past.standings(tenant, span)
                .onSuccess(found -> Json.ok(ctx, json(span, found)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Span span, Map<Instant, Standing> found) {
        JsonArray series = new JsonArray();
        for (Instant at = span.from(); at.isBefore(span.to()); at = at.plus(span.step())) {
            series.add(new JsonObject().put("at", Json.time(at)).put("counts", counts(found.get(at))));
        }
        return new JsonObject()
                .put("from", Json.time(span.from()))
                .put("to", Json.time(span.to()))
                .put("stepSeconds", span.step().toSeconds())
                .put("series", series);
    }

    private static @Nullable JsonObject counts(@Nullable Standing standing) {
        return standing == null
                ? null
                : new JsonObject()
                        .put("pending", standing.pending())
                        .put("active", standing.active())
                        .put("degraded", standing.degraded())
                        .put("needs_reconnect", standing.needsReconnect())
                        .put("misconfigured", standing.misconfigured())
                        .put("paused", standing.paused());
    }

    private void outages(RoutingContext ctx) {
        TenantId unused = tenant(ctx);
        Span span = span(ctx);
        past.outages(span).onSuccess(found -> Json.ok(ctx, json(found))).onFailure(ctx::fail);
    }

    private static JsonObject json(List<Outage> outages) {
        return new JsonObject()
                .put(
                        "items",
                        new JsonArray(outages.stream()
                                .map(each -> new JsonObject()
                                        .put("from", Json.time(each.from()))
                                        .put("to", Json.time(each.to()))
                                        .put("stopped", each.stopped()))
                                .toList()));
    }

    private void tokens(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        Instant now = past.now();
        past.tokens(tenant, now)
                .onSuccess(found -> Json.ok(ctx, json(now, found)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Instant now, TokenTimes times) {
        JsonArray parts = new JsonArray();
        for (TokenTimes.Part each : times.parts()) {
            Duration upTo = each.upTo();
            parts.add(new JsonObject()
                    .put("upToSeconds", upTo == null ? null : upTo.toSeconds())
                    .put("renewed", each.renewed())
                    .put("ending", each.ending()));
        }
        return new JsonObject().put("at", Json.time(now)).put("parts", parts);
    }
}
