package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.nango.Integration;
import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.gateway.nango.NangoAccessHandler;
import dev.gatehouse.gateway.nango.NangoBodyHandler;
import dev.gatehouse.gateway.nango.NangoConnection;
import dev.gatehouse.gateway.nango.NangoConnections;
import dev.gatehouse.gateway.nango.NangoRefusal;
import dev.gatehouse.gateway.nango.SessionAccess;
import dev.gatehouse.gateway.nango.StrictInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /connect/sessions} and {@code POST /connect/sessions/reconnect} with an API key that may {@code connect};
 * {@code GET} and {@code DELETE /connect/session} with a session's token.
 */
public final class SessionRoutes {
    private final NangoSessions sessions;
    private final Integrations integrations;
    private final NangoConnections connections;
    private final String publicUrl;

    public SessionRoutes(
            NangoSessions sessions, Integrations integrations, NangoConnections connections, String publicUrl) {
        this.sessions = sessions;
        this.integrations = integrations;
        this.connections = connections;
        this.publicUrl = publicUrl;
    }

    /** Below a router that lets keys and tokens in and reads bodies. */
    public void mount(Router nango) {
        nango.post("/connect/sessions").handler(this::create);
        nango.post("/connect/sessions/reconnect").handler(this::reconnect);
        nango.get("/connect/session").handler(this::read);
        nango.delete("/connect/session").handler(this::end);
    }

    /** What the Connect UI sends when its page is left carries its token in the body, so no key is asked for. */
    public void mountOpen(Router router) {
        router.post("/connect/telemetry")
                .handler(ctx -> ctx.response().setStatusCode(204).end());
    }

    private void create(RoutingContext ctx) {
        Author by = NangoAccessHandler.with(ctx, Permission.CONNECT).author();
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        SessionInput input = SessionInput.read(body);
        if (input.endUser() == null && input.tags().isEmpty()) {
            body.slip("custom", "Send end_user or tags, so that you know whose connection it is.", "end_user");
        }
        body.refuseMistakes();
        checked(by, input)
                .compose(good -> sessions.create(by, wish(good, null)))
                .onSuccess(made -> Json.answer(ctx, 201, json(made)))
                .onFailure(ctx::fail);
    }

    private void reconnect(RoutingContext ctx) {
        Author by = NangoAccessHandler.with(ctx, Permission.CONNECT).author();
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        String connectionId = body.text("connection_id", 1, 255);
        String key = body.text("integration_id", 1, 255);
        SessionInput input = SessionInput.read(body);
        body.refuseMistakes();
        checked(by, input)
                .compose(good ->
                        known(by, key, connectionId).compose(connection -> sessions.create(by, wish(good, connection))))
                .onSuccess(made -> Json.answer(ctx, 201, json(made)))
                .onFailure(ctx::fail);
    }

    private Future<SessionInput> checked(Author by, SessionInput input) {
        return integrations
                .list(by.tenant())
                .map(all -> input.knowing(all.stream().map(Integration::key).collect(Collectors.toSet())));
    }

    private Future<NangoConnection> known(Author by, String key, String connectionId) {
        return integrations
                .find(by.tenant(), key)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(unknown())
                        : connections.find(by.tenant(), found.get(), connectionId))
                .map(found -> found.filter(each -> each.connection().grantType() == GrantType.AUTHORIZATION_CODE)
                        .orElseThrow(SessionRoutes::unknown));
    }

    private static NangoRefusal unknown() {
        return NangoRefusal.invalidBody(
                "There is no connection with this id and integration that somebody could renew.");
    }

    private static NangoSessions.Wish wish(SessionInput input, @Nullable NangoConnection renewed) {
        ConnectionId id = renewed == null ? null : renewed.connection().id();
        String key = renewed == null ? null : renewed.integration().key();
        return new NangoSessions.Wish(
                input.endUser(),
                input.tags(),
                key == null ? input.allowed() : List.of(key),
                input.defaults(),
                input.overrides(),
                id,
                key);
    }

    private JsonObject json(NangoSessions.Made made) {
        String token = made.token().reveal();
        return data(new JsonObject()
                .put("token", token)
                .put("connect_link", publicUrl + ConnectUiRoutes.PATH + "?session_token=" + token)
                .put("expires_at", made.session().expiresAt().toString()));
    }

    private void read(RoutingContext ctx) {
        SessionAccess access = access(ctx);
        NangoBodyHandler.refuseQuery(ctx);
        sessions.of(access)
                .map(found -> found.orElseThrow(SessionRoutes::over))
                .onSuccess(session -> Json.ok(ctx, data(json(session))))
                .onFailure(ctx::fail);
    }

    private void end(RoutingContext ctx) {
        SessionAccess access = access(ctx);
        NangoBodyHandler.refuseQuery(ctx);
        sessions.end(access).onSuccess(done -> Json.noContent(ctx)).onFailure(ctx::fail);
    }

    private static SessionAccess access(RoutingContext ctx) {
        return NangoAccessHandler.session(ctx).orElseThrow(SessionRoutes::over);
    }

    private static NangoRefusal over() {
        return new NangoRefusal(
                401, "unknown_connect_session_token", "Send the token of a connect session that is not over.");
    }

    private static JsonObject json(NangoSession session) {
        JsonObject settings = new JsonObject()
                .put("theme", new JsonObject().put("light", primary("#0b6874")).put("dark", primary("#79c4cc")))
                .put("defaultTheme", "system")
                .put("showWatermark", false);
        JsonObject json = new JsonObject()
                .put(
                        "endUser",
                        session.endUser() == null ? null : session.endUser().toJson())
                .put("connectUISettings", settings);
        if (session.allowed() != null) {
            json.put("allowed_integrations", new JsonArray(session.allowed()));
        }
        if (!session.defaults().isEmpty()) {
            json.put("integrations_config_defaults", defaults(session.defaults()));
        }
        if (session.reconnects() != null) {
            json.put("isReconnecting", true);
        }
        if (!session.overrides().isEmpty()) {
            json.put("overrides", session.overrides());
        }
        return json;
    }

    private static JsonObject primary(String colour) {
        return new JsonObject().put("primary", colour);
    }

    private static JsonObject defaults(JsonObject defaults) {
        JsonObject json = new JsonObject();
        defaults.fieldNames()
                .forEach(key -> json.put(
                        key,
                        new JsonObject()
                                .put(
                                        "connection_config",
                                        defaults.getJsonObject(key)
                                                .getJsonObject("connection_config", new JsonObject()))
                                .put(
                                        "authorization_params",
                                        defaults.getJsonObject(key)
                                                .getJsonObject("authorization_params", new JsonObject()))));
        return json;
    }

    private static JsonObject data(JsonObject json) {
        return new JsonObject().put("data", json);
    }
}
