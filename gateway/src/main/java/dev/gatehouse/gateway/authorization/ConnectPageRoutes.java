package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.RequestId;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connectpage.ConnectSettings;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.PracticeQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an end user's browser asks for: {@code /connect/{token}} and below, where the token of the connect session is the
 * only credential, and {@code /oauth/callback/{ehr}}, where the EHR sends it back to.
 */
public final class ConnectPageRoutes {
    private static final int HITS = 6;
    private static final int MOST_HITS = 20;
    private static final long MOST_BODY = 16 * 1024;

    private final ConnectSessions sessions;
    private final AuthorizationFlow flow;
    private final AuthorizationReturn returns;
    private final ConnectView view;
    private final Directory directory;
    private final TestRead testRead;
    private final ConnectSettings settings;
    private final ConnectPage page = new ConnectPage();
    private final FlowCookie cookie;
    private final String publicUrl;

    public ConnectPageRoutes(
            ConnectSessions sessions,
            AuthorizationFlow flow,
            AuthorizationReturn returns,
            ConnectView view,
            Directory directory,
            TestRead testRead,
            ConnectSettings settings,
            String publicUrl) {
        this.sessions = sessions;
        this.flow = flow;
        this.returns = returns;
        this.view = view;
        this.directory = directory;
        this.testRead = testRead;
        this.settings = settings;
        this.cookie = new FlowCookie(publicUrl);
        this.publicUrl = publicUrl;
    }

    public void mount(Router router) {
        router.get("/connect/:token").handler(this::open);
        router.get("/connect/:token/leave/:pending").handler(this::post);
        router.get("/connect/:token/session").handler(this::session);
        router.get("/connect/:token/practices").handler(this::practices);
        router.post("/connect/:token/authorize")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY))
                .handler(this::authorize);
        router.post("/connect/:token/test-read").handler(this::testRead);
        // for clients that were registered with it; what we register names the EHR
        router.get("/oauth/callback").handler(ctx -> callback(ctx, ""));
        router.get("/oauth/callback/:ehr").handler(ctx -> callback(ctx, ctx.pathParam("ehr")));
    }

    private void open(RoutingContext ctx) {
        sessions.of(token(ctx)).onComplete(found -> {
            if (found.failed()) {
                showFailure(ctx, found.cause());
            } else if (leavesAtOnce(found.result())) {
                leave(ctx, found.result());
            } else {
                show(ctx, found.result());
            }
        });
    }

    private void show(RoutingContext ctx, ConnectSession session) {
        settings.of(session.tenant())
                .onSuccess(look -> page.show(ctx, session, look))
                .onFailure(ctx::fail);
    }

    /** Who may frame pages of the session. */
    private Future<String> frames(ConnectSession session) {
        return settings.of(session.tenant()).map(look -> ConnectPage.frames(session, look));
    }

    /** Sends the browser on; where that takes a page, only the tenant's own pages may frame it. */
    private void go(RoutingContext ctx, AuthorizationFlow.Departure departure, ConnectSession session) {
        give(ctx, departure);
        frames(session).onSuccess(frames -> go(ctx, departure, frames)).onFailure(ctx::fail);
    }

    /** The tenant's own page has asked: nothing of ours is shown on the way. */
    private static boolean leavesAtOnce(ConnectSession session) {
        return !session.confirm() && session.endpointId() != null && session.state() == ConnectSession.State.OPEN;
    }

    private void leave(RoutingContext ctx, ConnectSession session) {
        flow.begin(
                        session,
                        token(ctx),
                        Objects.requireNonNull(session.endpointId()),
                        new AuthorizationFlow.Manner(false, true))
                .onSuccess(departure -> go(ctx, departure, session))
                .onFailure(failure -> {
                    String code = Problem.of(failure).code();
                    sessions.failed(session.tenant(), session.id(), code, RequestId.of(ctx))
                            .onComplete(noted -> {
                                if (tellsTenant(session, session.returnUrl(), code)) {
                                    redirect(ctx, failed(ctx, session, code));
                                } else {
                                    showFailure(ctx, failure);
                                }
                            });
                });
    }

    /** The form for an authorization by POST; only for the browser that was given this way. */
    private void post(RoutingContext ctx) {
        String pendingId = ctx.pathParam("pending");
        sessions.of(token(ctx))
                .compose(session -> flow.posted(session, pendingId, cookie.of(ctx.request(), pendingId))
                        .compose(request -> frames(session).onSuccess(frames -> PostPage.show(ctx, request, frames))))
                .onFailure(failure -> showFailure(ctx, failure));
    }

    static void go(RoutingContext ctx, AuthorizationFlow.Departure departure, String frames) {
        PostedRequest posted = departure.posted();
        if (posted == null) {
            redirect(ctx, departure.url());
        } else {
            PostPage.show(ctx, posted, frames);
        }
    }

    private void session(RoutingContext ctx) {
        sessions.of(token(ctx))
                .compose(session -> sessions.opened(session).compose(noted -> view.of(session)))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    private void practices(RoutingContext ctx) {
        String text = Optional.ofNullable(ctx.request().getParam("q")).orElse("");
        int limit = limit(ctx.request().getParam("limit"));
        sessions.of(token(ctx))
                .compose(session -> view.search(session)
                        .compose(scope -> directory.search(
                                session.tenant(),
                                scope.ehr(),
                                new PracticeQuery(text, scope.kind(), null),
                                limit,
                                null))
                        .compose(found -> text.isBlank() || found.items().isEmpty()
                                ? Future.succeededFuture(found)
                                : sessions.found(session).map(found)))
                .onSuccess(found -> Json.ok(ctx, ConnectView.json(found)))
                .onFailure(ctx::fail);
    }

    private static int limit(@Nullable String text) {
        try {
            return text == null ? HITS : Math.min(MOST_HITS, Math.max(1, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            return HITS;
        }
    }

    private void authorize(RoutingContext ctx) {
        needOwnPage(ctx);
        JsonInput input = JsonInput.of(ctx);
        String endpointId = input.text("endpointId", 64);
        boolean popup = input.optionalText("display", 16).orElse("page").equals("popup");
        boolean renew = input.flag("renew", false);
        input.refuseMistakes();
        sessions.of(token(ctx))
                .compose(session ->
                        flow.begin(session, token(ctx), endpointId, new AuthorizationFlow.Manner(popup, renew)))
                .onSuccess(departure -> {
                    give(ctx, departure);
                    Json.ok(ctx, new JsonObject().put("url", departure.url()));
                })
                .onFailure(ctx::fail);
    }

    private void testRead(RoutingContext ctx) {
        needOwnPage(ctx);
        sessions.of(token(ctx))
                .compose(session -> testRead.of(session))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    private void callback(RoutingContext ctx, String ehr) {
        returns.finish(ctx.request(), ehr, RequestId.of(ctx))
                .onSuccess(ended -> ended(ctx, ended))
                .onFailure(failure -> showFailure(ctx, failure));
    }

    private void ended(RoutingContext ctx, AuthorizationReturn.Ended ended) {
        PendingAuthorization pending = ended.pending();
        CallbackRefused refused = ended.refused();
        ConnectSession session = ended.session();
        if (pending == null || session == null) {
            CallbackRefused why = refused == null ? CallbackRefused.STATE_MISMATCH : refused;
            page.showFailure(ctx, why.status(), why.code(), RequestId.of(ctx));
            return;
        }
        ctx.response().headers().add("Set-Cookie", cookie.take(pending.id(), session.launched()));
        if (ended.again()) {
            leaveAgain(ctx, pending, session);
            return;
        }
        URI back = pending.inPopup() ? null : session.returnUrl();
        String own = publicUrl + "/connect/" + pending.sessionToken().reveal();
        if (refused != null && session.launched() && back == null) {
            page.showFramedFailure(ctx, refused.status(), refused.code(), RequestId.of(ctx));
        } else if (refused != null) {
            redirect(ctx, tellsTenant(session, back, refused.code()) ? failed(ctx, session, refused.code()) : own);
        } else if (back != null) {
            Connection connection = Objects.requireNonNull(ended.connection());
            redirect(ctx, ReturnUrls.connected(back, session.id(), connection.id()));
        } else {
            redirect(ctx, own);
        }
    }

    /** Once more to the EHR, before the end user sees anything of it. */
    private void leaveAgain(RoutingContext ctx, PendingAuthorization pending, ConnectSession session) {
        AuthorizationFlow.Manner manner = new AuthorizationFlow.Manner(pending.inPopup(), true);
        flow.begin(session, pending.sessionToken(), pending.endpointId(), manner)
                .onSuccess(departure -> go(ctx, departure, session))
                .onFailure(failure -> showFailure(ctx, failure));
    }

    /** The tenant's own page hears of a failure if it wanted no page of ours, or if the end user said no. */
    private static boolean tellsTenant(ConnectSession session, @Nullable URI back, String code) {
        return back != null && (!session.confirm() || code.equals("access-denied"));
    }

    private static String failed(RoutingContext ctx, ConnectSession session, String code) {
        return ReturnUrls.failed(Objects.requireNonNull(session.returnUrl()), session.id(), code, RequestId.of(ctx));
    }

    private void showFailure(RoutingContext ctx, Throwable failure) {
        if (!(failure instanceof Failure)) {
            ctx.fail(failure);
            return;
        }
        Problem problem = Problem.of(failure);
        page.showFailure(ctx, problem.status(), problem.code(), RequestId.of(ctx));
    }

    private void give(RoutingContext ctx, AuthorizationFlow.Departure departure) {
        ctx.response()
                .headers()
                .add(
                        "Set-Cookie",
                        cookie.give(departure.pendingId(), departure.browser(), AuthorizationFlow.LIFE, false));
    }

    static void redirect(RoutingContext ctx, String url) {
        ctx.response()
                .setStatusCode(303)
                .putHeader("Location", url)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .end();
    }

    /** Only our own page, or a program that is no browser, may post; another site's page may not. */
    private static void needOwnPage(RoutingContext ctx) {
        String site = ctx.request().getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            throw new Failure.Forbidden("other-site", "Only the connect page itself may do this.");
        }
    }

    private static SecretText token(RoutingContext ctx) {
        return new SecretText(ctx.pathParam("token"));
    }
}
