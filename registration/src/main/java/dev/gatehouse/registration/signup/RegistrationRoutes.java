package dev.gatehouse.registration.signup;

import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.registration.application.Environment;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/registrations}; permission {@code registrations}. Steps have {@link StepRoutes}. */
public final class RegistrationRoutes {
    private static final int LONGEST_COMMENT = 4000;
    private static final int LONGEST_NAME = 200;

    private final Registrations registrations;
    private final EhrProfiles profiles;
    private final Named named;

    public RegistrationRoutes(Registrations registrations, EhrProfiles profiles, Named named) {
        this.registrations = registrations;
        this.profiles = profiles;
        this.named = named;
    }

    public void mount(Router api) {
        api.post("/registrations").handler(this::create);
        api.get("/registrations").handler(this::list);
        api.get("/registrations/:id").handler(this::read);
        api.patch("/registrations/:id").handler(this::change);
        api.delete("/registrations/:id").handler(this::remove);
        api.put("/registrations/:id/vendor-gate").handler(this::gate);
        api.post("/registrations/:id/comments").handler(this::comment);
        api.get("/registrations/:id/comments").handler(ctx -> history(ctx, true));
        api.get("/registrations/:id/history").handler(ctx -> history(ctx, false));
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.REGISTRATIONS).author();
    }

    private void create(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String ehr = input.text("ehr", 64);
        if (!ehr.isEmpty() && !profiles.has(ehr)) {
            input.mistake("ehr", "should be the key of an EHR profile, see GET /api/v1/ehrs");
        }
        Environment environment = input.choice("environment", Environment::of, "sandbox, qa, production")
                .orElse(Environment.PRODUCTION);
        Optional<String> name = input.optionalText("name", LONGEST_NAME);
        input.refuseMistakes();
        registrations
                .create(
                        by,
                        ehr,
                        environment,
                        name.orElseGet(() -> profiles.of(ehr).name()))
                .compose(known -> named.with(RegistrationJson.whole(known)))
                .onSuccess(told -> Json.created(ctx, told))
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        Author by = author(ctx);
        Paging paging = Paging.of(ctx);
        registrations
                .list(by.tenant(), ctx.request().getParam("ehr"), paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(
                        ctx, paging.page(found, known -> known.registration().id(), RegistrationJson::brief)))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        registrations
                .of(author(ctx).tenant(), ctx.pathParam("id"))
                .compose(known -> named.with(RegistrationJson.whole(known)))
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private void change(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String name = input.text("name", LONGEST_NAME);
        for (String fixed : List.of("ehr", "environment", "applicationId")) {
            if (input.has(fixed)) {
                input.mistake(fixed, "can't change; start another registration instead");
            }
        }
        input.refuseMistakes();
        registrations
                .rename(by, ctx.pathParam("id"), name)
                .compose(known -> named.with(RegistrationJson.whole(known)))
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        registrations
                .remove(author(ctx), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void gate(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        VendorGate wish = new VendorGate(
                input.day("testingSince").orElse(null),
                input.day("enabledOn").orElse(null),
                input.day("inMarketplaceOn").orElse(null),
                input.optionalText("note", 2000).orElse(null));
        input.refuseMistakes();
        registrations
                .gate(
                        by,
                        ctx.pathParam("id"),
                        old -> new VendorGate(
                                input.names().contains("testingSince") ? wish.testingSince() : old.testingSince(),
                                input.names().contains("enabledOn") ? wish.enabledOn() : old.enabledOn(),
                                input.names().contains("inMarketplaceOn")
                                        ? wish.inMarketplaceOn()
                                        : old.inMarketplaceOn(),
                                input.names().contains("note") ? wish.note() : old.note()))
                .compose(known -> named.with(RegistrationJson.whole(known)))
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private void comment(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        String text = input.text("text", LONGEST_COMMENT);
        Optional<String> step = input.optionalText("step", 64);
        input.refuseMistakes();
        registrations
                .comment(by, ctx.pathParam("id"), step.orElse(null), text)
                .compose(event -> named.with(RegistrationJson.event(event)))
                .onSuccess(told -> Json.created(ctx, told))
                .onFailure(ctx::fail);
    }

    private void history(RoutingContext ctx, boolean comments) {
        Author by = author(ctx);
        Paging paging = Paging.of(ctx);
        registrations
                .history(by.tenant(), ctx.pathParam("id"), comments, before(paging), paging.limit() + 1)
                .compose(found -> named.with(page(paging, found)))
                .onSuccess(told -> Json.ok(ctx, told))
                .onFailure(ctx::fail);
    }

    private static JsonObject page(Paging paging, List<RegistrationEvent> found) {
        return paging.page(found, event -> Long.toString(event.number()), RegistrationJson::event);
    }

    private static long before(Paging paging) {
        try {
            return paging.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(paging.after());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
