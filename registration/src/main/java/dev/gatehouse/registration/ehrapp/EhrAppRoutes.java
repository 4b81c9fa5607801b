package dev.gatehouse.registration.ehrapp;

import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.registration.application.EnvironmentChoice;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.Step;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/ehr-apps}; permission {@code registrations}. */
public final class EhrAppRoutes {
    private final EhrApps apps;
    private final EhrProfiles profiles;

    public EhrAppRoutes(EhrApps apps, EhrProfiles profiles) {
        this.apps = apps;
        this.profiles = profiles;
    }

    public void mount(Router api) {
        api.get("/ehr-apps").handler(this::list);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = Callers.with(ctx, Permission.REGISTRATIONS).tenant();
        Paging paging = Paging.of(ctx);
        EnvironmentChoice environments =
                EnvironmentChoice.read(ctx.queryParams().getAll("environment"));
        apps.list(tenant, environments, paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, EhrApp::id, this::json)))
                .onFailure(ctx::fail);
    }

    private JsonObject json(EhrApp app) {
        return new JsonObject()
                .put("applicationId", app.id())
                .put("registrationId", app.registration().map(Registration::id).orElse(null))
                .put("ready", app.application() != null)
                .put("ehr", app.ehr())
                .put("ehrName", profiles.has(app.ehr()) ? profiles.of(app.ehr()).name() : app.ehr())
                .put("environment", app.environment().text())
                .put("name", app.name())
                .put("type", app.type().orElse(null))
                .put("step", app.openStep().map(open -> step(app, open)).orElse(null))
                .put("steps", app.vendorSteps().size())
                .put(
                        "credential",
                        app.credential().map(EhrAppRoutes::credential).orElse(null))
                .put("connections", app.connections());
    }

    private static @Nullable JsonObject step(EhrApp app, Step open) {
        Registrations.Known known = app.known();
        if (known == null) {
            return null;
        }
        List<Step> all = app.vendorSteps();
        return new JsonObject()
                .put("key", open.key())
                .put("number", all.indexOf(open) + 1)
                .put("title", known.told(open.key()).title())
                .put("who", known.told(open.key()).who().text())
                .put("state", open.state().text())
                .put("owner", open.tracking().owner())
                .put("dueAt", Json.time(open.tracking().dueAt()))
                .put("blocker", open.tracking().blocker())
                .put("waitingSince", Json.time(open.waitingSince()));
    }

    private static JsonObject credential(Credential credential) {
        String test = credential.lastTest();
        return new JsonObject()
                .put("version", credential.number())
                .put("kind", credential.kind().name().toLowerCase(Locale.ROOT))
                .put("expiresAt", Json.time(credential.expiresAt()))
                .put("provenAt", Json.time(credential.provenAt()))
                .put("testOutcome", test == null ? null : new JsonObject(test).getString("outcome"));
    }
}
