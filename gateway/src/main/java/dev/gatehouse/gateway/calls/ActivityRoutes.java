package dev.gatehouse.gateway.calls;

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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/connection-activity}: the last day of many connections at once; permission {@code connections} or {@code audit}. */
public final class ActivityRoutes {
    private static final int MOST = 200;
    private static final int HOURS = 24;

    private final Stats stats;
    private final Clock clock;

    public ActivityRoutes(Stats stats, Clock clock) {
        this.stats = stats;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/connection-activity").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        TenantId tenant =
                Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
        List<String> ids = ctx.queryParams().getAll("ids").stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .filter(each -> !each.isBlank())
                .distinct()
                .toList();
        QueryInput input = new QueryInput(ctx.queryParams());
        if (ids.isEmpty() || ids.size() > MOST || ids.stream().anyMatch(each -> each.length() > 64)) {
            input.mistake("ids", "should be 1 to " + MOST + " ids of connections, parted by commas");
        }
        input.refuseMistakes();
        Instant from = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1L, ChronoUnit.HOURS);
        stats.hours(tenant, ids, from, HOURS)
                .onSuccess(found -> Json.ok(ctx, json(from, ids, found)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Instant from, List<String> ids, Map<String, List<Sums>> found) {
        JsonArray items = new JsonArray();
        for (String id : ids) {
            List<Sums> hours = found.getOrDefault(id, List.of());
            items.add(new JsonObject()
                    .put("id", id)
                    .put(
                            "calls",
                            new JsonArray(hours.stream().map(each -> each.calls).toList()))
                    .put(
                            "errors",
                            new JsonArray(hours.stream()
                                    .map(each -> each.ehrErrors + each.gatewayErrors)
                                    .toList())));
        }
        return new JsonObject()
                .put("from", Json.time(from))
                .put("stepSeconds", 3_600)
                .put("items", items);
    }
}
