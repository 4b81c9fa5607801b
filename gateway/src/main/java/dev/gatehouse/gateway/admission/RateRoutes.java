package dev.gatehouse.gateway.admission;

import dev.gatehouse.common.ehr.EhrFacts.Per;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/rate-limits}: rates that EHRs state, and what this node uses of them; permission {@code connections} or {@code audit}. */
public final class RateRoutes {
    private final Admission admission;
    private final Clock clock;

    public RateRoutes(Admission admission, Clock clock) {
        this.admission = admission;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/rate-limits").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        TenantId tenant =
                Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
        Json.ok(
                ctx,
                new JsonObject()
                        .put("at", Json.time(clock.instant()))
                        .put(
                                "items",
                                new JsonArray(admission.rates(tenant).stream()
                                        .map(RateRoutes::json)
                                        .toList())));
    }

    private static JsonObject json(RateUse use) {
        return new JsonObject()
                .put("ehr", use.ehr())
                .put("per", per(use.per()))
                .put("at", use.at())
                .put("applicationId", use.application().isEmpty() ? null : use.application())
                .put("connections", use.connections())
                .put("usedLastMinute", use.used())
                .put("allowedPerMinute", use.allowed())
                .put("quietSeconds", use.quiet().toSeconds());
    }

    private static String per(@Nullable Per per) {
        return per == null ? "practice" : per.name().toLowerCase(Locale.ROOT);
    }
}
