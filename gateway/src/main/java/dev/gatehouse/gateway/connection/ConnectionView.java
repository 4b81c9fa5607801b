package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.smart.Scopes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection as the API shows it. */
public final class ConnectionView {
    private final Connections connections;
    private final ConnectionLists lists;
    private final Grants grants;
    private final Directory directory;

    public ConnectionView(Connections connections, ConnectionLists lists, Grants grants, Directory directory) {
        this.connections = connections;
        this.lists = lists;
        this.grants = grants;
        this.directory = directory;
    }

    /** With what there is to warn of; fails with 404 {@code connection-unknown}. */
    public Future<JsonObject> of(TenantId tenant, ConnectionId id) {
        return connections
                .find(tenant, id)
                .compose(connection -> grants.views(tenant, List.of(id)).compose(views -> {
                    Grants.View grant = views.get(id);
                    JsonArray warnings = new JsonArray();
                    ConnectionWarning.of(connection, grant != null && grant.hasRefreshToken())
                            .forEach(each -> warnings.add(warning(each.code(), each.text())));
                    return listing(connection).compose(listed -> told(connection, grant, warnings.addAll(listed)));
                }));
    }

    private Future<JsonObject> told(Connection connection, Grants.@Nullable View grant, JsonArray warnings) {
        return lists.application(connection)
                .compose(application -> connections
                        .lastError(connection.tenant(), connection.id())
                        .map(error -> json(connection, application, grant)
                                .put(
                                        "lastError",
                                        error.map(ConnectionView::error).orElse(null))
                                .put("warnings", warnings)));
    }

    /** A connection keeps its address; what the directory says otherwise is a warning. */
    private Future<JsonArray> listing(Connection connection) {
        return directory
                .endpoint(connection.tenant(), connection.endpointId())
                .map(endpoint -> listing(connection, endpoint))
                .recover(gone -> gone instanceof Failure.Missing
                        ? Future.succeededFuture(new JsonArray())
                        : Future.failedFuture(gone));
    }

    private static JsonArray listing(Connection connection, PracticeEndpoint endpoint) {
        if (endpoint.removed()) {
            return new JsonArray()
                    .add(warning("directory-lists-no-more", "The EHR's directory no longer lists this endpoint."));
        }
        if (!endpoint.baseUrl().equals(connection.baseUrl())) {
            return new JsonArray()
                    .add(warning(
                            "directory-says-otherwise",
                            "The EHR's directory now gives another address for this endpoint: " + endpoint.baseUrl()
                                    + ". Connect again to use it."));
        }
        return new JsonArray();
    }

    private static JsonObject error(ConnectionEvent event) {
        return new JsonObject()
                .put("code", event.cause().code())
                .put("text", event.cause().text())
                .put("at", Json.time(event.at()));
    }

    private static JsonObject warning(String code, String detail) {
        return new JsonObject().put("code", code).put("detail", detail);
    }

    private static Scopes.Comparison comparison(Connection connection) {
        return Scopes.of(connection.requestedScopes()).compare(Scopes.of(connection.grantedScopes()));
    }

    /**
     * @param application its name
     * @param grant null if it has none any more
     */
    static JsonObject json(Connection connection, String application, Grants.@Nullable View grant) {
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
                        new JsonObject()
                                .put("id", connection.applicationId())
                                .put("name", application)
                                .put("ehr", connection.ehr()))
                .put(
                        "endUser",
                        new JsonObject()
                                .put("id", connection.endUser().id())
                                .put("email", connection.endUser().email())
                                .put("displayName", connection.endUser().displayName()))
                .put("grantType", connection.grantType().text())
                .put(
                        "scopes",
                        new JsonObject()
                                .put("requested", new JsonArray(connection.requestedScopes()))
                                .put("granted", new JsonArray(connection.grantedScopes()))
                                .put(
                                        "missing",
                                        new JsonArray(List.copyOf(
                                                comparison(connection).missing()))))
                .put("readOnly", connection.readOnly())
                .put("paused", paused(connection))
                .put(
                        "launchContext",
                        connection.launchContext() == null
                                ? new JsonObject()
                                : new JsonObject(connection.launchContext()))
                .put("grant", grant == null ? null : json(connection, grant))
                .put("createdAt", Json.time(connection.createdAt()))
                .put("connectedAt", Json.time(connection.connectedAt()));
    }

    private static @Nullable JsonObject paused(Connection connection) {
        return connection.pausedAt() == null
                ? null
                : new JsonObject()
                        .put("since", Json.time(connection.pausedAt()))
                        .put("reason", connection.pauseReason());
    }

    private static JsonObject json(Connection connection, Grants.View grant) {
        return new JsonObject()
                .put("hasRefreshToken", grant.hasRefreshToken())
                .put("refreshing", grant.refreshing())
                .put("expiresAt", Json.time(grant.expiresAt()))
                .put("refreshedAt", Json.time(grant.refreshedAt()))
                .put("nextRefreshAt", connection.pausedAt() == null ? Json.time(grant.dueAt()) : null);
    }
}
