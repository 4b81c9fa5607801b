package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /providers}: EHR profiles. Any key will do, and the token of a connect session. */
public final class ProviderRoutes {
    private final Providers providers;

    public ProviderRoutes(Providers providers) {
        this.providers = providers;
    }

    public void mount(Router router) {
        router.get("/providers").handler(this::list);
        router.get("/providers/:provider").handler(this::read);
    }

    private void list(RoutingContext ctx) {
        needAnybody(ctx);
        StrictInput query = NangoBodyHandler.query(ctx);
        String part = query.optionalText("search", 0, 255).orElse("");
        query.refuseMistakes();
        Json.ok(
                ctx,
                new JsonObject()
                        .put(
                                "data",
                                new JsonArray(providers.search(part).stream()
                                        .map(providers::json)
                                        .toList())));
    }

    private void read(RoutingContext ctx) {
        needAnybody(ctx);
        NangoBodyHandler.refuseQuery(ctx);
        JsonObject provider = providers
                .find(ctx.pathParam("provider"))
                .map(providers::json)
                .orElseThrow(() -> NangoRefusal.notFound("There is no provider of this name."));
        Json.ok(ctx, new JsonObject().put("data", provider));
    }

    private static void needAnybody(RoutingContext ctx) {
        if (NangoAccessHandler.session(ctx).isEmpty()) {
            var unused = NangoAccessHandler.caller(ctx);
        }
    }
}
