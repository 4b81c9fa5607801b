package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.common.web.RequestId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/session}: how people sign in, show again who they are, learn where they may go, and leave. These routes
 * take no API key.
 */
public final class SessionRoutes {
    static final String PATH = "/api/v1/session";
    private static final int MOST = 16 * 1024;
    private static final int LONGEST_SEARCH = 100;

    private final OperatorSessions sessions;
    private final Invitations invitations;
    private final FirstOwner firstOwner;
    private final Whereabouts whereabouts;
    private final OwnAccountRoutes account;
    private final OidcRoutes oidc;
    private final SessionHandler people;
    private final SignedInHandler answers;
    private final SessionCookie cookie;

    SessionRoutes(
            OperatorSessions sessions,
            Invitations invitations,
            FirstOwner firstOwner,
            Whereabouts whereabouts,
            OwnAccountRoutes account,
            OidcRoutes oidc,
            SessionHandler people,
            SignedInHandler answers,
            SessionCookie cookie) {
        this.sessions = sessions;
        this.invitations = invitations;
        this.firstOwner = firstOwner;
        this.whereabouts = whereabouts;
        this.account = account;
        this.oidc = oidc;
        this.people = people;
        this.answers = answers;
        this.cookie = cookie;
    }

    public void mount(Router router) {
        router.route(PATH).handler(BodyHandler.create(false).setBodyLimit(MOST));
        router.route(PATH + "/*").handler(BodyHandler.create(false).setBodyLimit(MOST));
        router.post(PATH).handler(this::signIn);
        router.get(PATH).handler(ctx -> people.signedIn(ctx, answers::again));
        router.delete(PATH).handler(ctx -> people.signedIn(ctx, this::signOut));
        router.get(PATH + "/options").handler(this::options);
        router.get(PATH + "/tenants").handler(ctx -> people.signedIn(ctx, this::tenants));
        router.get(PATH + "/roles").handler(ctx -> people.signedIn(ctx, this::roles));
        router.post(PATH + "/first-owner").handler(this::acceptFirst);
        router.post(PATH + "/invitation/look").handler(this::lookAtInvitation);
        router.post(PATH + "/invitation").handler(this::acceptInvitation);
        router.post(PATH + "/proof").handler(ctx -> people.signedIn(ctx, this::prove));
        account.mount(router);
        oidc.mount(router);
    }

    private void options(RoutingContext ctx) {
        ctx.response().putHeader("Cache-Control", "no-store");
        firstOwner
                .isAwaited()
                .onSuccess(awaited -> Json.ok(
                        ctx, new JsonObject().put("firstOwnerAwaited", awaited).put("oidc", oidc.option())))
                .onFailure(ctx::fail);
    }

    private Future<?> tenants(RoutingContext ctx, OperatorSessions.Known known) {
        Paging paging = Paging.of(ctx);
        String text =
                Optional.ofNullable(ctx.request().getParam("q")).orElse("").strip();
        if (text.length() > LONGEST_SEARCH || text.indexOf('\0') >= 0) {
            throw new Failure.Invalid(
                    "input-invalid",
                    "One field needs another look.",
                    List.of(new Mistake("q", "should have at most " + LONGEST_SEARCH + " characters")));
        }
        return whereabouts
                .places(known.operator(), text, paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(
                        ctx, paging.page(found, each -> each.tenant().id().value(), SignedInHandler::json)));
    }

    private Future<?> roles(RoutingContext ctx, OperatorSessions.Known known) {
        List<JsonObject> roles = Arrays.stream(Role.values())
                .map(role -> SignedInHandler.permissions(Optional.of(role)).put("role", role.text()))
                .toList();
        Json.ok(ctx, Json.page(roles, null));
        return Future.succeededFuture();
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
                .compose(begun -> answers.welcome(ctx, 200, begun))
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
                .compose(begun -> answers.welcome(ctx, 201, begun))
                .onFailure(ctx::fail);
    }

    /** For the page that asks for a password: whose it will be. */
    private void lookAtInvitation(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        JsonInput input = JsonInput.of(ctx);
        SecretText token = new SecretText(input.text("token", 100));
        input.refuseMistakes();
        ctx.response().putHeader("Cache-Control", "no-store");
        invitations
                .of(token)
                .onSuccess(person -> Json.ok(
                        ctx, new JsonObject().put("email", person.email()).put("displayName", person.displayName())))
                .onFailure(ctx::fail);
    }

    private void acceptInvitation(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        JsonInput input = JsonInput.of(ctx);
        SecretText token = new SecretText(input.text("token", 100));
        input.refuseMistakes();
        Author by = stranger(ctx);
        invitations
                .accept(by, token, person -> {
                    SecretText password = newPassword(input, person.email());
                    input.refuseMistakes();
                    return Future.succeededFuture(password);
                })
                .compose(operator -> sessions.begin(by, operator.id(), agent(ctx)))
                .compose(begun -> answers.welcome(ctx, 201, begun))
                .onFailure(ctx::fail);
    }

    static SecretText newPassword(JsonInput input, String email) {
        String password = input.text("password", Passwords.LONGEST);
        Passwords.mistake(password, email).ifPresent(mistake -> input.mistake("password", mistake));
        return new SecretText(password);
    }

    private Future<?> signOut(RoutingContext ctx, OperatorSessions.Known known) {
        return sessions.end(
                        SessionHandler.self(ctx, known),
                        known.operator().id(),
                        known.session().id())
                .onSuccess(done -> {
                    ctx.response().putHeader("Set-Cookie", cookie.take());
                    Json.noContent(ctx);
                });
    }

    private Future<?> prove(RoutingContext ctx, OperatorSessions.Known known) {
        JsonInput input = JsonInput.of(ctx);
        String password = input.text("password", Passwords.LONGEST);
        Optional<String> code = input.optionalText("totp", 6);
        input.refuseMistakes();
        return sessions.proveAgain(SessionHandler.self(ctx, known), known, new SecretText(password), code.orElse(null))
                .compose(begun -> answers.welcome(ctx, 200, begun));
    }

    static Author stranger(RoutingContext ctx) {
        return OperatorSessions.stranger(RequestId.of(ctx), SessionHandler.address(ctx));
    }

    static @Nullable String agent(RoutingContext ctx) {
        return ctx.request().getHeader("User-Agent");
    }

    static JsonObject json(OperatorSession session) {
        return new JsonObject()
                .put("id", session.id())
                .put("createdAt", Json.time(session.createdAt()))
                .put("seenAt", Json.time(session.seenAt()))
                .put("endsAt", Json.time(session.endsAt()))
                .put("address", session.address())
                .put("userAgent", session.userAgent());
    }
}
