package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/connections}; permission {@code connections}. */
public final class ConnectionRoutes {
    private static final int MOST_EVENTS = 200;

    private final Connections connections;
    private final Grants grants;
    private final Directory directory;

    public ConnectionRoutes(Connections connections, Grants grants, Directory directory) {
        this.connections = connections;
        this.grants = grants;
        this.directory = directory;
    }

    public void mount(Router api) {
        api.get("/connections").handler(this::list);
        api.get("/connections/:id").handler(this::read);
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
                                connection -> json(connection, views.get(connection.id())))))
                .onSuccess(page -> Json.ok(ctx, page))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        answer(ctx, caller(ctx).tenant(), id(ctx));
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
        connections
                .find(tenant, id)
                .compose(connection -> grants.views(tenant, List.of(id))
                        .compose(views -> warnings(connection)
                                .map(warnings -> json(connection, views.get(id)).put("warnings", warnings))))
                .onSuccess(json -> Json.ok(ctx, json))
                .onFailure(ctx::fail);
    }

    /** A connection keeps its address; what the directory says otherwise is a warning. */
    private Future<JsonArray> warnings(Connection connection) {
        return directory
                .endpoint(connection.tenant(), connection.endpointId())
                .map(endpoint -> warnings(connection, endpoint))
                .recover(gone -> gone instanceof Failure.Missing
                        ? Future.succeededFuture(new JsonArray())
                        : Future.failedFuture(gone));
    }

    private static JsonArray warnings(Connection connection, PracticeEndpoint endpoint) {
        if (endpoint.removed()) {
            return warning("directory-lists-no-more", "The EHR's directory no longer lists this endpoint.");
        }
        if (!endpoint.baseUrl().equals(connection.baseUrl())) {
            return warning(
                    "directory-says-otherwise",
                    "The EHR's directory now gives another address for this endpoint: " + endpoint.baseUrl()
                            + ". Connect again to use it.");
        }
        return new JsonArray();
    }

    private static JsonArray warning(String code, String detail) {
        return new JsonArray().add(new JsonObject().put("code", code).put("detail", detail));
    }

    private static Caller caller(RoutingContext ctx) {
        return Callers.with(ctx, Permission.CONNECTIONS);
    }

    /** Anything that is no id at all is answered like an id that nobody has. */
    private static ConnectionId id(RoutingContext ctx) {
        String text = ctx.pathParam("id");
        if (!ConnectionId.isValid(text)) {
            throw new Failure.Missing("connection-unknown", "There is no connection with this id.");
        }
        return new ConnectionId(text);
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

    private static JsonObject json(Connection connection, Grants.@Nullable View grant) {
        return new JsonObject()
                .put("id", connection.id().value())
                .put("state", connection.state().text())
                .put(
                        "cause",
                        new JsonObject()
                                .put("code", connection.cause().code())
                                .put("text", connection.cause().text())
                                .put("since", Json.time(connection.stateSince())))
                .put(
                        "practice",
                        new JsonObject().put("id", connection.practiceId()).put("name", connection.practiceName()))
                .put(
                        "endpoint",
                        new JsonObject()
                                .put("id", connection.endpointId())
                                .put("kind", connection.endpointKind().text())
                                .put("baseUrl", connection.baseUrl().toString()))
                .put(
                        "application",
                        new JsonObject().put("id", connection.applicationId()).put("ehr", connection.ehr()))
                .put(
                        "endUser",
                        new JsonObject()
                                .put("id", connection.endUser().id())
                                .put("email", connection.endUser().email())
                                .put("displayName", connection.endUser().displayName()))
                .put(
                        "scopes",
                        new JsonObject()
                                .put("requested", new JsonArray(connection.requestedScopes()))
                                .put("granted", new JsonArray(connection.grantedScopes())))
                .put(
                        "launchContext",
                        connection.launchContext() == null
                                ? new JsonObject()
                                : new JsonObject(connection.launchContext()))
                .put("grant", grant == null ? null : json(grant))
                .put("createdAt", Json.time(connection.createdAt()))
                .put("connectedAt", Json.time(connection.connectedAt()));
    }

    private static JsonObject json(Grants.View grant) {
        return new JsonObject()
                .put("hasRefreshToken", grant.hasRefreshToken())
                .put("expiresAt", Json.time(grant.expiresAt()))
                .put("refreshedAt", Json.time(grant.refreshedAt()));
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
