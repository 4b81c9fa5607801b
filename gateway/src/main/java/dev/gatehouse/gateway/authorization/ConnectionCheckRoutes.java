package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** {@code POST /api/v1/connections/{id}/check}; permission {@code connections}. */
public final class ConnectionCheckRoutes {
    private final ConnectionCheck check;

    public ConnectionCheckRoutes(ConnectionCheck check) {
        this.check = check;
    }

    public void mount(Router api) {
        api.post("/connections/:id/check").handler(this::check);
    }

    private void check(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CONNECTIONS).author();
        check.check(by, ConnectionId.named(ctx.pathParam("id")))
                .onSuccess(found -> Json.ok(ctx, json(found)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(ConnectionCheck.Finding found) {
        return new JsonObject()
                .put("active", found.active())
                .put("checkedBy", found.checkedBy().name().toLowerCase(Locale.ROOT))
                .put("scope", found.scope())
                .put("expiresAt", Json.time(found.expiresAt()))
                .put("refreshed", found.refreshed())
                .put("problem", found.problem())
                .put("checkedAt", Json.time(found.checkedAt()));
    }
}
