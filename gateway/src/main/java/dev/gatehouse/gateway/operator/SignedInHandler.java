package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Json;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a browser is told about the person at it: who, where, what they may do there, and the token for changes. */
final class SignedInHandler {
    private final OperatorSessions sessions;
    private final Whereabouts whereabouts;
    private final SessionCookie cookie;
    private final @Nullable OidcSignIn oidc;

    /** @param oidc null without an identity provider */
    SignedInHandler(
            OperatorSessions sessions, Whereabouts whereabouts, SessionCookie cookie, @Nullable OidcSignIn oidc) {
        this.oidc = oidc;
        this.sessions = sessions;
        this.whereabouts = whereabouts;
        this.cookie = cookie;
    }

    /** Gives the browser its cookie. */
    Future<Void> welcome(RoutingContext ctx, int status, OperatorSessions.Begun begun) {
        return who(ctx, begun.operator(), begun.session(), begun.text())
                .onSuccess(told -> {
                    ctx.response()
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("Set-Cookie", cookie.give(begun.text()));
                    Json.answer(ctx, status, told);
                })
                .mapEmpty();
    }

    Future<Void> again(RoutingContext ctx, OperatorSessions.Known known) {
        return who(
                        ctx,
                        known.operator(),
                        known.session(),
                        cookie.of(ctx.request()).orElseThrow())
                .onSuccess(told -> Json.ok(ctx, told))
                .mapEmpty();
    }

    private Future<JsonObject> who(RoutingContext ctx, Operator operator, OperatorSession session, SecretText text) {
        Optional<TenantId> named = SessionHandler.tenant(ctx.request(), operator);
        return proofs(operator)
                .compose(proofs -> whereabouts.of(operator, named).map(position -> {
                    Optional<Role> role = position.here().map(Whereabouts.Place::role);
                    return new JsonObject()
                            .put("operator", OperatorRoutes.json(operator))
                            .put("session", SessionRoutes.json(session))
                            .put("csrfToken", SessionCookie.csrf(text))
                            .put("proven", sessions.isProven(session))
                            .put("proofs", proofs)
                            .put(
                                    "tenant",
                                    position.here().map(SignedInHandler::json).orElse(null))
                            .put("permissions", permissions(role))
                            .put("tenants", array(position.places()))
                            .put("moreTenants", position.more())
                            .put("owners", new JsonArray(position.owners()));
                }));
    }

    private Future<JsonArray> proofs(Operator operator) {
        JsonArray proofs = operator.password() ? new JsonArray().add("password") : new JsonArray();
        return oidc == null
                ? Future.succeededFuture(proofs)
                : oidc.knows(operator.id()).map(linked -> linked ? proofs.add("oidc") : proofs);
    }

    static JsonObject permissions(Optional<Role> role) {
        return new JsonObject()
                .put("see", texts(role.map(each -> each.permissions(false)).orElse(Set.of())))
                .put("change", texts(role.map(each -> each.permissions(true)).orElse(Set.of())));
    }

    private static JsonArray texts(Collection<Permission> permissions) {
        JsonArray texts = new JsonArray();
        permissions.stream().sorted().map(Permission::text).forEach(texts::add);
        return texts;
    }

    private static JsonArray array(Collection<Whereabouts.Place> places) {
        JsonArray array = new JsonArray();
        places.forEach(each -> array.add(json(each)));
        return array;
    }

    static JsonObject json(Whereabouts.Place place) {
        return new JsonObject()
                .put("id", place.tenant().id().value())
                .put("name", place.tenant().name())
                .put("role", place.role().text());
    }
}
