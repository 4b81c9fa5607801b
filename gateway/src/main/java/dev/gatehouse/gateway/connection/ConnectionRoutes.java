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
import java.util.Arrays;
import java.util.Optional;

/** {@code /api/v1/connections}; permission {@code connections}. */
public final class ConnectionRoutes {
    private static final int MOST_EVENTS = 200;

    private final Connections connections;
    private final Grants grants;
    private final ConnectionView view;

    public ConnectionRoutes(Connections connections, Grants grants, ConnectionView view) {
        this.connections = connections;
        this.grants = grants;
        this.view = view;
    }

    public void mount(Router api) {
        api.get("/connections").handler(this::list);
        api.get("/connections/:id").handler(this::read);
        api.patch("/connections/:id").handler(this::change);
        api.post("/connections/:id/refresh").handler(this::refresh);
        api.delete("/connections/:id").handler(this::disconnect);
        api.get("/connections/:id/events").handler(this::events);
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = caller(ctx).tenant();
        Paging paging = Paging.of(ctx);
        connections
                .list(
                        tenant,
                        state(ctx),
                        parameter(ctx, "applicationId"),
                        parameter(ctx, "practiceId"),
                        parameter(ctx, "endUserId"),
                        paging.after(),
                        paging.limit() + 1)
                .compose(found -> grants.views(
                                tenant, found.stream().map(Connection::id).toList())
                        .map(views -> paging.page(
                                found,
                                connection -> connection.id().value(),
                                connection -> ConnectionView.json(connection, views.get(connection.id())))))
                .onSuccess(page -> Json.ok(ctx, page))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        answer(ctx, caller(ctx).tenant(), id(ctx));
    }

    private void change(RoutingContext ctx) {
        Caller caller = caller(ctx);
        ConnectionId id = id(ctx);
        JsonInput input = JsonInput.of(ctx);
        boolean readOnly = input.flag("readOnly", false);
        input.refuseMistakes();
        Future<Void> changed =
                input.has("readOnly") ? connections.readOnly(caller.author(), id, readOnly) : Future.succeededFuture();
        changed.onSuccess(done -> answer(ctx, caller.tenant(), id)).onFailure(ctx::fail);
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
        connections
                .events(caller(ctx).tenant(), id(ctx), MOST_EVENTS)
                .onSuccess(events -> Json.ok(
                        ctx,
                        Json.page(events.stream().map(ConnectionRoutes::json).toList(), null)))
                .onFailure(ctx::fail);
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

    private static Optional<ConnectionState> state(RoutingContext ctx) {
        return parameter(ctx, "state")
                .map(text -> Arrays.stream(ConnectionState.values())
                        .filter(state -> state.text().equals(text))
                        .findFirst()
                        .orElseThrow(() ->
                                new Failure.Invalid("input-invalid", "There is no connection state of this name.")));
    }

    private static Optional<String> parameter(RoutingContext ctx, String name) {
        return Optional.ofNullable(ctx.request().getParam(name)).filter(text -> !text.isBlank());
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
