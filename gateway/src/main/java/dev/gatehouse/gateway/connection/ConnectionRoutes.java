package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/connections}, {@code /api/v1/connection-counts} and {@code /api/v1/connection-table}; permission {@code connections}. */
public final class ConnectionRoutes {
    private static final int MOST_KINDS = 20;
    private static final int LONGEST_REASON = 400;

    private final Connections connections;
    private final ConnectionLists lists;
    private final ConnectionTable table;
    private final Grants grants;
    private final ConnectionView view;

    public ConnectionRoutes(Connections connections, ConnectionLists lists, Grants grants, ConnectionView view) {
        this.connections = connections;
        this.lists = lists;
        this.table = new ConnectionTable(lists, grants);
        this.grants = grants;
        this.view = view;
    }

    public void mount(Router api) {
        api.get("/connections").handler(this::list);
        api.get("/connection-table").handler(this::table);
        api.get("/connection-counts").handler(this::counts);
        api.get("/connections/:id").handler(this::read);
        api.patch("/connections/:id").handler(this::change);
        api.post("/connections/:id/refresh").handler(this::refresh);
        api.delete("/connections/:id").handler(this::disconnect);
        api.get("/connections/:id/events").handler(this::events);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = caller(ctx).tenant();
        ConnectionQuery query = ConnectionQuery.read(ctx.request().params());
        Paging paging = Paging.of(ctx);
        lists.page(tenant, query, paging.after(), paging.limit() + 1)
                .compose(found -> grants.views(
                                tenant,
                                found.stream()
                                        .map(each -> each.connection().id())
                                        .toList())
                        .map(views -> paging.page(
                                found,
                                ConnectionLists.Listed::cursor,
                                each -> ConnectionView.json(
                                        each.connection(),
                                        each.application(),
                                        views.get(each.connection().id())))))
                .onSuccess(page -> Json.ok(ctx, page))
                .onFailure(ctx::fail);
    }

    private void table(RoutingContext ctx) {
        TenantId tenant = caller(ctx).tenant();
        table.of(tenant, ConnectionQuery.read(ctx.request().params()))
                .onSuccess(text -> csv(ctx, text))
                .onFailure(ctx::fail);
    }

    private static void csv(RoutingContext ctx, String text) {
        ctx.response()
                .putHeader("Content-Type", "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"connections.csv\"")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(text);
    }

    private void counts(RoutingContext ctx) {
        TenantId tenant = caller(ctx).tenant();
        lists.counts(tenant, ConnectionQuery.read(ctx.request().params()))
                .onSuccess(counts -> Json.ok(ctx, json(counts)))
                .onFailure(ctx::fail);
    }

    static JsonObject json(ConnectionListStore.Counts counts) {
        JsonObject states = new JsonObject();
        for (ConnectionState state : ConnectionState.values()) {
            states.put(state.text(), counts.states().getOrDefault(state, 0));
        }
        return new JsonObject()
                .put("total", counts.total())
                .put("attention", counts.attention())
                .put("paused", counts.paused())
                .put("states", states);
    }

    private void read(RoutingContext ctx) {
        answer(ctx, caller(ctx).tenant(), id(ctx));
    }

    private void change(RoutingContext ctx) {
        Caller caller = caller(ctx);
        ConnectionId id = id(ctx);
        JsonInput input = JsonInput.of(ctx);
        boolean readOnly = input.flag("readOnly", false);
        boolean paused = input.flag("paused", false);
        String reason = input.optionalText("reason", LONGEST_REASON).orElse(null);
        input.refuseMistakes();
        Future<Void> changed =
                input.has("readOnly") ? connections.readOnly(caller.author(), id, readOnly) : Future.succeededFuture();
        changed.compose(done -> input.has("paused")
                        ? grants.pause(caller.author(), id, paused, reason)
                        : Future.succeededFuture())
                .onSuccess(done -> answer(ctx, caller.tenant(), id))
                .onFailure(ctx::fail);
    }

    private void refresh(RoutingContext ctx) {
        Caller caller = caller(ctx);
        ConnectionId id = id(ctx);
        connections
                .of(caller, id)
                .compose(connection -> grants.refreshNow(caller.author(), connection))
                .onSuccess(done -> answer(ctx, caller.tenant(), id))
                .onFailure(ctx::fail);
    }

    private void disconnect(RoutingContext ctx) {
        Caller caller = caller(ctx);
        connections
                .of(caller, id(ctx))
                .compose(connection -> grants.disconnect(caller.author(), connection))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void events(RoutingContext ctx) {
        Paging paging = Paging.of(ctx);
        connections
                .events(caller(ctx).tenant(), id(ctx), kinds(ctx), place(paging.after()), paging.limit() + 1)
                .onSuccess(events ->
                        Json.ok(ctx, paging.page(events, each -> each.at() + "|" + each.id(), ConnectionRoutes::json)))
                .onFailure(ctx::fail);
    }

    private static List<String> kinds(RoutingContext ctx) {
        return ctx.request().params().getAll("kind").stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .filter(each -> !each.isBlank())
                .limit(MOST_KINDS)
                .toList();
    }

    private static Optional<ConnectionEvent.Place> place(String after) {
        if (after.isEmpty()) {
            return Optional.empty();
        }
        int bar = after.indexOf('|');
        try {
            return Optional.of(new ConnectionEvent.Place(
                    Instant.parse(after.substring(0, Math.max(0, bar))), after.substring(bar + 1)));
        } catch (DateTimeException e) {
            throw new Failure.Invalid("input-invalid", "The cursor should be the nextCursor of the page before.");
        }
    }

    private void answer(RoutingContext ctx, TenantId tenant, ConnectionId id) {
        view.of(tenant, id).onSuccess(json -> Json.ok(ctx, json)).onFailure(ctx::fail);
    }

    private static Caller caller(RoutingContext ctx) {
        return Callers.with(ctx, Permission.CONNECTIONS);
    }

    private static ConnectionId id(RoutingContext ctx) {
        return ConnectionId.named(ctx.pathParam("id"));
    }

    private static JsonObject json(ConnectionEvent event) {
        return new JsonObject()
                .put("id", event.id())
                .put("at", Json.time(event.at()))
                .put("kind", event.kind())
                .put("code", event.cause().code())
                .put("text", event.cause().text());
    }
}
