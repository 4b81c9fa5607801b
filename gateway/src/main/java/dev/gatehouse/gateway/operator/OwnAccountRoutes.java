package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The part of {@code /api/v1/session} by which people look after their own account. */
final class OwnAccountRoutes {
    private static final String PATH = SessionRoutes.PATH;

    private final OperatorSessions sessions;
    private final OwnAccount account;
    private final SessionHandler people;
    private final SignedInHandler answers;
    private final SessionCookie cookie;

    OwnAccountRoutes(
            OperatorSessions sessions,
            OwnAccount account,
            SessionHandler people,
            SignedInHandler answers,
            SessionCookie cookie) {
        this.sessions = sessions;
        this.account = account;
        this.people = people;
        this.answers = answers;
        this.cookie = cookie;
    }

    void mount(Router router) {
        router.patch(PATH).handler(ctx -> people.signedIn(ctx, this::rename));
        router.put(PATH + "/password").handler(ctx -> people.signedIn(ctx, this::setPassword));
        router.post(PATH + "/totp").handler(ctx -> people.signedIn(ctx, this::offerTotp));
        router.post(PATH + "/totp/confirm").handler(ctx -> people.signedIn(ctx, this::confirmTotp));
        router.delete(PATH + "/totp").handler(ctx -> people.signedIn(ctx, this::removeTotp));
        router.get(PATH + "/sessions").handler(ctx -> people.signedIn(ctx, this::listSessions));
        router.delete(PATH + "/sessions/:id").handler(ctx -> people.signedIn(ctx, this::endSession));
    }

    private Future<?> rename(RoutingContext ctx, OperatorSessions.Known known) {
        JsonInput input = JsonInput.of(ctx);
        String name = input.text("displayName", 200);
        input.refuseMistakes();
        return account.rename(SessionHandler.self(ctx, known), name)
                .compose(operator -> answers.again(ctx, new OperatorSessions.Known(known.session(), operator)));
    }

    private Future<?> setPassword(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        JsonInput input = JsonInput.of(ctx);
        SecretText password = SessionRoutes.newPassword(input, known.operator().email());
        input.refuseMistakes();
        return account.setPassword(SessionHandler.self(ctx, known), password).onSuccess(done -> {
            ctx.response().putHeader("Set-Cookie", cookie.take());
            Json.noContent(ctx);
        });
    }

    private Future<?> offerTotp(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        return account.offerTotp(SessionHandler.self(ctx, known))
                .onSuccess(seed -> Json.created(
                        ctx,
                        new JsonObject()
                                .put("secret", seed.reveal())
                                .put("uri", Totp.uri(seed, known.operator().email()))));
    }

    private Future<?> confirmTotp(RoutingContext ctx, OperatorSessions.Known known) {
        JsonInput input = JsonInput.of(ctx);
        String code = input.text("code", 6);
        input.refuseMistakes();
        return account.confirmTotp(SessionHandler.self(ctx, known), code).onSuccess(done -> Json.noContent(ctx));
    }

    private Future<?> removeTotp(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        return account.removeTotp(SessionHandler.self(ctx, known)).onSuccess(done -> Json.noContent(ctx));
    }

    private Future<?> listSessions(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.of(known.operator().id()).onSuccess(found -> {
            JsonArray items = new JsonArray();
            found.forEach(each -> items.add(SessionRoutes.json(each)
                    .put("current", each.id().equals(known.session().id()))));
            Json.ok(ctx, new JsonObject().put("items", items).putNull("nextCursor"));
        });
    }

    private Future<?> endSession(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.end(SessionHandler.self(ctx, known), known.operator().id(), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx));
    }

    private void needProof(OperatorSessions.Known known) {
        if (!sessions.isProven(known.session())) {
            throw SessionHandler.proofNeeded();
        }
    }
}
