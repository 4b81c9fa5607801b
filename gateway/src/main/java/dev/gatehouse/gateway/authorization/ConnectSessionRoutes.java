package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.AskedScopes;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/connect-sessions}; permission {@code connect}. */
public final class ConnectSessionRoutes {
    private final ConnectSessions sessions;
    private final Applications applications;
    private final Connections connections;
    private final Directory directory;
    private final EndpointChoice choice;
    private final String publicUrl;

    public ConnectSessionRoutes(
            ConnectSessions sessions,
            Applications applications,
            Connections connections,
            Directory directory,
            EndpointChoice choice,
            String publicUrl) {
        this.sessions = sessions;
        this.applications = applications;
        this.connections = connections;
        this.directory = directory;
        this.choice = choice;
        this.publicUrl = publicUrl;
    }

    public void mount(Router api) {
        api.post("/connect-sessions").handler(this::create);
    }

    private void create(RoutingContext ctx) {
        Author by = Callers.with(ctx, Permission.CONNECT).author();
        TenantId tenant = by.tenant();
        JsonInput input = JsonInput.of(ctx);
        String applicationId = input.text("applicationId", 64);
        Optional<String> endpointId = input.optionalText("endpointId", 64);
        Optional<URI> returnUrl = returnUrl(input);
        List<String> scopes = input.texts("scopes", 200, 200);
        Optional<String> reconnects = input.optionalText("connectionId", 64);
        reconnects
                .filter(id -> !ConnectionId.isValid(id))
                .ifPresent(id -> input.mistake("connectionId", "should be the id of a connection"));
        boolean confirm = input.flag("confirm", true);
        Optional<EndUser> endUser = endUser(input);
        if (!confirm && endpointId.isEmpty() && reconnects.isEmpty()) {
            input.mistake("confirm", "can be false only together with endpointId or connectionId");
        }
        input.refuseMistakes();
        AskedScopes.check("scopes", scopes);
        applications
                .of(tenant, applicationId)
                .compose(application -> reconnects.isPresent()
                        ? renewing(tenant, application, new ConnectionId(reconnects.get()), endpointId)
                        : fresh(tenant, application, endpointId, endUser))
                .compose(target -> sessions.create(
                        by,
                        new ConnectSessions.Invitation(
                                applicationId,
                                target.endpointId(),
                                target.reconnects(),
                                target.endUser(),
                                returnUrl.orElse(null),
                                scopes,
                                confirm)))
                .onSuccess(made -> Json.created(ctx, json(made)))
                .onFailure(ctx::fail);
    }

    private record Target(
            @Nullable String endpointId, @Nullable ConnectionId reconnects, EndUser endUser) {}

    private Future<Target> fresh(
            TenantId tenant, Application application, Optional<String> endpointId, Optional<EndUser> endUser) {
        if (application.type() == ApplicationType.SYSTEM) {
            return Future.failedFuture(new Failure.Conflict(
                    "application-has-no-user",
                    "Nobody signs in to a system application, so there is nobody to invite."));
        }
        if (endUser.isEmpty()) {
            return Future.failedFuture(new Failure.Invalid(
                    "input-invalid",
                    "One field needs another look.",
                    List.of(new dev.gatehouse.common.failure.Mistake("endUser.id", "is missing"))));
        }
        if (endpointId.isEmpty()) {
            return Future.succeededFuture(new Target(null, null, endUser.get()));
        }
        return directory
                .endpoint(tenant, endpointId.get())
                .map(endpoint -> choice.check(application, endpoint))
                .map(endpoint -> new Target(endpoint.id(), null, endUser.get()));
    }

    /** The same practice must come back, so the endpoint is the connection's. */
    private Future<Target> renewing(
            TenantId tenant, Application application, ConnectionId id, Optional<String> endpointId) {
        return connections.find(tenant, id).map(connection -> {
            if (connection.state() == ConnectionState.REVOKED) {
                throw new Failure.Conflict("connection-revoked", "This connection was ended. Make a new one instead.");
            }
            boolean fits = connection.applicationId().equals(application.id())
                    && endpointId.map(connection.endpointId()::equals).orElse(true);
            if (!fits) {
                throw new Failure.Conflict(
                        "connection-differs", "This connection belongs to another application or endpoint.");
            }
            return target(connection);
        });
    }

    private static Target target(Connection connection) {
        return new Target(connection.endpointId(), connection.id(), connection.endUser());
    }

    static Optional<EndUser> endUser(JsonInput input) {
        return input.object("endUser")
                .map(user -> new EndUser(
                        user.text("id", 200),
                        user.optionalText("email", 320).orElse(null),
                        user.optionalText("displayName", 200).orElse(null)));
    }

    /** https, or http on this very machine for those who develop. */
    private static Optional<URI> returnUrl(JsonInput input) {
        Optional<URI> url = input.address("returnUrl");
        url.filter(each -> !"https".equals(each.getScheme().toLowerCase(Locale.ROOT)) && !isLoopback(each.getHost()))
                .ifPresent(each -> input.mistake("returnUrl", "should be an https address"));
        return url;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private JsonObject json(ConnectSessions.Made made) {
        return new JsonObject()
                .put("id", made.session().id())
                .put("token", made.token().reveal())
                .put("url", url(made.token()))
                .put("expiresAt", Json.time(made.session().expiresAt()));
    }

    private String url(SecretText token) {
        return publicUrl + "/connect/" + token.reveal();
    }
}
