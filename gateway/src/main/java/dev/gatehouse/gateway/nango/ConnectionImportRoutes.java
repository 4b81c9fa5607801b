package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Json;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /connections}; permission {@code connect}: takes a connection over from a Nango server. The credentials may be
 * those of that server's own answer, {@code raw} and all.
 */
public final class ConnectionImportRoutes {
    private final Integrations integrations;
    private final NangoImport imports;
    private final TokenAnswers tokens;

    public ConnectionImportRoutes(Integrations integrations, NangoImport imports, TokenAnswers tokens) {
        this.integrations = integrations;
        this.imports = imports;
        this.tokens = tokens;
    }

    public void mount(Router router) {
        router.post("/connections").handler(this::take);
        router.post("/connection").handler(this::take);
    }

    private void take(RoutingContext ctx) {
        Caller caller = NangoAccessHandler.with(ctx, Permission.CONNECT);
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        String key = body.text("provider_config_key", 1, 255);
        Optional<String> id =
                body.optionalText("connection_id", 255, NangoIds::isConnection, "has characters that no id has");
        JsonObject config = body.free("connection_config").orElseGet(JsonObject::new);
        Optional<JsonObject> metadata = body.free("metadata");
        JsonObject grant = body.object("credentials")
                .map(credentials -> grant(credentials, config))
                .orElseGet(() -> {
                    body.slip("invalid_type", "is missing", "credentials");
                    return new JsonObject();
                });
        if (config.encode().length() > Extras.MOST_METADATA
                || metadata.map(JsonObject::encode).orElse("").length() > Extras.MOST_METADATA) {
            body.slip("too_big", "should have at most " + Extras.MOST_METADATA + " characters as JSON", "metadata");
        }
        Optional<NangoEndUser> user = body.object("end_user").map(NangoEndUser::read);
        Map<String, String> tags = Tags.read(body, "tags", Tags.MOST);
        Extras extras = new Extras(
                null,
                user.isEmpty(),
                user.orElse(null),
                ConnectionChangeRoutes.together(tags, user),
                metadata.orElse(null),
                config,
                null);
        ConnectionChangeRoutes.refuseOverride(body);
        body.refuseMistakes();
        integrations
                .need(caller.tenant(), key, 400)
                .compose(integration ->
                        imports.take(caller.author(), new NangoImport.Wish(integration, id, grant, extras)))
                .recover(failure -> Future.failedFuture(NangoImport.inTheirWords(failure)))
                .compose(connection -> whole(caller, connection))
                .onSuccess(json -> Json.created(ctx, json))
                .onFailure(ctx::fail);
    }

    /** A grant that is not proven yet has no token to tell. */
    private Future<JsonObject> whole(Caller caller, NangoConnection connection) {
        if (!caller.may(Permission.TOKEN_EXPORT)
                || !connection.connection().state().usable()) {
            return Future.succeededFuture(connection.whole(new JsonObject()));
        }
        return tokens.of(caller, connection, false, false)
                .map(connection::whole)
                .otherwise(failure -> connection.whole(new JsonObject()));
    }

    /** What the raw answer tells of scopes and launch context counts where the configuration tells nothing. */
    private static JsonObject grant(StrictInput credentials, JsonObject config) {
        if (!credentials.text("type", 1, 32).equals("OAUTH2")) {
            credentials.slip("invalid_literal", "should be OAUTH2", "type");
        }
        if (credentials.has("config_override")) {
            credentials.slip("custom", "is not known: a credential is the integration's", "config_override");
        }
        JsonObject raw = credentials.free("raw").orElseGet(JsonObject::new);
        JsonObject grant = new JsonObject();
        credentials.optionalText("access_token", 1, 16_384).ifPresent(text -> grant.put("accessToken", text));
        credentials.optionalText("refresh_token", 1, 16_384).ifPresent(text -> grant.put("refreshToken", text));
        credentials.time("expires_at").ifPresent(time -> grant.put("expiresAt", time.toString()));
        for (String name : List.of("scope", "patient", "encounter")) {
            Object value = config.getValue(name, raw.getValue(name));
            if (value != null) {
                grant.put(name, value);
            }
        }
        return grant;
    }
}
