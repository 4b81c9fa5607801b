package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/applications/{id}/practices/{practiceId}/smart}; permission {@code credentials}. */
public final class PracticeSmartRoutes {
    private final PracticeSmartSettings settings;
    private final Applications applications;
    private final EhrProfiles profiles;

    public PracticeSmartRoutes(PracticeSmartSettings settings, Applications applications, EhrProfiles profiles) {
        this.settings = settings;
        this.applications = applications;
        this.profiles = profiles;
    }

    public void mount(Router api) {
        api.get("/applications/:id/practices/:practice/smart").handler(this::read);
        api.put("/applications/:id/practices/:practice/smart").handler(this::put);
        api.delete("/applications/:id/practices/:practice/smart").handler(this::remove);
    }

    private void read(RoutingContext ctx) {
        Caller caller = Callers.withAny(ctx, Permission.CREDENTIALS, Permission.CONNECT);
        settings.of(caller.tenant(), ctx.pathParam("id"), practice(ctx))
                .onSuccess(overlay -> Json.ok(ctx, json(ctx, overlay)))
                .onFailure(ctx::fail);
    }

    private void put(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS).author();
        JsonInput input = JsonInput.of(ctx);
        String id = ctx.pathParam("id");
        applications
                .of(by.tenant(), id)
                .compose(application -> {
                    EhrProfile.TypeRules rules =
                            profiles.of(application.ehr()).applicationTypes().get(application.type());
                    SmartSettings given = SmartSettingsInput.read(input, rules);
                    input.refuseMistakes();
                    return settings.put(by, id, practice(ctx), given);
                })
                .onSuccess(overlay -> Json.ok(ctx, json(ctx, overlay)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS).author();
        settings.remove(by, ctx.pathParam("id"), practice(ctx))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private static String practice(RoutingContext ctx) {
        return ctx.pathParam("practice");
    }

    private JsonObject json(RoutingContext ctx, PracticeSmartSettings.Overlay overlay) {
        return SmartSettingsJson.of(
                overlay, practice(ctx), profiles.of(overlay.application().ehr()));
    }
}
