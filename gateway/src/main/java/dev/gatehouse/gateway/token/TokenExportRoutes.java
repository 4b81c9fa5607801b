package dev.gatehouse.gateway.token;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/v1/connections/{id}/token}; permission {@code token:export}. It stands before the handler that keeps
 * answers for an {@code Idempotency-Key}: a token is not kept, and an old one would be of no use.
 */
public final class TokenExportRoutes {
    private final TokenExport export;

    public TokenExportRoutes(TokenExport export) {
        this.export = export;
    }

    public void mount(Router api) {
        api.post("/connections/:id/token").handler(this::token);
    }

    private void token(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.TOKEN_EXPORT);
        export.of(caller, ConnectionId.named(ctx.pathParam("id")))
                .onSuccess(exported -> Json.ok(ctx, json(exported)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(TokenExport.Exported exported) {
        return new JsonObject()
                .put("accessToken", exported.accessToken().reveal())
                .put("tokenType", "Bearer")
                .put("expiresAt", Json.time(exported.expiresAt()))
                .put("scope", String.join(" ", exported.scopes()))
                .put("baseUrl", exported.baseUrl().toString())
                .put("patient", exported.patient());
    }
}
