package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.RequestId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/session}: how people sign in, show again who they are, look after their own account, and leave. These
 * routes take no API key.
 */
public final class SessionRoutes {
    private static final String PATH = "/api/v1/session";
    private static final int MOST = 16 * 1024;

    private final OperatorSessions sessions;
    private final Operators operators;
    private final FirstOwner firstOwner;
    private final OwnAccount account;
    private final SessionHandler people;
    private final SessionCookie cookie;

    SessionRoutes(
            OperatorSessions sessions,
            Operators operators,
            FirstOwner firstOwner,
            OwnAccount account,
            SessionHandler people,
            SessionCookie cookie) {
        this.sessions = sessions;
        this.operators = operators;
        this.firstOwner = firstOwner;
        this.account = account;
        this.people = people;
        this.cookie = cookie;
    }

    public void mount(Router router) {
        router.route(PATH).handler(BodyHandler.create(false).setBodyLimit(MOST));
        router.route(PATH + "/*").handler(BodyHandler.create(false).setBodyLimit(MOST));
        router.post(PATH).handler(this::signIn);
        router.get(PATH).handler(ctx -> signedIn(ctx, this::whoAmI));
        router.delete(PATH).handler(ctx -> signedIn(ctx, this::signOut));
        router.post(PATH + "/first-owner").handler(this::acceptFirst);
        router.post(PATH + "/invitation").handler(this::acceptInvitation);
        router.post(PATH + "/proof").handler(ctx -> signedIn(ctx, this::prove));
        router.put(PATH + "/password").handler(ctx -> signedIn(ctx, this::setPassword));
        router.post(PATH + "/totp").handler(ctx -> signedIn(ctx, this::offerTotp));
        router.post(PATH + "/totp/confirm").handler(ctx -> signedIn(ctx, this::confirmTotp));
        router.delete(PATH + "/totp").handler(ctx -> signedIn(ctx, this::removeTotp));
        router.get(PATH + "/sessions").handler(ctx -> signedIn(ctx, this::listSessions));
        router.delete(PATH + "/sessions/:id").handler(ctx -> signedIn(ctx, this::endSession));
    }

    private void signedIn(RoutingContext ctx, BiFunction<RoutingContext, OperatorSessions.Known, Future<?>> act) {
        ctx.response().putHeader("Cache-Control", "no-store");
        Optional<SecretText> text = cookie.of(ctx.request());
        if (text.isEmpty()) {
            ctx.fail(SignInRefused.noSession());
            return;
        }
        people.known(ctx, text.get()).compose(known -> act.apply(ctx, known)).onFailure(ctx::fail);
    }

    private void signIn(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        JsonInput input = JsonInput.of(ctx);
        String email = OperatorRoutes.email(input);
        String password = input.text("password", Passwords.LONGEST);
        Optional<String> code = input.optionalText("totp", 6);
        input.refuseMistakes();
        Author by = stranger(ctx);
        OperatorSessions.Shown shown = new OperatorSessions.Shown(email, new SecretText(password), code.orElse(null));
        sessions.signIn(by, shown, agent(ctx))
                .onSuccess(begun -> welcome(ctx, 200, begun))
                .onFailure(ctx::fail);
    }

    private void acceptFirst(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        JsonInput input = JsonInput.of(ctx);
        SecretText token = new SecretText(input.text("token", 100));
        String email = OperatorRoutes.email(input);
        String name = input.text("displayName", 200);
        SecretText password = newPassword(input, email);
        input.refuseMistakes();
        Author by = stranger(ctx);
        firstOwner
                .accept(by, token, email, name, password)
                .compose(operator -> sessions.begin(by, operator.id(), agent(ctx)))
                .onSuccess(begun -> welcome(ctx, 201, begun))
                .onFailure(ctx::fail);
    }

    private void acceptInvitation(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        JsonInput input = JsonInput.of(ctx);
        SecretText token = new SecretText(input.text("token", 100));
        input.refuseMistakes();
        Author by = stranger(ctx);
        operators
                .accept(by, token, person -> {
                    SecretText password = newPassword(input, person.email());
                    input.refuseMistakes();
                    return Future.succeededFuture(password);
                })
                .compose(operator -> sessions.begin(by, operator.id(), agent(ctx)))
                .onSuccess(begun -> welcome(ctx, 201, begun))
                .onFailure(ctx::fail);
    }

    private static SecretText newPassword(JsonInput input, String email) {
        String password = input.text("password", Passwords.LONGEST);
        Passwords.mistake(password, email).ifPresent(mistake -> input.mistake("password", mistake));
        return new SecretText(password);
    }

    private void welcome(RoutingContext ctx, int status, OperatorSessions.Begun begun) {
        ctx.response().putHeader("Cache-Control", "no-store").putHeader("Set-Cookie", cookie.give(begun.text()));
        Json.answer(ctx, status, who(begun.operator(), begun.session(), begun.text()));
    }

    private Future<?> whoAmI(RoutingContext ctx, OperatorSessions.Known known) {
        Json.ok(
                ctx,
                who(known.operator(), known.session(), cookie.of(ctx.request()).orElseThrow()));
        return Future.succeededFuture();
    }

    private JsonObject who(Operator operator, OperatorSession session, SecretText text) {
        return new JsonObject()
                .put("operator", OperatorRoutes.json(operator))
                .put("session", json(session))
                .put("csrfToken", SessionCookie.csrf(text))
                .put("proven", sessions.isProven(session));
    }

    private Future<?> signOut(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.end(
                        self(ctx, known), known.operator().id(), known.session().id())
                .onSuccess(done -> leave(ctx));
    }

    private void leave(RoutingContext ctx) {
        ctx.response().putHeader("Set-Cookie", cookie.take());
        Json.noContent(ctx);
    }

    private Future<?> prove(RoutingContext ctx, OperatorSessions.Known known) {
        JsonInput input = JsonInput.of(ctx);
        String password = input.text("password", Passwords.LONGEST);
        Optional<String> code = input.optionalText("totp", 6);
        input.refuseMistakes();
        return sessions.proveAgain(self(ctx, known), known, new SecretText(password), code.orElse(null))
                .onSuccess(begun -> welcome(ctx, 200, begun));
    }

    private Future<?> setPassword(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        JsonInput input = JsonInput.of(ctx);
        SecretText password = newPassword(input, known.operator().email());
        input.refuseMistakes();
        return account.setPassword(self(ctx, known), password).onSuccess(done -> leave(ctx));
    }

    private Future<?> offerTotp(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        return account.offerTotp(self(ctx, known))
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
        return account.confirmTotp(self(ctx, known), code).onSuccess(done -> Json.noContent(ctx));
    }

    private Future<?> removeTotp(RoutingContext ctx, OperatorSessions.Known known) {
        needProof(known);
        return account.removeTotp(self(ctx, known)).onSuccess(done -> Json.noContent(ctx));
    }

    private Future<?> listSessions(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.of(known.operator().id()).onSuccess(found -> {
            JsonArray items = new JsonArray();
            found.forEach(each -> items.add(
                    json(each).put("current", each.id().equals(known.session().id()))));
            Json.ok(ctx, new JsonObject().put("items", items).putNull("nextCursor"));
        });
    }

    private Future<?> endSession(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.end(self(ctx, known), known.operator().id(), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx));
    }

    private void needProof(OperatorSessions.Known known) {
        if (!sessions.isProven(known.session())) {
            throw SessionHandler.proofNeeded();
        }
    }

    private static Author stranger(RoutingContext ctx) {
        return OperatorSessions.stranger(RequestId.of(ctx), SessionHandler.address(ctx));
    }

    private static Author self(RoutingContext ctx, OperatorSessions.Known known) {
        return new Author(
                TenantId.DEFAULT,
                Author.Kind.OPERATOR,
                known.operator().id(),
                RequestId.of(ctx),
                SessionHandler.address(ctx));
    }

    private static @Nullable String agent(RoutingContext ctx) {
        return ctx.request().getHeader("User-Agent");
    }

    private static JsonObject json(OperatorSession session) {
        return new JsonObject()
                .put("id", session.id())
                .put("createdAt", Json.time(session.createdAt()))
                .put("seenAt", Json.time(session.seenAt()))
                .put("endsAt", Json.time(session.endsAt()))
                .put("address", session.address())
                .put("userAgent", session.userAgent());
    }
}
