package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.gateway.access.Tenant;
import dev.gatehouse.gateway.access.Tenants;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.Grants;
import dev.gatehouse.gateway.connectpage.ConnectPageSettings;
import dev.gatehouse.gateway.connectpage.ConnectSettings;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.DirectoryStatus;
import dev.gatehouse.gateway.directory.Practice;
import dev.gatehouse.gateway.directory.PracticePage;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the connect page may know of a session, as JSON. */
public final class ConnectView {
    private final Applications applications;
    private final EhrProfiles profiles;
    private final EndpointChoice choice;
    private final Directory directory;
    private final Connections connections;
    private final Grants grants;
    private final Tenants tenants;
    private final ConnectSettings settings;

    public ConnectView(
            Applications applications,
            EhrProfiles profiles,
            EndpointChoice choice,
            Directory directory,
            Connections connections,
            Grants grants,
            Tenants tenants,
            ConnectSettings settings) {
        this.applications = applications;
        this.profiles = profiles;
        this.choice = choice;
        this.directory = directory;
        this.connections = connections;
        this.grants = grants;
        this.tenants = tenants;
        this.settings = settings;
    }

    /** Where a session's end user may search; the kind is null when more than one fits. */
    record SearchScope(String ehr, @Nullable EndpointKind kind) {}

    Future<SearchScope> search(ConnectSession session) {
        return applications.of(session.tenant(), session.applicationId()).map(application -> {
            Set<EndpointKind> kinds = choice.kinds(application);
            return new SearchScope(
                    application.ehr(), kinds.size() == 1 ? kinds.iterator().next() : null);
        });
    }

    Future<JsonObject> of(ConnectSession session) {
        return applications
                .of(session.tenant(), session.applicationId())
                .compose(application -> tenants.of(session.tenant())
                        .compose(tenant -> directory
                                .status(session.tenant(), application.ehr())
                                .map(status -> basics(session, application, publisher(tenant), status))))
                .compose(json -> settings.of(session.tenant()).map(look -> withLook(json, session, look)))
                .compose(json -> practice(session)
                        .map(practice -> practice.map(found -> json.put("practice", json(found)))
                                .orElse(json)))
                .compose(json -> result(session).map(result -> json.put("result", result)));
    }

    private JsonObject basics(
            ConnectSession session, Application application, @Nullable String publisher, DirectoryStatus status) {
        EhrProfile profile = profiles.of(application.ehr());
        JsonArray kinds = new JsonArray();
        choice.kinds(application).stream().map(EndpointKind::text).sorted().forEach(kinds::add);
        URI origin = ReturnUrls.origin(session.returnUrl());
        List<String> scopes = session.scopes().isEmpty() ? application.scopes() : session.scopes();
        return new JsonObject()
                .put("state", session.state().name().toLowerCase(java.util.Locale.ROOT))
                .put(
                        "application",
                        new JsonObject()
                                .put("name", application.name())
                                .put("publisher", publisher)
                                .put("type", application.type().text()))
                .put("ehr", new JsonObject().put("key", profile.key()).put("name", profile.name()))
                .put("searchBy", new JsonArray(directory.searchable(session.tenant(), application.ehr())))
                .put("directoryDate", Json.time(status.importedAt()))
                .put("allowedKinds", kinds)
                .put("practiceFixed", session.endpointId() != null)
                .put("endpointId", session.endpointId())
                .put("scopes", new JsonArray(scopes))
                .put(
                        "returnUrl",
                        session.returnUrl() == null ? null : session.returnUrl().toString())
                .put("origin", origin == null ? null : origin.toString())
                .put("expiresAt", Json.time(session.expiresAt()));
    }

    private static JsonObject withLook(JsonObject json, ConnectSession session, ConnectPageSettings look) {
        if (look.displayName() != null) {
            json.getJsonObject("application").put("publisher", look.displayName());
        }
        URI logo = look.logo();
        return json.put("origins", new JsonArray(List.copyOf(ConnectPage.origins(session, look))))
                .put("supportEmail", look.supportEmail())
                .put("logo", logo == null ? null : logo.toString())
                .put("accent", look.accent())
                .put("reconnect", session.reconnects() != null);
    }

    /** The tenant that is there from the start has a name that tells an end user nothing. */
    private static @Nullable String publisher(Tenant tenant) {
        return tenant.id().equals(TenantId.DEFAULT) ? null : tenant.name();
    }

    private Future<Optional<Practice>> practice(ConnectSession session) {
        if (session.endpointId() == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return directory
                .endpoint(session.tenant(), session.endpointId())
                .compose(endpoint -> directory.practice(session.tenant(), endpoint.practiceId()))
                .map(Optional::of);
    }

    private Future<@Nullable JsonObject> result(ConnectSession session) {
        ConnectionId id = session.connectionId();
        if (session.state() == ConnectSession.State.CONNECTED && id != null) {
            return connections
                    .find(session.tenant(), id)
                    .compose(connection ->
                            grants.views(session.tenant(), List.of(id)).map(views -> connected(connection, views)));
        }
        return Future.succeededFuture(session.failureCode() == null ? null : failed(session));
    }

    private static JsonObject connected(Connection connection, Map<ConnectionId, Grants.View> views) {
        Grants.View grant = views.get(connection.id());
        return new JsonObject()
                .put("status", "connected")
                .put("connectionId", connection.id().value())
                .put("practiceName", connection.practiceName())
                .put("kind", connection.endpointKind().text())
                .put("grantedScopes", new JsonArray(connection.grantedScopes()))
                .put("missingScopes", new JsonArray(List.copyOf(missing(connection))))
                .put("refreshable", grant != null && grant.hasRefreshToken())
                .put("connectedAt", Json.time(connection.connectedAt()));
    }

    private static Set<String> missing(Connection connection) {
        return Scopes.of(connection.requestedScopes())
                .compare(Scopes.of(connection.grantedScopes()))
                .missing();
    }

    private static JsonObject failed(ConnectSession session) {
        return new JsonObject()
                .put("status", "failed")
                .put("code", session.failureCode())
                .put("reference", session.failureReference())
                .put("canRetry", true);
    }

    static JsonObject json(PracticePage page) {
        JsonArray items = new JsonArray();
        page.items().forEach(practice -> items.add(json(practice)));
        return new JsonObject().put("total", page.total()).put("items", items);
    }

    private static JsonObject json(Practice practice) {
        JsonArray endpoints = new JsonArray();
        practice.endpoints().stream()
                .filter(endpoint -> !endpoint.removed())
                .forEach(endpoint -> endpoints.add(new JsonObject()
                        .put("id", endpoint.id())
                        .put("kind", endpoint.kind().text())));
        return new JsonObject()
                .put("id", practice.id())
                .put("name", practice.name())
                .put("line", practice.place().street())
                .put("city", practice.place().city())
                .put("state", practice.place().state())
                .put("postalCode", practice.place().postalCode())
                .put("npi", practice.npi())
                .put("endpoints", endpoints);
    }
}
