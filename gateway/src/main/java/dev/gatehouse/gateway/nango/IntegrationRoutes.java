package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.AskedScopes;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.credential.Credential;
import dev.gatehouse.registration.credential.CredentialReveal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /integrations}: applications. Reading needs one of {@code credentials}, {@code connect}, {@code connections} and
 * {@code registrations}, or the token of a connect session; changing needs {@code credentials}; {@code include=credentials}
 * needs {@code credentials:reveal}, is counted and stands in the audit.
 */
public final class IntegrationRoutes {
    private static final Predicate<String> KEY =
            Pattern.compile("[a-zA-Z0-9~:.@ _-]{1,255}").asMatchPredicate();
    private static final Predicate<String> SCOPE =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}").asMatchPredicate();
    private static final Set<String> PARTS = Set.of("webhook", "credentials");

    private final Integrations integrations;
    private final IntegrationKeeping keeping;
    private final CredentialReveal reveal;
    private final Providers providers;

    public IntegrationRoutes(
            Integrations integrations, IntegrationKeeping keeping, CredentialReveal reveal, Providers providers) {
        this.integrations = integrations;
        this.keeping = keeping;
        this.reveal = reveal;
        this.providers = providers;
    }

    public void mount(Router router) {
        router.get("/integrations").handler(this::list);
        router.post("/integrations").handler(this::create);
        router.get("/integrations/:key").handler(this::read);
        router.patch("/integrations/:key").handler(this::change);
        router.delete("/integrations/:key").handler(this::remove);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = NangoAccessHandler.tenantOfAny(
                ctx, Permission.CREDENTIALS, Permission.CONNECT, Permission.CONNECTIONS, Permission.REGISTRATIONS);
        NangoBodyHandler.refuseQuery(ctx);
        Predicate<Integration> shown = NangoAccessHandler.session(ctx)
                .<Predicate<Integration>>map(session -> each -> session.allows(each.key()))
                .orElse(each -> true);
        integrations
                .list(tenant)
                .onSuccess(all -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put(
                                        "data",
                                        new JsonArray(all.stream()
                                                .filter(shown)
                                                .map(this::json)
                                                .toList()))))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        TenantId tenant = NangoAccessHandler.with(
                        ctx,
                        Permission.CREDENTIALS,
                        Permission.CONNECT,
                        Permission.CONNECTIONS,
                        Permission.REGISTRATIONS)
                .tenant();
        StrictInput query = NangoBodyHandler.query(ctx);
        List<String> include = query.texts("include", 20);
        include.stream()
                .filter(each -> !PARTS.contains(each))
                .forEach(each -> query.slip("invalid_enum_value", "should be webhook or credentials", "include"));
        query.refuseMistakes();
        Author reader = include.contains("credentials")
                ? NangoAccessHandler.with(ctx, Permission.CREDENTIALS_REVEAL).author()
                : null;
        find(tenant, ctx)
                .compose(integration -> whole(integration, include, reader))
                .onSuccess(json -> Json.ok(ctx, new JsonObject().put("data", json)))
                .onFailure(ctx::fail);
    }

    private Future<Integration> find(TenantId tenant, RoutingContext ctx) {
        return integrations
                .find(tenant, ctx.pathParam("key"))
                .map(found -> found.orElseThrow(() -> NangoRefusal.notFound("There is no integration with this key.")));
    }

    private Future<JsonObject> whole(Integration integration, List<String> include, @Nullable Author reader) {
        JsonObject json = json(integration);
        if (include.contains("webhook")) {
            json.put("webhook_url", (Object) null);
        }
        return reader == null
                ? Future.succeededFuture(json)
                : credentials(integration, reader).map(told -> json.put("credentials", told));
    }

    private Future<@Nullable JsonObject> credentials(Integration integration, Author reader) {
        return keeping.credential(integration).compose(credential -> {
            if (credential == null) {
                return Future.succeededFuture(null);
            }
            if (credential.kind() != Credential.Kind.SECRET) {
                return Future.succeededFuture(credentials(integration, credential.clientId(), null));
            }
            return reveal.reveal(
                            reader,
                            integration.application().id(),
                            credential.number(),
                            "asked for with include=credentials")
                    .map(shown -> credentials(
                            integration, shown.clientId(), shown.secret().reveal()));
        });
    }

    private static JsonObject credentials(Integration integration, String clientId, @Nullable String secret) {
        List<String> scopes = integration.application().scopes();
        return new JsonObject()
                .put("type", "OAUTH2")
                .put("client_id", clientId)
                .put("client_secret", secret)
                .put("scopes", scopes.isEmpty() ? null : String.join(",", scopes))
                .put("webhook_secret", (Object) null);
    }

    private void create(RoutingContext ctx) {
        Author by = NangoAccessHandler.with(ctx, Permission.CREDENTIALS).author();
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        String provider = body.text("provider", 1, 255);
        Optional<EhrProfile> profile = providers.find(provider);
        if (profile.isEmpty() && !provider.isEmpty()) {
            body.slip("custom", "is none of the providers here", "provider");
        }
        if (!body.has("unique_key")) {
            body.slip("invalid_type", "is missing", "unique_key");
        }
        IntegrationKeeping.Wish wish = wish(body);
        body.refuseMistakes();
        keeping.create(by, profile.orElseThrow(), wish)
                .onSuccess(made -> Json.ok(ctx, new JsonObject().put("data", json(made))))
                .onFailure(ctx::fail);
    }

    private void change(RoutingContext ctx) {
        Author by = NangoAccessHandler.with(ctx, Permission.CREDENTIALS).author();
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        IntegrationKeeping.Wish wish = wish(body);
        if (wish.type().isPresent() || wish.environment().isPresent()) {
            body.slip("custom", "can't change; make another integration", "integration_config");
        }
        body.refuseMistakes();
        find(by.tenant(), ctx)
                .compose(integration -> keeping.change(by, integration, wish))
                .onSuccess(changed -> Json.ok(ctx, new JsonObject().put("data", json(changed))))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        Author by = NangoAccessHandler.with(ctx, Permission.CREDENTIALS).author();
        NangoBodyHandler.refuseQuery(ctx);
        find(by.tenant(), ctx)
                .compose(integration -> keeping.remove(by, integration))
                .onSuccess(done -> Json.ok(ctx, new JsonObject().put("success", true)))
                .onFailure(ctx::fail);
    }

    private static IntegrationKeeping.Wish wish(StrictInput body) {
        Optional<String> key =
                body.optionalText("unique_key", 255, KEY, "should have letters, digits and ~ : . @ _ - only");
        Optional<String> name = body.optionalText("display_name", 1, 200);
        Optional<Boolean> forward =
                body.has("forward_webhooks") ? Optional.of(body.flag("forward_webhooks", true)) : Optional.empty();
        if (body.free("custom").filter(custom -> !custom.isEmpty()).isPresent()) {
            body.slip("custom", "has nothing that is used here", "custom");
        }
        Optional<StrictInput> credentials = body.object("credentials");
        credentials.ifPresent(each -> {
            if (!each.text("type", 1, 32).equals("OAUTH2")) {
                each.slip("invalid_literal", "should be OAUTH2", "type");
            }
            if (each.optionalText("webhook_secret", 0, 255)
                    .filter(text -> !text.isEmpty())
                    .isPresent()) {
                each.slip("custom", "is not used: EHRs send no webhooks here", "webhook_secret");
            }
        });
        Optional<StrictInput> config = body.object("integration_config");
        return new IntegrationKeeping.Wish(
                key,
                name,
                credentials.flatMap(each -> each.optionalText("client_id", 1, 512)),
                credentials
                        .flatMap(each -> each.optionalText("client_secret", 1, 4096))
                        .map(SecretText::new),
                credentials.flatMap(IntegrationRoutes::scopes),
                forward,
                config.flatMap(each -> choice(each, "application_type", ApplicationType::of)),
                config.flatMap(each -> choice(each, "environment", Environment::of)),
                config.flatMap(each -> choice(each, "client_auth", ClientAuthentication::of)));
    }

    private static <T> Optional<T> choice(StrictInput config, String name, Function<String, Optional<T>> of) {
        return config.optionalText(name, 1, 32).flatMap(text -> {
            Optional<T> value = of.apply(text);
            if (value.isEmpty()) {
                config.slip("invalid_enum_value", "is not one that is known", name);
            }
            return value;
        });
    }

    /** By commas, as Nango writes them, or blanks, as OAuth does. */
    private static Optional<List<String>> scopes(StrictInput credentials) {
        return credentials.optionalText("scopes", 0, 16_384).map(text -> {
            List<String> scopes = Arrays.stream(text.split("[, ]+", -1))
                    .filter(each -> !each.isEmpty())
                    .toList();
            if (!scopes.stream().allMatch(SCOPE)) {
                credentials.slip("invalid_string", "should be scopes, separated by commas", "scopes");
            }
            AskedScopes.check("scopes", scopes);
            return scopes;
        });
    }

    private JsonObject json(Integration integration) {
        return new JsonObject()
                .put("unique_key", integration.key())
                .put("provider", integration.application().ehr())
                .put("display_name", integration.application().name())
                .put(
                        "logo",
                        Providers.logo(
                                providers.find(integration.application().ehr()).orElse(null)))
                .put("forward_webhooks", integration.forwardWebhooks())
                .put("created_at", Json.time(integration.application().createdAt()))
                .put("updated_at", Json.time(integration.application().updatedAt()));
    }
}
