package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.Grants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What changes connections under {@code /connections}: metadata, tags, end user, end; permission {@code connections}. */
public final class ConnectionChangeRoutes {
    private static final int MOST_AT_ONCE = 1_000;
    private static final int MOST_COLLISIONS = 10;

    private final Database database;
    private final NangoStore store;
    private final Integrations integrations;
    private final NangoConnections connections;
    private final Grants grants;

    public ConnectionChangeRoutes(
            Database database,
            NangoStore store,
            Integrations integrations,
            NangoConnections connections,
            Grants grants) {
        this.database = database;
        this.store = store;
        this.integrations = integrations;
        this.connections = connections;
        this.grants = grants;
    }

    public void mount(Router router) {
        for (String address : List.of("/connections", "/connection")) {
            router.post(address + "/metadata").handler(ctx -> metadata(ctx, 201, false));
            router.patch(address + "/metadata").handler(ctx -> metadata(ctx, 200, true));
            router.patch(address + "/:id").handler(this::change);
            router.delete(address + "/:id").handler(this::remove);
        }
    }

    /** The answer repeats the request, not what came of it. */
    private void metadata(RoutingContext ctx, int status, boolean merge) {
        TenantId tenant = NangoAccessHandler.with(ctx, Permission.CONNECTIONS).tenant();
        NangoBodyHandler.refuseQuery(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        JsonObject metadata = body.free("metadata").orElseGet(() -> {
            body.slip("invalid_type", "is missing", "metadata");
            return new JsonObject();
        });
        List<String> ids = body.texts("connection_id", 255);
        if (ids.isEmpty() || ids.size() > MOST_AT_ONCE) {
            body.slip("too_small", "should have 1 to " + MOST_AT_ONCE + " ids", "connection_id");
        }
        String key = body.text("provider_config_key", 1, 255);
        if (isTooLong(metadata)) {
            body.slip("too_big", "should have at most " + Extras.MOST_METADATA + " characters as JSON", "metadata");
        }
        body.refuseMistakes();
        integrations
                .need(tenant, key, 400)
                .compose(integration ->
                        database.inTransaction(tx -> setAll(tx, tenant, integration, ids, metadata, merge)))
                .onSuccess(done -> Json.answer(ctx, status, ctx.body().buffer().toJsonObject()))
                .onFailure(ctx::fail);
    }

    private static boolean isTooLong(JsonObject metadata) {
        return metadata.encode().length() > Extras.MOST_METADATA;
    }

    private Future<Void> setAll(
            Transaction tx,
            TenantId tenant,
            Integration integration,
            List<String> ids,
            JsonObject metadata,
            boolean merge) {
        Future<Void> set = Future.succeededFuture();
        for (String id : ids) {
            set = set.compose(before -> connections.find(tx, tenant, integration, id))
                    .map(found -> found.orElseThrow(() -> new NangoRefusal(
                            404, "unknown_connection", "One of these connections is not known; nothing was changed.")))
                    .compose(connection -> connections.change(
                            tx,
                            connection,
                            extras -> merge ? needShort(extras.merging(metadata)) : extras.withMetadata(metadata)));
        }
        return set;
    }

    private static Extras needShort(Extras merged) {
        if (merged.metadata() != null && isTooLong(merged.metadata())) {
            throw NangoRefusal.invalidBody(
                    "The metadata would have more than " + Extras.MOST_METADATA + " characters as JSON.", "metadata");
        }
        return merged;
    }

    private void change(RoutingContext ctx) {
        TenantId tenant = NangoAccessHandler.with(ctx, Permission.CONNECTIONS).tenant();
        String id = NangoIds.connection(ctx.pathParam("id"));
        String key = key(ctx);
        StrictInput body = NangoBodyHandler.body(ctx);
        UnaryOperator<Extras> change = change(body);
        body.refuseMistakes();
        integrations
                .need(tenant, key, 400)
                .compose(integration -> database.inTransaction(tx -> connections
                        .find(tx, tenant, integration, id)
                        .map(found ->
                                found.orElseThrow(() -> NangoRefusal.notFound("There is no connection with this id.")))
                        .compose(connection -> connections.change(tx, connection, change))))
                .onSuccess(done -> Json.ok(ctx, new JsonObject().put("success", true)))
                .onFailure(ctx::fail);
    }

    /** Reads {@code {end_user?, tags?, webhook_url_override?}}. */
    static UnaryOperator<Extras> change(StrictInput body) {
        List<UnaryOperator<Extras>> changes = new ArrayList<>();
        Optional<NangoEndUser> user = body.object("end_user").map(NangoEndUser::read);
        Map<String, String> tags = Tags.read(body, "tags", Tags.MOST);
        boolean otherTags = body.has("tags");
        refuseOverride(body);
        user.ifPresent(each -> changes.add(extras -> extras.withEndUser(each)));
        if (otherTags || user.isPresent()) {
            changes.add(extras -> extras.withTags(together(otherTags ? tags : extras.tags(), user)));
        }
        return extras -> {
            Extras changed = extras;
            for (UnaryOperator<Extras> each : changes) {
                changed = each.apply(changed);
            }
            return changed;
        };
    }

    /** Webhooks go to addresses that somebody registered, so only their absence can be said here. */
    static void refuseOverride(StrictInput body) {
        if (body.optionalText("webhook_url_override", 0, 2000)
                .filter(text -> !text.isEmpty())
                .isPresent()) {
            body.slip(
                    "custom",
                    "is not known: register a webhook endpoint of the format nango instead",
                    "webhook_url_override");
        }
    }

    /** Those that follow from the end user, and over them those that were sent. */
    static Map<String, String> together(Map<String, String> tags, Optional<NangoEndUser> user) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        user.ifPresent(each -> all.putAll(each.asTags()));
        return all;
    }

    private static String key(RoutingContext ctx) {
        StrictInput query = NangoBodyHandler.query(ctx);
        String key = query.text("provider_config_key", 1, 255);
        query.refuseMistakes();
        return key;
    }

    /** Takes the tokens back at the EHR if it lets us, and erases them here in any case. */
    private void remove(RoutingContext ctx) {
        Caller caller = NangoAccessHandler.with(ctx, Permission.CONNECTIONS);
        Author by = caller.author();
        String id = NangoIds.connection(ctx.pathParam("id"));
        integrations
                .need(by.tenant(), key(ctx), 400)
                .compose(integration -> connections.find(by.tenant(), integration, id))
                .map(found -> found.orElseThrow(
                        () -> new NangoRefusal(400, "unknown_connection", "There is no connection with this id.")))
                .compose(connection -> end(by, connection.connection(), MOST_COLLISIONS)
                        .compose(done -> database.inTransaction(tx -> store.freeAlias(
                                tx, by.tenant(), connection.connection().id()))))
                .onSuccess(done -> Json.ok(ctx, new JsonObject().put("success", true)))
                .onFailure(ctx::fail);
    }

    /** A refresh that ends at the same time changes the same rows. */
    private Future<Void> end(Author by, Connection connection, int collisions) {
        return grants.disconnect(by, connection.forCalls())
                .recover(failure -> failure instanceof StaleRow && collisions > 0
                        ? end(by, connection, collisions - 1)
                        : Future.failedFuture(failure));
    }
}
