package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/authorization-servers}; permission {@code directory}, and a platform key, since all tenants share them. */
public final class AuthorizationServerRoutes {
    private final AuthorizationServers servers;

    public AuthorizationServerRoutes(AuthorizationServers servers) {
        this.servers = servers;
    }

    public void mount(Router api) {
        api.get("/authorization-servers").handler(this::list);
        api.post("/authorization-servers/:id/accept").handler(this::accept);
    }

    private void list(RoutingContext ctx) {
        Caller unused = caller(ctx);
        Paging paging = Paging.of(ctx);
        boolean changed = "true".equals(ctx.request().getParam("changed"));
        servers.list(changed, paging.after(), paging.limit() + 1)
                .onSuccess(found ->
                        Json.ok(ctx, paging.page(found, AuthorizationServer::id, AuthorizationServerRoutes::json)))
                .onFailure(ctx::fail);
    }

    private void accept(RoutingContext ctx) {
        Caller caller = caller(ctx);
        JsonInput input = JsonInput.of(ctx);
        ServerNames seen = new ServerNames(
                input.optionalText("issuer", 2048).orElse(""),
                input.text("tokenServer", 300),
                input.optionalText("keyServer", 300).orElse(""));
        input.refuseMistakes();
        servers.accept(caller.author(), ctx.pathParam("id"), seen)
                .onSuccess(server -> Json.ok(ctx, json(server)))
                .onFailure(ctx::fail);
    }

    private static Caller caller(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.DIRECTORY);
        caller.needPlatform();
        return caller;
    }

    private static JsonObject json(AuthorizationServer server) {
        return new JsonObject()
                .put("id", server.id())
                .put("ehr", server.ehr())
                .put("baseUrl", server.base().toString())
                .put("trusted", json(server.trusted()))
                .put("seenAt", Json.time(server.seenAt()))
                .put("offered", json(server.offered()))
                .put("changedAt", Json.time(server.changedAt()));
    }

    private static @Nullable JsonObject json(@Nullable ServerNames names) {
        return names == null
                ? null
                : new JsonObject()
                        .put("issuer", names.issuer())
                        .put("tokenServer", names.token())
                        .put("keyServer", names.keys());
    }
}
