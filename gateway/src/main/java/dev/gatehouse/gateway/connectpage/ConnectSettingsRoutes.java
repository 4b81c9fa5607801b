package dev.gatehouse.gateway.connectpage;

import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /api/v1/connect-page}: reading with permission {@code connect}, setting with {@code credentials}. */
public final class ConnectSettingsRoutes {
    private static final int MOST_ORIGINS = 50;

    private final ConnectSettings settings;

    public ConnectSettingsRoutes(ConnectSettings settings) {
        this.settings = settings;
    }

    public void mount(Router api) {
        api.get("/connect-page").handler(this::read);
        api.put("/connect-page").handler(this::set);
    }

    private void read(RoutingContext ctx) {
        settings.of(Callers.with(ctx, Permission.CONNECT).tenant())
                .onSuccess(found -> Json.ok(ctx, json(found)))
                .onFailure(ctx::fail);
    }

    private void set(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS).author();
        JsonInput input = JsonInput.of(ctx);
        Optional<String> name = input.optionalText("displayName", 200);
        Optional<URI> logo = input.address("logo");
        logo.filter(each -> !"https".equalsIgnoreCase(each.getScheme()))
                .ifPresent(each -> input.mistake("logo", "should be an https address"));
        Optional<String> accent = input.optionalText("accent", 7).map(each -> each.toLowerCase(Locale.ROOT));
        accent.filter(each -> !each.matches("#[0-9a-f]{6}"))
                .ifPresent(each -> input.mistake("accent", "should be a colour such as #0b6874"));
        Optional<String> support = input.optionalText("supportEmail", 254);
        support.filter(each -> !Notice.isAddress(each))
                .ifPresent(each -> input.mistake("supportEmail", "should be one e-mail address"));
        List<String> origins = origins(input);
        input.refuseMistakes();
        settings.set(
                        by,
                        new ConnectPageSettings(
                                name.orElse(null),
                                logo.orElse(null),
                                accent.orElse(null),
                                support.orElse(null),
                                origins,
                                null))
                .onSuccess(set -> Json.ok(ctx, json(set)))
                .onFailure(ctx::fail);
    }

    private static List<String> origins(JsonInput input) {
        List<String> texts = input.texts("origins", MOST_ORIGINS, 300);
        List<String> origins = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Optional<String> origin = Origins.read(texts.get(i));
            if (origin.isEmpty()) {
                input.mistake(
                        "origins[" + i + "]",
                        "should be an origin such as https://app.example.org, without a path or wildcard;"
                                + " http only for localhost");
            } else if (!origins.contains(origin.get())) {
                origins.add(origin.get());
            }
        }
        return origins;
    }

    private static JsonObject json(ConnectPageSettings settings) {
        URI logo = settings.logo();
        return new JsonObject()
                .put("displayName", settings.displayName())
                .put("logo", logo == null ? null : logo.toString())
                .put("accent", settings.accent())
                .put("supportEmail", settings.supportEmail())
                .put("origins", new JsonArray(settings.origins()))
                .put("updatedAt", Json.time(settings.updatedAt()));
    }
}
