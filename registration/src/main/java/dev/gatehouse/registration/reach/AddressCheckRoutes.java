package dev.gatehouse.registration.reach;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/v1/registrations/{id}/steps/{key}/check-addresses}; permission {@code registrations}. */
public final class AddressCheckRoutes {
    private final AddressCheck check;

    public AddressCheckRoutes(AddressCheck check) {
        this.check = check;
    }

    public void mount(Router api) {
        api.post("/registrations/:id/steps/:key/check-addresses").handler(this::check);
    }

    private void check(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.REGISTRATIONS).author();
        check.check(by, ctx.pathParam("id"), ctx.pathParam("key"))
                .map(found -> {
                    JsonArray all = new JsonArray();
                    found.forEach(each -> all.add(json(each)));
                    return new JsonObject().put("checked", all);
                })
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(Checked checked) {
        JsonArray keys = new JsonArray();
        checked.keys()
                .forEach(key ->
                        keys.add(new JsonObject().put("keyId", key.keyId()).put("algorithm", key.algorithm())));
        return new JsonObject()
                .put("field", checked.field())
                .put("url", checked.url())
                .put("ok", checked.ok())
                .put("detail", checked.detail())
                .put("keys", keys)
                .put("privateKey", checked.privateKey());
    }
}
