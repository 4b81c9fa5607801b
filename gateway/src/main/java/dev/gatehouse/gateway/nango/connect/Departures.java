package dev.gatehouse.gateway.nango.connect;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.AskedScopes;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.authorization.ConnectSessions;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.nango.Integration;
import dev.gatehouse.gateway.nango.Integrations;
import dev.gatehouse.registration.application.Application;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of a popup from the customer's page to the EHR: through a connect session of our own, so that practice search, what
 * the end user is told, and everything that keeps an authorization safe are the same as on our own links.
 *
 * <p>Which practice is said by the session ({@code connection_config.endpoint_id}, or the connection that it renews); then the
 * tenant has asked the end user and the way leads straight on. If the browser says it ({@code params[endpoint_id]}), or
 * nobody does, our connect page shows the practice first: whoever sends somebody else such an address must not choose for them.
 */
public final class Departures {
    static final String FINISHED = "/oauth/finished";
    private static final String ENDPOINT = "endpoint_id";
    private static final String SCOPES = "oauth_scopes_override";

    private final Integrations integrations;
    private final Connections connections;
    private final Directory directory;
    private final ConnectSessions connectSessions;
    private final Attempts attempts;
    private final String publicUrl;

    public Departures(
            Integrations integrations,
            Connections connections,
            Directory directory,
            ConnectSessions connectSessions,
            Attempts attempts,
            String publicUrl) {
        this.integrations = integrations;
        this.connections = connections;
        this.directory = directory;
        this.connectSessions = connectSessions;
        this.attempts = attempts;
        this.publicUrl = publicUrl;
    }

    /** Where and for whom. */
    private record Destination(
            @Nullable String endpointId, @Nullable ConnectionId reconnects, EndUser endUser, boolean confirm) {}

    /** The address the popup goes to next. Fails with {@link AuthRefused}. */
    Future<String> depart(NangoSession session, String key, AttemptRequest request, Author by) {
        return attempts.mayBegin(session)
                .compose(may -> may
                        ? integrations.find(session.tenant(), key)
                        : Future.failedFuture(
                                new AuthRefused(new AuthFailure("unknown_err", "This session was tried too often."))))
                .map(found -> fit(found, request))
                .compose(application -> destination(session, key, request)
                        .compose(destination -> connectSessions.create(
                                by,
                                new ConnectSessions.Invitation(
                                        application.id(),
                                        destination.endpointId(),
                                        destination.reconnects(),
                                        destination.endUser(),
                                        URI.create(publicUrl + FINISHED),
                                        scopes(session, key, request, application),
                                        destination.confirm()))))
                .compose(made -> attempts.begun(
                                session, key, made.session(), request.socketId(), config(session, key, request))
                        .map(publicUrl + "/connect/" + made.token().reveal()));
    }

    private static Application fit(Optional<Integration> found, AttemptRequest request) {
        Application application = found.map(Integration::application)
                .orElseThrow(() -> new AuthRefused(AuthFailure.unknownIntegration()));
        if (application.type() == ApplicationType.SYSTEM) {
            throw new AuthRefused(new AuthFailure(AuthFailure.MODE, "Nobody signs in to a system integration."));
        }
        if (request.foreign()) {
            throw new AuthRefused(AuthFailure.parameter("authorization_params are said by the session, and credentials"
                    + " are the application's; neither is taken from a browser."));
        }
        return application;
    }

    private Future<Destination> destination(NangoSession session, String key, AttemptRequest request) {
        ConnectionId renewed = session.reconnects();
        if (renewed != null) {
            return connections.find(session.tenant(), renewed).map(Departures::again);
        }
        String decided = session.connectionConfig(key).getString(ENDPOINT);
        String wished = request.parameters().get(ENDPOINT);
        String endpoint = decided == null ? wished : decided;
        if (endpoint == null || endpoint.isEmpty()) {
            return Future.succeededFuture(new Destination(null, null, session.person(), true));
        }
        return known(session.tenant(), endpoint)
                .map(id -> new Destination(id, null, session.person(), decided == null));
    }

    private static Destination again(Connection connection) {
        if (connection.state() == ConnectionState.REVOKED) {
            throw new AuthRefused(AuthFailure.of("connection-revoked"));
        }
        return new Destination(connection.endpointId(), connection.id(), connection.endUser(), false);
    }

    private Future<String> known(TenantId tenant, String endpoint) {
        return directory
                .endpoint(tenant, endpoint)
                .map(found -> found.id())
                .recover(failure -> Future.failedFuture(
                        failure instanceof Failure known ? new AuthRefused(AuthFailure.of(known.code())) : failure));
    }

    /** A tenant's backend may ask for any; a browser only for some of the integration's own. */
    private static List<String> scopes(
            NangoSession session, String key, AttemptRequest request, Application application) {
        Optional<String> decided = Optional.ofNullable(
                        session.connectionConfig(key).getString(SCOPES))
                .or(() -> session.userScopes(key));
        if (decided.isPresent()) {
            return checked(split(decided.get()));
        }
        List<String> wished = request.userScope().map(Departures::split).orElse(List.of());
        if (!application.scopes().containsAll(wished)) {
            throw new AuthRefused(AuthFailure.parameter("user_scope may name only scopes that the integration has."));
        }
        return wished;
    }

    static List<String> split(String scopes) {
        return Arrays.stream(scopes.split("[,\\s]+"))
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
    }

    private static List<String> checked(List<String> scopes) {
        try {
            AskedScopes.check("scopes", scopes);
        } catch (Failure refused) {
            throw new AuthRefused(AuthFailure.parameter("The scopes of the session can't be asked for."));
        }
        return scopes;
    }

    private static JsonObject config(NangoSession session, String key, AttemptRequest request) {
        JsonObject config = new JsonObject();
        request.parameters().forEach(config::put);
        config.mergeIn(session.connectionConfig(key));
        for (String ours : List.of(ENDPOINT, SCOPES)) {
            config.remove(ours);
        }
        return config;
    }
}
