package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.QueryInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** {@code /api/v1/webhook-activity}: how webhooks went over time; permission {@code webhooks}. */
public final class WebhookActivityRoutes {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int USUAL_HOURS = 24;
    /** Longer ago nothing is kept. */
    private static final int MOST_HOURS = 720;

    private static final int HOURS_BY_THE_HOUR = 96;

    private final Deliveries deliveries;
    private final Clock clock;

    public WebhookActivityRoutes(Deliveries deliveries, Clock clock) {
        this.deliveries = deliveries;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/webhook-activity").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        TenantId tenant = Callers.with(ctx, Permission.WEBHOOKS).tenant();
        QueryInput input = new QueryInput(ctx.queryParams());
        Instant now = clock.instant();
        Instant to = Objects.requireNonNullElse(input.time("to"), now);
        int hours = Objects.requireNonNullElse(input.number("hours", 1, MOST_HOURS), USUAL_HOURS);
        Instant from = Objects.requireNonNullElse(input.time("from"), to.minus(Duration.ofHours(hours)));
        if (!from.isBefore(to)) {
            input.mistake("from", "should be before the end");
        }
        input.refuseMistakes();
        Duration step = Duration.between(from, to).toHours() <= HOURS_BY_THE_HOUR ? HOUR : DAY;
        Instant end = down(to, step).plus(step);
        Instant kept = now.minus(Duration.ofHours(MOST_HOURS));
        Instant begin = down(from.isBefore(kept) ? kept : from, step);
        deliveries
                .over(tenant, begin, end, step)
                .onSuccess(found -> Json.ok(ctx, json(begin, end, step, found)))
                .onFailure(ctx::fail);
    }

    private static Instant down(Instant time, Duration step) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }

    private static JsonObject json(Instant begin, Instant end, Duration step, Map<Instant, Standing> found) {
        JsonArray series = new JsonArray();
        for (Instant at = begin; at.isBefore(end); at = at.plus(step)) {
            Standing sums = found.getOrDefault(at, Standing.NONE);
            series.add(new JsonObject()
                    .put("at", at.toString())
                    .put("delivered", sums.delivered())
                    .put("failed", sums.failed())
                    .put("pending", sums.pending()));
        }
        return new JsonObject()
                .put("from", begin.toString())
                .put("to", end.toString())
                .put("stepSeconds", step.toSeconds())
                .put("series", series);
    }
}
