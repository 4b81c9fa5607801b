package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.QueryInput;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;

/** {@code /api/v1/connect-funnel}; permission {@code connections} or {@code audit}. */
public final class ConnectFunnelRoutes {
    private static final Duration USUAL = Duration.ofDays(1);

    private final ConnectJourneys journeys;

    public ConnectFunnelRoutes(ConnectJourneys journeys) {
        this.journeys = journeys;
    }

    public void mount(Router api) {
        api.get("/connect-funnel").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        TenantId tenant =
                Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
        QueryInput input = new QueryInput(ctx.queryParams());
        Instant asked = input.time("to");
        Instant to = asked == null ? journeys.now() : asked;
        Instant begin = input.time("from");
        Instant from = begin == null ? to.minus(USUAL) : begin;
        if (!from.isBefore(to)) {
            input.mistake("from", "should be before the end");
        }
        input.refuseMistakes();
        journeys.funnel(tenant, from, to)
                .onSuccess(found -> Json.ok(ctx, json(from, to, found)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Instant from, Instant to, ConnectFunnel funnel) {
        Duration median = funnel.median();
        return new JsonObject()
                .put("from", Json.time(from))
                .put("to", Json.time(to))
                .put("opened", funnel.opened())
                .put("found", funnel.found())
                .put("left", funnel.left())
                .put("returned", funnel.returned())
                .put("connected", funnel.connected())
                .put("medianSeconds", median == null ? null : median.toSeconds());
    }
}
