package dev.gatehouse.registration.application;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.AskedScopes;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/applications}; permission {@code credentials}. */
public final class ApplicationRoutes {
    private static final Predicate<String> KEY =
            Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?").asMatchPredicate();
    // RFC 6749, section 3.3: no blanks, quotes or backslashes within a scope.
    private static final Predicate<String> SCOPE =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}").asMatchPredicate();

    private final Applications applications;
    private final EhrProfiles profiles;
    private final String publicUrl;

    /** @param publicUrl what EHRs and browsers see, without a slash at its end */
    public ApplicationRoutes(Applications applications, EhrProfiles profiles, String publicUrl) {
        this.applications = applications;
        this.profiles = profiles;
        this.publicUrl = publicUrl;
    }

    public void mount(Router api) {
        api.post("/applications").handler(this::create);
        api.get("/applications").handler(this::list);
        api.get("/applications/:id").handler(this::read);
        api.patch("/applications/:id").handler(this::change);
        api.delete("/applications/:id").handler(this::remove);
    }

    private void create(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CREDENTIALS).author();
        JsonInput input = JsonInput.of(ctx);
        String ehr = input.text("ehr", 64);
        if (!ehr.isEmpty() && !profiles.has(ehr)) {
            input.mistake("ehr", "should be the key of an EHR profile, see GET /api/v1/ehrs");
        }
        Optional<ApplicationType> type = input.choice("type", ApplicationType::of, "patient, provider, system");
        if (!input.has("type")) {
            input.mistake("type", "is missing");
        }
        Optional<String> key = input.optionalText("key", 64);
        key.filter(KEY.negate())
                .ifPresent(bad ->
                        input.mistake("key", "should be 1 to 64 lower-case letters, digits, hyphens and underscores"));
        Environment environment = input.choice("environment", Environment::of, "sandbox, qa, production")
                .orElse(Environment.PRODUCTION);
        Optional<ClientAuthentication> authentication = authentication(input);
        String name = input.text("name", 200);
        List<String> scopes = scopes(input);
        Optional<URI> launchReturnUrl = input.address("launchReturnUrl");
        Boolean readOnly = readOnly(input);
        input.refuseMistakes();
        AskedScopes.check("scopes", scopes);
        EhrProfile profile = profiles.of(ehr);
        EhrProfile.TypeRules rules = profile.applicationTypes().get(type.orElseThrow());
        if (rules == null) {
            input.mistake("type", "is not one this EHR knows");
        }
        authentication.ifPresent(method -> refuseUnknownMethod(input, rules, method));
        SmartSettings smart = smart(input, rules).orElse(SmartSettings.NONE);
        input.refuseMistakes();
        Applications.Wish wish = new Applications.Wish(
                Optional.empty(),
                key,
                ehr,
                environment,
                type.orElseThrow(),
                name,
                scopes.isEmpty() && rules != null ? rules.scopes() : scopes,
                authentication.orElseGet(() -> Objects.requireNonNull(rules).preferredAuthentication()),
                launchReturnUrl,
                smart,
                readOnly);
        applications
                .create(by, wish)
                .onSuccess(application -> Json.created(ctx, json(application)))
                .onFailure(ctx::fail);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = reader(ctx);
        Paging paging = Paging.of(ctx);
        applications
                .list(tenant, paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, Application::id, this::json)))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        applications
                .of(reader(ctx), ctx.pathParam("id"))
                .onSuccess(application -> Json.ok(ctx, json(application)))
                .onFailure(ctx::fail);
    }

    private void change(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.CREDENTIALS);
        JsonInput input = JsonInput.of(ctx);
        Optional<String> name = input.optionalText("name", 200);
        Optional<List<String>> scopes = input.has("scopes") ? Optional.of(scopes(input)) : Optional.empty();
        Optional<ClientAuthentication> authentication = authentication(input);
        Optional<URI> launchReturnUrl = input.address("launchReturnUrl");
        Boolean readOnly = readOnly(input);
        for (String fixed : List.of("ehr", "type", "environment", "key")) {
            if (input.has(fixed)) {
                input.mistake(fixed, "can't change; create another application instead");
            }
        }
        input.refuseMistakes();
        scopes.ifPresent(named -> AskedScopes.check("scopes", named));
        String id = ctx.pathParam("id");
        applications
                .of(caller.tenant(), id)
                .compose(application -> {
                    EhrProfile.TypeRules rules =
                            profiles.of(application.ehr()).applicationTypes().get(application.type());
                    authentication.ifPresent(method -> refuseUnknownMethod(input, rules, method));
                    Applications.Change change = new Applications.Change(
                            name,
                            scopes,
                            authentication,
                            input.has("launchReturnUrl"),
                            launchReturnUrl.orElse(null),
                            smart(input, rules),
                            input.names().contains("readOnly"),
                            readOnly);
                    input.refuseMistakes();
                    return applications.change(caller.author(), id, change);
                })
                .onSuccess(application -> Json.ok(ctx, json(application)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        applications
                .remove(Callers.with(ctx, Permission.CREDENTIALS).author(), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    /** Whoever connects practices must see what there is to connect with. */
    private static TenantId reader(RoutingContext ctx) {
        return Callers.withAny(ctx, Permission.CREDENTIALS, Permission.CONNECT, Permission.REGISTRATIONS)
                .tenant();
    }

    private static Optional<ClientAuthentication> authentication(JsonInput input) {
        return input.choice(
                "clientAuth",
                ClientAuthentication::of,
                "client_secret_basic, client_secret_post, private_key_jwt, none");
    }

    private static void refuseUnknownMethod(
            JsonInput input, EhrProfile.@Nullable TypeRules rules, ClientAuthentication method) {
        if (rules != null && !rules.mayUse(method)) {
            input.mistake("clientAuth", "is not one this EHR takes from such an application");
        }
    }

    private static Optional<SmartSettings> smart(JsonInput input, EhrProfile.@Nullable TypeRules rules) {
        return input.object("smart").map(given -> SmartSettingsInput.read(given, rules));
    }

    /** Null if nothing is said: then the scopes a connection asks for decide. */
    private static @Nullable Boolean readOnly(JsonInput input) {
        return input.has("readOnly") ? (Boolean) input.flag("readOnly", false) : null;
    }

    private static List<String> scopes(JsonInput input) {
        List<String> scopes = input.texts("scopes", 200, 200);
        for (int i = 0; i < scopes.size(); i++) {
            if (!SCOPE.test(scopes.get(i))) {
                input.mistake("scopes[" + i + "]", "should be one scope without blanks, quotes or backslashes");
            }
        }
        return scopes;
    }

    private JsonObject json(Application application) {
        return new JsonObject()
                .put("id", application.id())
                .put("key", application.key())
                .put("ehr", application.ehr())
                .put("environment", application.environment().text())
                .put("type", application.type().text())
                .put("name", application.name())
                .put("scopes", new JsonArray(application.scopes()))
                .put("clientAuth", application.clientAuthentication().text())
                .put("redirectUri", publicUrl + "/oauth/callback/" + application.ehr())
                .put("launchUrl", publicUrl + "/launch/" + application.id())
                .put("jwksUrl", publicUrl + "/jwks/" + application.id())
                .put(
                        "launchReturnUrl",
                        application.launchReturnUrl() == null
                                ? null
                                : application.launchReturnUrl().toString())
                .put("smart", application.smart().toJson())
                .put("readOnly", application.readOnly())
                .put("warnings", SmartSettingsJson.warnings(application.smart()))
                .put("createdAt", Json.time(application.createdAt()))
                .put("updatedAt", Json.time(application.updatedAt()));
    }
}
