package dev.gatehouse.gateway.app;

import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.web.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/ehrs}: what EHRs there are, for anyone with a key. */
final class EhrRoutes {
    private final EhrProfiles profiles;

    EhrRoutes(EhrProfiles profiles) {
        this.profiles = profiles;
    }

    void mount(Router api) {
        api.get("/ehrs").handler(this::list);
        api.get("/ehrs/:ehr").handler(this::read);
    }

    private void list(RoutingContext ctx) {
        Json.ok(ctx, Json.page(profiles.all().stream().map(EhrJson::of).toList(), null));
    }

    private void read(RoutingContext ctx) {
        Json.ok(ctx, EhrJson.of(profiles.of(ctx.pathParam("ehr"))));
    }
}
