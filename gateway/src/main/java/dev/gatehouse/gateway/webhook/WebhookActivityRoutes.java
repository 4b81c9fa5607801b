package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        int hours = hours(ctx.request().getParam("hours"));
        Duration step = hours <= HOURS_BY_THE_HOUR ? HOUR : DAY;
        Instant end = down(clock.instant(), step).plus(step);
        Instant begin = down(end.minus(Duration.ofHours(hours)), step);
        deliveries
                .over(tenant, begin, end, step)
                .onSuccess(found -> Json.ok(ctx, json(begin, end, step, found)))
                .onFailure(ctx::fail);
    }

    private static int hours(@Nullable String text) {
        try {
            int hours = text == null || text.isBlank() ? USUAL_HOURS : Integer.parseInt(text);
            if (hours >= 1 && hours <= MOST_HOURS) {
                return hours;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new Failure.Invalid(
                "input-invalid",
                "One field needs another look.",
                List.of(new Mistake("hours", "should be a number from 1 to " + MOST_HOURS)));
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
