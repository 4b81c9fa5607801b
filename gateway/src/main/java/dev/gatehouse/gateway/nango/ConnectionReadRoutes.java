package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.token.ApplicationMisconfigured;
import dev.gatehouse.gateway.token.NeedsReconnect;
import dev.gatehouse.gateway.token.NoToken;
import dev.gatehouse.gateway.token.RefreshFailed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /connections/{id}}; permission {@code connections}. Tokens are in it only with {@code token:export}, and each
 * time in the audit. {@code force_refresh} refreshes; {@code refresh_token} discloses.
 */
public final class ConnectionReadRoutes {
    private static final Set<NoToken.Outcome> REFUSED = Set.of(
            NoToken.Outcome.DENIED,
            NoToken.Outcome.CLIENT_BROKEN,
            NoToken.Outcome.INVALID_SCOPE,
            NoToken.Outcome.PRACTICE_NOT_AUTHORIZED,
            NoToken.Outcome.REQUEST_REFUSED);

    private final Integrations integrations;
    private final NangoConnections connections;
    private final TokenAnswers tokens;

    public ConnectionReadRoutes(Integrations integrations, NangoConnections connections, TokenAnswers tokens) {
        this.integrations = integrations;
        this.connections = connections;
        this.tokens = tokens;
    }

    public void mount(Router router) {
        router.get("/connections/:id").handler(this::read);
        router.get("/connection/:id").handler(this::read);
    }

    private void read(RoutingContext ctx) {
        Caller caller = NangoAccessHandler.with(ctx, Permission.CONNECTIONS);
        StrictInput query = NangoBodyHandler.query(ctx);
        String key = query.text("provider_config_key", 1, 255);
        boolean refresh = query.flag("force_refresh", false);
        boolean disclose = query.flag("refresh_token", false);
        boolean app = query.flag("refresh_github_app_jwt_token", false);
        query.refuseMistakes();
        String id = NangoIds.connection(ctx.pathParam("id"));
        boolean tellable = caller.may(Permission.TOKEN_EXPORT);
        if (refresh || disclose || app) {
            caller.need(Permission.TOKEN_EXPORT);
        }
        integrations
                .need(caller.tenant(), key, 400)
                .compose(integration -> connections.find(caller.tenant(), integration, id))
                .map(found -> found.orElseThrow(() -> NangoRefusal.notFound("There is no connection with this id.")))
                .compose(connection -> tellable
                        ? withTokens(caller, connection, refresh, disclose)
                        : Future.succeededFuture(connection.whole(new JsonObject())))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    /** A refresh may have changed more than the token. */
    private Future<JsonObject> withTokens(
            Caller caller, NangoConnection connection, boolean refresh, boolean disclose) {
        return credentials(caller, connection, refresh, disclose)
                .recover(failure -> Future.failedFuture(refused(connection, failure)))
                .compose(credentials -> connections
                        .of(caller.tenant(), connection.connection().id())
                        .map(now -> now.whole(credentials)));
    }

    private Future<JsonObject> credentials(
            Caller caller, NangoConnection connection, boolean refresh, boolean disclose) {
        try {
            return tokens.of(caller, connection, refresh, disclose);
        } catch (Failure unusable) {
            return Future.failedFuture(unusable);
        }
    }

    /** 400 if the EHR refused, 424 if it was not asked or may think otherwise later. */
    static Throwable refused(NangoConnection connection, Throwable failure) {
        if (!(failure instanceof Failure known) || failure instanceof Failure.TooMany) {
            return failure;
        }
        boolean asked = connection.connection().state() != ConnectionState.NEEDS_RECONNECT && isRefusal(failure);
        return new NangoRefusal(
                asked ? 400 : 424,
                "invalid_credentials",
                Problem.of(known).detail(),
                List.of(),
                new JsonObject().put("connection", connection.whole(new JsonObject())));
    }

    static boolean isRefusal(Throwable failure) {
        if (failure instanceof RefreshFailed wrapped && wrapped.getCause() != null) {
            return isRefusal(wrapped.getCause());
        }
        return failure instanceof NeedsReconnect
                || failure instanceof ApplicationMisconfigured
                || (failure instanceof NoToken refused && REFUSED.contains(refused.outcome()));
    }
}
