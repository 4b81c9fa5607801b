package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.gateway.nango.NangoErrorHandler;
import dev.gatehouse.gateway.nango.NangoRefusal;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways to connect in which a page sends credentials itself. No EHR is connected so, and no browser should hold a client's
 * secret, so each is refused, in the JSON that the browser client shows to its program. Called from other origins, without
 * cookies; what is sent is not read.
 */
public final class FormlessRoutes {
    private static final List<String> WAYS = List.of(
            "/auth/unauthenticated",
            "/api-auth/api-key",
            "/api-auth/basic",
            "/oauth2/auth",
            "/auth/jwt",
            "/auth/tba",
            "/auth/two-step",
            "/auth/bill",
            "/auth/signature",
            "/auth/aws-sigv4",
            "/auth/oauth-outbound");

    private final NangoSessions sessions;
    private final Integrations integrations;

    public FormlessRoutes(NangoSessions sessions, Integrations integrations) {
        this.sessions = sessions;
        this.integrations = integrations;
    }

    public void mount(Router router) {
        for (String way : WAYS) {
            router.options(way + "/:key").handler(FormlessRoutes::preflight);
            router.post(way + "/:key").handler(this::refuse).failureHandler(new NangoErrorHandler());
        }
    }

    private static void preflight(RoutingContext ctx) {
        fromAnywhere(ctx);
        ctx.response()
                .putHeader("Access-Control-Allow-Methods", "POST")
                .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type")
                .putHeader("Access-Control-Max-Age", "3600")
                .setStatusCode(204)
                .end();
    }

    private static void fromAnywhere(RoutingContext ctx) {
        ctx.response().putHeader("Access-Control-Allow-Origin", "*");
    }

    private void refuse(RoutingContext ctx) {
        fromAnywhere(ctx);
        String key = ctx.pathParam("key");
        session(ctx.request().getParam("connect_session_token"))
                .compose(session -> session.allows(key)
                        ? integrations.need(session.tenant(), key, 404)
                        : Future.failedFuture(new NangoRefusal(
                                400, "integration_not_allowed", "The session is not for this integration.")))
                .onSuccess(integration -> ctx.fail(new NangoRefusal(
                        400,
                        "invalid_auth_mode",
                        "Practices are connected at their EHR: use nango.auth without credentials. System connections"
                                + " are made by your backend, with POST /api/v1/connections.")))
                .onFailure(ctx::fail);
    }

    private Future<NangoSession> session(@Nullable String token) {
        return token == null
                ? Future.failedFuture(
                        new NangoRefusal(401, "missing_auth_header", "The token of a connect session is missing."))
                : sessions.of(token)
                        .map(found -> found.orElseThrow(() -> new NangoRefusal(
                                401, "unknown_connect_session_token", "The connect session is over, or not known.")));
    }
}
