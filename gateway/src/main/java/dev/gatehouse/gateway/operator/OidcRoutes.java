package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code /api/v1/session} that leads to the identity provider and back. The way back is a browser's page load, so
 * it ends on a page of the console in any case; what went wrong stands in its address as {@code problem}.
 */
final class OidcRoutes {
    static final String CALLBACK = SessionRoutes.PATH + "/oidc/callback";
    private static final String PATH = SessionRoutes.PATH + "/oidc";
    private static final String SIGN_IN = "/console/sign-in";
    private static final List<String> ANSWER = List.of("state", "code", "iss", "error");
    private static final int LONGEST_CODE = 4096;
    private static final Predicate<String> PAGE = Pattern.compile(
                    "/console(/[A-Za-z0-9_.~-]+)*/?(\\?[A-Za-z0-9_.~%=&+,:/-]*)?")
            .asMatchPredicate();

    private final @Nullable OidcSignIn oidc;
    private final OperatorSessions sessions;
    private final SessionHandler people;
    private final SessionCookie cookie;

    /** @param oidc null without an identity provider */
    OidcRoutes(@Nullable OidcSignIn oidc, OperatorSessions sessions, SessionHandler people, SessionCookie cookie) {
        this.oidc = oidc;
        this.sessions = sessions;
        this.people = people;
        this.cookie = cookie;
    }

    void mount(Router router) {
        router.post(PATH).handler(this::signIn);
        router.post(PATH + "/proof").handler(ctx -> people.signedIn(ctx, this::prove));
        router.post(PATH + "/link").handler(ctx -> people.signedIn(ctx, this::link));
        router.get(CALLBACK).handler(this::back);
    }

    /** What the sign-in page says of it; null without an identity provider. */
    @Nullable
    JsonObject option() {
        return oidc == null ? null : new JsonObject().put("name", oidc.name());
    }

    private OidcSignIn provider() {
        if (oidc == null) {
            throw new Failure.Missing("oidc-not-set", "No identity provider is set for this Gatehouse.");
        }
        return oidc;
    }

    private void signIn(RoutingContext ctx) {
        people.needOwnPage(ctx.request());
        leave(ctx, SessionRoutes.stranger(ctx), OidcSignIn.Purpose.SIGN_IN, null)
                .onFailure(ctx::fail);
    }

    private Future<?> prove(RoutingContext ctx, OperatorSessions.Known known) {
        return leave(
                ctx,
                SessionHandler.self(ctx, known),
                OidcSignIn.Purpose.PROOF,
                known.session().id());
    }

    private Future<?> link(RoutingContext ctx, OperatorSessions.Known known) {
        if (!sessions.isProven(known.session())) {
            throw SessionHandler.proofNeeded();
        }
        return leave(
                ctx,
                SessionHandler.self(ctx, known),
                OidcSignIn.Purpose.LINK,
                known.session().id());
    }

    private Future<Void> leave(RoutingContext ctx, Author by, OidcSignIn.Purpose purpose, @Nullable String sessionId) {
        JsonInput input = JsonInput.of(ctx);
        String back = input.optionalText("back", 1000).orElse("/console");
        if (!PAGE.test(back)) {
            input.mistake("back", "should be the path of a page of the console");
        }
        input.refuseMistakes();
        return provider()
                .depart(by, purpose, sessionId, back)
                .onSuccess(departure -> {
                    ctx.response()
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("Set-Cookie", cookie.giveDeparture(departure.text()));
                    Json.ok(ctx, new JsonObject().put("url", departure.url().toString()));
                })
                .mapEmpty();
    }

    private void back(RoutingContext ctx) {
        Optional<SecretText> text = cookie.departureOf(ctx.request());
        Optional<String> state = one(ctx, "state");
        boolean twice = ANSWER.stream().anyMatch(name -> ctx.queryParam(name).size() > 1);
        if (text.isEmpty() || state.isEmpty() || twice) {
            show(ctx, SIGN_IN, "oidc-stale");
            return;
        }
        provider()
                .recognise(text.get(), state.get())
                .onFailure(failure -> show(ctx, SIGN_IN, code(failure)))
                .onSuccess(mission -> arrive(ctx, mission, text.get(), state.get()));
    }

    private void arrive(RoutingContext ctx, OidcSignIn.Mission mission, SecretText text, String state) {
        Optional<String> code = one(ctx, "error").isPresent() ? Optional.empty() : one(ctx, "code");
        provider()
                .arrive(
                        SessionRoutes.stranger(ctx),
                        mission,
                        new OidcSignIn.Answer(text, state, code, one(ctx, "iss")),
                        SessionRoutes.agent(ctx))
                .onSuccess(arrival -> {
                    arrival.begun()
                            .ifPresent(begun -> ctx.response().headers().add("Set-Cookie", cookie.give(begun.text())));
                    show(ctx, mission.back(), null);
                })
                .onFailure(failure -> show(ctx, failed(mission), code(failure)));
    }

    /** Where the person can try again. */
    private static String failed(OidcSignIn.Mission mission) {
        return mission.purpose() == OidcSignIn.Purpose.SIGN_IN
                ? SIGN_IN + "?back=" + URLEncoder.encode(mission.back(), StandardCharsets.UTF_8)
                : mission.back();
    }

    private static String code(Throwable failure) {
        return failure instanceof Failure known ? known.code() : "oidc-failed";
    }

    private void show(RoutingContext ctx, String page, @Nullable String problem) {
        String address = problem == null ? page : page + (page.contains("?") ? "&" : "?") + "problem=" + problem;
        ctx.response()
                .setStatusCode(303)
                .putHeader("Location", address)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer");
        ctx.response().headers().add("Set-Cookie", cookie.takeDeparture());
        ctx.end();
    }

    /** Empty unless it is there once. */
    private static Optional<String> one(RoutingContext ctx, String name) {
        List<String> all = ctx.queryParam(name);
        return all.size() == 1 && !all.get(0).isEmpty() && all.get(0).length() <= LONGEST_CODE
                ? Optional.of(all.get(0))
                : Optional.empty();
    }
}
