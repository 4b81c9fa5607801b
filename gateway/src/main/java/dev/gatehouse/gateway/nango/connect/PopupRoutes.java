package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.web.ClientAddress;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.nango.NangoBodyHandler;
import dev.gatehouse.gateway.nango.NangoErrorHandler;
import dev.gatehouse.gateway.nango.NangoRefusal;
import dev.gatehouse.gateway.nango.StrictInput;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where the browser client's popup begins and ends: {@code GET /oauth/connect/{integration}} and {@code GET
 * /oauth/finished}. A session's token is the only credential. What is wrong with the token or the form of the request is
 * answered in JSON; what ends an attempt is told to the browser's socket and shown on a page with status 400.
 */
public final class PopupRoutes {
    private static final Predicate<String> CODE =
            Pattern.compile("[a-z][a-z-]{0,63}").asMatchPredicate();

    private final NangoSessions sessions;
    private final Departures departures;
    private final Attempts attempts;
    private final BrowserSockets sockets;

    public PopupRoutes(NangoSessions sessions, Departures departures, Attempts attempts, BrowserSockets sockets) {
        this.sessions = sessions;
        this.departures = departures;
        this.attempts = attempts;
        this.sockets = sockets;
    }

    public void mount(Router router) {
        router.get("/oauth/connect/:key").handler(this::connect).failureHandler(new NangoErrorHandler());
        router.get(Departures.FINISHED).handler(PopupRoutes::finished);
    }

    private void connect(RoutingContext ctx) {
        String key = ctx.pathParam("key");
        StrictInput query = NangoBodyHandler.query(ctx);
        AttemptRequest request = AttemptRequest.read(query);
        session(request)
                .compose(session -> {
                    query.refuseMistakes();
                    refuse(session, key, request);
                    return departures
                            .depart(session, key, request, Attempts.author(session, RequestId.of(ctx), address(ctx)))
                            .onSuccess(url -> leave(ctx, url))
                            .recover(failure -> refused(ctx, session, key, request, failure));
                })
                .onFailure(failure -> {
                    tellHere(request, key, failure);
                    ctx.fail(failure);
                });
    }

    private Future<NangoSession> session(AttemptRequest request) {
        return request.token()
                .map(token -> sessions.of(token).map(found -> found.orElseThrow(() -> unknown(token))))
                .orElseGet(() -> Future.failedFuture(
                        request.hasPublicKey()
                                ? new NangoRefusal(
                                        401,
                                        "missing_auth_header",
                                        "Public keys are not taken; have your backend make a connect session.")
                                : new NangoRefusal(
                                        401, "missing_auth_header", "The token of a connect session is missing.")));
    }

    private static NangoRefusal unknown(String token) {
        return NangoSessions.isToken(token)
                ? new NangoRefusal(401, "unknown_connect_session_token", "The connect session is over, or not known.")
                : new NangoRefusal(
                        401, "invalid_connect_session_token_format", "This is no token of a connect session.");
    }

    private static void refuse(NangoSession session, String key, AttemptRequest request) {
        if (request.namesConnection()) {
            throw new NangoRefusal(
                    400, "invalid_query_params", "A session's connections are not named by the browser.");
        }
        if (!session.allows(key)) {
            throw new NangoRefusal(400, "integration_not_allowed", "The session is not for this integration.");
        }
    }

    private static void leave(RoutingContext ctx, String url) {
        ctx.response()
                .setStatusCode(302)
                .putHeader("Location", url)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .end();
    }

    private Future<String> refused(
            RoutingContext ctx, NangoSession session, String key, AttemptRequest request, Throwable failure) {
        AuthFailure why;
        if (failure instanceof AuthRefused known) {
            why = known.why();
        } else if (failure instanceof Failure known) {
            why = AuthFailure.of(known.code());
        } else {
            return Future.failedFuture(failure);
        }
        return attempts.refused(session, key, request.socketId(), why)
                .onSuccess(done -> FinishPage.show(ctx, why))
                .map("");
    }

    /** Of who shows no good session no other node hears. */
    private void tellHere(AttemptRequest request, String key, Throwable failure) {
        if (request.socketId() != null && failure instanceof NangoRefusal refusal) {
            sockets.tell(
                    request.socketId(),
                    Frames.failure(key, new AuthFailure(refusal.code(), String.valueOf(refusal.getMessage()))));
        }
    }

    private static void finished(RoutingContext ctx) {
        String code = ctx.request().getParam("error");
        boolean connected = "connected".equals(ctx.request().getParam("status"));
        FinishPage.show(ctx, connected ? null : AuthFailure.of(code != null && CODE.test(code) ? code : "unexpected"));
    }

    private static String address(RoutingContext ctx) {
        String from = ClientAddress.of(ctx);
        return from == null ? "" : from;
    }
}
