package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /api/v1/operators}: the people of a tenant. Permission {@code keys}. */
public final class OperatorRoutes {
    private static final int LONGEST_EMAIL = 254;
    private static final String KNOWN =
            Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));

    private final Operators operators;
    private final Invitations invitations;

    OperatorRoutes(Operators operators, Invitations invitations) {
        this.operators = operators;
        this.invitations = invitations;
    }

    public void mount(Router api) {
        api.get("/operators").handler(this::list);
        api.post("/operators").handler(this::invite);
        api.get("/operators/:id").handler(this::get);
        api.patch("/operators/:id").handler(this::change);
        api.delete("/operators/:id").handler(this::remove);
        api.post("/operators/:id/invitation").handler(this::inviteAgain);
    }

    private void list(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        Paging paging = Paging.of(ctx);
        operators
                .list(caller.tenant(), paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, Operator::id, each -> json(each, caller))))
                .onFailure(ctx::fail);
    }

    private void get(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        operators
                .of(caller.tenant(), ctx.pathParam("id"))
                .onSuccess(found -> Json.ok(ctx, json(found, caller)))
                .onFailure(ctx::fail);
    }

    private void invite(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        JsonInput input = JsonInput.of(ctx);
        String email = email(input);
        String name = input.text("displayName", 200);
        Optional<Role> role = input.choice("role", Role::of, KNOWN);
        if (role.isEmpty()) {
            input.mistake("role", "should be one of " + KNOWN);
        }
        boolean everywhere = input.flag("everywhere", false);
        input.refuseMistakes();
        Operators.need(role.orElseThrow(), actor(ctx, caller));
        if (everywhere) {
            caller.needPlatform();
        }
        invitations
                .invite(caller.author(), new Invitations.Wish(email, name, role.orElseThrow(), everywhere))
                .onSuccess(invited -> Json.created(
                        ctx,
                        json(invited.operator(), caller)
                                .put(
                                        "token",
                                        invited.text().map(SecretText::reveal).orElse(null))))
                .onFailure(ctx::fail);
    }

    private void change(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        JsonInput input = JsonInput.of(ctx);
        Optional<String> name = input.optionalText("displayName", 200);
        Optional<Role> role = input.choice("role", Role::of, KNOWN);
        Optional<Boolean> locked = input.has("locked") ? Optional.of(input.flag("locked", false)) : Optional.empty();
        input.refuseMistakes();
        operators
                .change(
                        caller.author(),
                        actor(ctx, caller),
                        caller.platform(),
                        ctx.pathParam("id"),
                        new Operators.Change(name, role, locked))
                .onSuccess(changed -> Json.ok(ctx, json(changed, caller)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        operators
                .remove(caller.author(), actor(ctx, caller), caller.platform(), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void inviteAgain(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        invitations
                .again(caller.author(), actor(ctx, caller), caller.platform(), ctx.pathParam("id"))
                .onSuccess(text -> Json.created(ctx, new JsonObject().put("token", text.reveal())))
                .onFailure(ctx::fail);
    }

    /** What a machine's key can do to people is an admin's; a platform key's an owner's. */
    private static Role actor(RoutingContext ctx, Caller caller) {
        OperatorSessions.Known known = SessionHandler.of(ctx);
        return known == null
                ? caller.platform() ? Role.OWNER : Role.ADMIN
                : known.operator().roleIn(caller.tenant()).orElse(Role.VIEWER);
    }

    /** In lower case; a mistake of the input unless it looks like an address. */
    static String email(JsonInput input) {
        String email = input.text("email", LONGEST_EMAIL).toLowerCase(Locale.ROOT);
        int at = email.indexOf('@');
        boolean good = at > 0
                && at == email.lastIndexOf('@')
                && email.indexOf('.', at) > at + 1
                && !email.endsWith(".")
                && email.chars().allMatch(c -> c > ' ' && c < 127);
        if (!good && !email.isEmpty()) {
            input.mistake("email", "should be an e-mail address, such as dana@example.org");
        }
        return email;
    }

    /** As a tenant sees them: what they have elsewhere is told to platform owners only. */
    private static JsonObject json(Operator operator, Caller caller) {
        JsonObject json = json(operator)
                .put("role", operator.givenIn(caller.tenant()).map(Role::text).orElse(null));
        if (operator.lockedIn().contains(caller.tenant())) {
            json.put("state", Operator.State.LOCKED.name().toLowerCase(Locale.ROOT));
        }
        if (!caller.platform()) {
            Role here = operator.roles().get(caller.tenant());
            json.put(
                    "roles",
                    here == null
                            ? new JsonObject()
                            : new JsonObject().put(caller.tenant().value(), here.text()));
        }
        return json;
    }

    /** As they see themselves. */
    static JsonObject json(Operator operator) {
        JsonObject roles = new JsonObject();
        operator.roles().forEach((tenant, role) -> roles.put(tenant.value(), role.text()));
        return new JsonObject()
                .put("id", operator.id())
                .put("email", operator.email())
                .put("displayName", operator.displayName())
                .put("state", operator.state().name().toLowerCase(Locale.ROOT))
                .put(
                        "everywhere",
                        operator.everywhere() == null
                                ? null
                                : operator.everywhere().text())
                .put("roles", roles)
                .put("secondFactor", operator.totp())
                .put("createdAt", Json.time(operator.createdAt()))
                .put("lastSignInAt", Json.time(operator.lastSignInAt()));
    }
}
