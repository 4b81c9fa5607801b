package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/tenants} (platform keys with {@code tenants}) and {@code /api/v1/api-keys} (permission {@code keys}). */
public final class AccessRoutes {
    private static final int MOST_OVERLAP_HOURS = 24 * 30;
    private static final String KNOWN =
            Arrays.stream(Permission.values()).map(Permission::text).collect(Collectors.joining(", "));

    private final Tenants tenants;
    private final ApiKeys keys;
    private final Clock clock;

    public AccessRoutes(Tenants tenants, ApiKeys keys, Clock clock) {
        this.tenants = tenants;
        this.keys = keys;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.post("/tenants").handler(this::createTenant);
        api.get("/tenants").handler(this::listTenants);
        api.post("/api-keys").handler(this::createKey);
        api.get("/api-keys").handler(this::listKeys);
        api.delete("/api-keys/:id").handler(this::revokeKey);
        api.post("/api-keys/:id/roll").handler(this::rollKey);
    }

    private void createTenant(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.TENANTS);
        caller.needPlatform();
        JsonInput input = JsonInput.of(ctx);
        String id = input.text("id", 64);
        if (!id.isEmpty() && !TenantId.isValid(id)) {
            input.mistake("id", "should be 1 to 64 lower-case letters, digits and hyphens");
        }
        Optional<String> name = input.optionalText("name", 200);
        input.refuseMistakes();
        tenants.create(caller.author(), new TenantId(id), name.orElse(id))
                .onSuccess(tenant -> Json.created(ctx, json(tenant)))
                .onFailure(ctx::fail);
    }

    private void listTenants(RoutingContext ctx) {
        Callers.with(ctx, Permission.TENANTS).needPlatform();
        Paging paging = Paging.of(ctx);
        tenants.list(paging.after(), paging.limit() + 1)
                .onSuccess(found ->
                        Json.ok(ctx, paging.page(found, tenant -> tenant.id().value(), AccessRoutes::json)))
                .onFailure(ctx::fail);
    }

    private void createKey(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        JsonInput input = JsonInput.of(ctx);
        String name = input.text("name", 200);
        List<String> texts = input.texts("permissions", 50, 64);
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (int i = 0; i < texts.size(); i++) {
            Optional<Permission> permission = Permission.of(texts.get(i));
            if (permission.isEmpty()) {
                input.mistake("permissions[" + i + "]", "should be one of " + KNOWN);
            } else if (!caller.may(permission.get())) {
                input.mistake("permissions[" + i + "]", "is a permission this key does not have itself");
            } else {
                permissions.add(permission.get());
            }
        }
        if (texts.isEmpty()) {
            input.mistake("permissions", "should name at least one of " + KNOWN);
        }
        boolean platform = input.flag("platform", false);
        Instant expiresAt = input.time("expiresAt").orElse(null);
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            input.mistake("expiresAt", "should lie in the future");
        }
        input.refuseMistakes();
        if (platform) {
            caller.needPlatform();
        }
        keys.create(caller.author(), platform, name, permissions, expiresAt)
                .onSuccess(made -> Json.created(ctx, json(made)))
                .onFailure(ctx::fail);
    }

    private JsonObject json(ApiKeys.Made made) {
        return json(made.key()).put("key", made.text().reveal());
    }

    private void rollKey(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        boolean platform = owner(ctx, caller) == null;
        JsonInput input = JsonInput.of(ctx);
        Duration overlap = Duration.ofHours(input.number("overlapHours", 24, 0, MOST_OVERLAP_HOURS));
        Instant expiresAt = input.time("expiresAt").orElse(null);
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            input.mistake("expiresAt", "should lie in the future");
        }
        input.refuseMistakes();
        keys.roll(caller, platform, ctx.pathParam("id"), overlap, expiresAt)
                .onSuccess(made -> Json.created(ctx, json(made)))
                .onFailure(ctx::fail);
    }

    private void listKeys(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        Paging paging = Paging.of(ctx);
        keys.list(owner(ctx, caller), paging.after(), paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, ApiKey::id, this::json)))
                .onFailure(ctx::fail);
    }

    private void revokeKey(RoutingContext ctx) {
        Caller caller = Callers.with(ctx, Permission.KEYS);
        keys.revoke(caller.author(), owner(ctx, caller) == null, ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    /** Whose keys: the caller's tenant's, or with {@code ?platform=true} the platform's. */
    private static @Nullable TenantId owner(RoutingContext ctx, Caller caller) {
        if (!"true".equals(ctx.request().getParam("platform"))) {
            return caller.tenant();
        }
        caller.needPlatform();
        return null;
    }

    private static JsonObject json(Tenant tenant) {
        return new JsonObject()
                .put("id", tenant.id().value())
                .put("name", tenant.name())
                .put("createdAt", Json.time(tenant.createdAt()));
    }

    private JsonObject json(ApiKey key) {
        ApiKey.LastUse lastUse = key.lastUse();
        ApiKey.Maker maker = key.madeBy();
        JsonArray permissions = new JsonArray();
        key.permissions().stream().map(Permission::text).sorted().forEach(permissions::add);
        return new JsonObject()
                .put("id", key.id())
                .put("name", key.name())
                .put("hint", key.hint())
                .put(
                        "tenant",
                        key.tenant() == null
                                ? null
                                : Objects.requireNonNull(key.tenant()).value())
                .put("permissions", permissions)
                .put("createdAt", Json.time(key.createdAt()))
                .put("expiresAt", Json.time(key.expiresAt()))
                .put("revokedAt", Json.time(key.revokedAt()))
                .put("lastUsedAt", lastUse == null ? null : Json.time(lastUse.at()))
                .put("lastUsedFrom", lastUse == null ? null : lastUse.from())
                .put("unused", key.isUnused(clock.instant()))
                .put("rolledTo", key.rolledTo())
                .put(
                        "madeBy",
                        maker == null
                                ? null
                                : new JsonObject()
                                        .put("kind", maker.kind().name().toLowerCase(Locale.ROOT))
                                        .put("id", maker.id()));
    }
}
