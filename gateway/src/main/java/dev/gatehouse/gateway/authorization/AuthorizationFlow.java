package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.Practice;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.CredentialsInUse;
import dev.gatehouse.registration.credential.OpenedCredential;
import io.vertx.core.Future;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way to the EHR: which endpoint, where it authorizes, and what the browser takes along. */
public final class AuthorizationFlow {
    static final Duration LIFE = Duration.ofMinutes(10);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Database database;
    private final AuthorizationStore store;
    private final ConnectSessions sessions;
    private final Applications applications;
    private final CredentialsInUse credentials;
    private final Connections connections;
    private final Directory directory;
    private final EndpointChoice choice;
    private final EhrProfiles profiles;
    private final SmartDiscovery discovery;
    private final Randoms randoms;
    private final Clock clock;
    private final String publicUrl;

    public AuthorizationFlow(
            Database database,
            Sealer sealer,
            ConnectSessions sessions,
            Applications applications,
            CredentialsInUse credentials,
            Connections connections,
            Directory directory,
            EndpointChoice choice,
            EhrProfiles profiles,
            SmartDiscovery discovery,
            SecureRandom random,
            Clock clock,
            String publicUrl) {
        this.database = database;
        this.store = new AuthorizationStore(sealer);
        this.sessions = sessions;
        this.applications = applications;
        this.credentials = credentials;
        this.connections = connections;
        this.directory = directory;
        this.choice = choice;
        this.profiles = profiles;
        this.discovery = discovery;
        this.randoms = new Randoms(random);
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /**
     * A browser may leave for the EHR.
     *
     * @param pendingId names the cookie
     * @param browser goes into the cookie
     */
    record Departure(String url, String pendingId, SecretText browser) {}

    /** How the end user's browser shows the EHR, and whether they know that a living connection is renewed. */
    record Manner(boolean inPopup, boolean renew) {}

    /** One destination, all its parts found. */
    private record Route(
            ConnectSession session,
            Application application,
            Practice practice,
            PracticeEndpoint endpoint,
            SmartEndpoints smart,
            OpenedCredential client) {}

    /**
     * Prepares the way to the EHR of one endpoint. What an earlier try failed with is forgotten.
     *
     * <p>Fails with 409 {@code connect-session-used} or {@code already-connected}, 404 {@code endpoint-unknown}, 409 {@code
     * credential-missing}, and with what discovery fails with.
     */
    Future<Departure> begin(ConnectSession session, SecretText token, String endpointId, Manner manner) {
        if (session.state() == ConnectSession.State.CONNECTED) {
            return Future.failedFuture(new Failure.Conflict(
                    "connect-session-used", "This link was used already, and the practice is connected."));
        }
        if (session.launched()) {
            return Future.failedFuture(
                    new Failure.Conflict("launch-again", "A launch is used once. Open the app from the EHR again."));
        }
        if (session.endpointId() != null && !session.endpointId().equals(endpointId)) {
            return Future.failedFuture(
                    new Failure.Conflict("endpoint-fixed", "This link is for another practice's endpoint."));
        }
        return applications
                .of(session.tenant(), session.applicationId())
                .compose(application -> notConnectedYet(session, endpointId, manner)
                        .compose(free -> route(session, application, endpointId)))
                .compose(route -> spelled(route, standalone(route))
                        .compose(scopes -> depart(
                                route,
                                token,
                                manner.inPopup(),
                                scopes,
                                route.endpoint().baseUrl().toString(),
                                null)));
    }

    /**
     * Prepares the way back to the EHR that launched an application.
     *
     * <p>Nothing is fetched before {@code iss} was found among the endpoints that the directory lists for this application's
     * EHR. Fails with 404 {@code application-unknown}, 400 {@code launch-issuer-unknown}, 409 {@code
     * launch-issuer-ambiguous} if several practices share the address, and like {@link #begin}.
     */
    Future<Departure> launch(String applicationId, EhrLaunch launch) {
        return applications
                .launched(applicationId)
                .compose(application -> directory
                        .endpointsAt(application.tenant(), launch.base())
                        .map(found -> launching(application, found))
                        .compose(endpoint -> sessions.launched(
                                        application.tenant(),
                                        application.id(),
                                        endpoint.id(),
                                        application.launchReturnUrl())
                                .compose(made -> route(made.session(), application, endpoint.id())
                                        .compose(route -> depart(
                                                route,
                                                made.token(),
                                                false,
                                                spelling(route, launched(route), null),
                                                launch.iss(),
                                                launch.launch())))));
    }

    private PracticeEndpoint launching(Application application, List<PracticeEndpoint> found) {
        List<PracticeEndpoint> fitting = found.stream()
                .filter(endpoint -> endpoint.ehr().equals(application.ehr()))
                .filter(endpoint -> !endpoint.removed())
                .filter(endpoint -> choice.kinds(application).contains(endpoint.kind()))
                .toList();
        if (fitting.isEmpty()) {
            throw new Failure.Invalid(
                    "launch-issuer-unknown", "No practice that this application is for has this address.");
        }
        if (fitting.stream().map(PracticeEndpoint::practiceId).distinct().count() > 1) {
            throw new Failure.Conflict(
                    "launch-issuer-ambiguous", "Several practices share this address, so it is not known which one.");
        }
        return fitting.get(0);
    }

    private Future<Void> notConnectedYet(ConnectSession session, String endpointId, Manner manner) {
        if (manner.renew() || session.reconnects() != null) {
            return Future.succeededFuture();
        }
        return connections
                .living(
                        session.tenant(),
                        session.applicationId(),
                        endpointId,
                        session.endUser().id())
                .map(found -> {
                    found.filter(connection -> connection.state() == ConnectionState.ACTIVE)
                            .ifPresent(AuthorizationFlow::refuseSecond);
                    return null;
                });
    }

    private static void refuseSecond(Connection connection) {
        Instant since = Optional.ofNullable(connection.connectedAt()).orElse(connection.createdAt());
        throw new Failure.Conflict("already-connected", "Already connected since " + DAY.format(since) + ".");
    }

    private Future<Route> route(ConnectSession session, Application application, String endpointId) {
        EhrProfile profile = profiles.of(application.ehr());
        return directory
                .endpoint(session.tenant(), endpointId)
                .map(endpoint -> choice.check(application, endpoint))
                .compose(endpoint -> directory
                        .practice(session.tenant(), endpoint.practiceId())
                        .compose(practice -> credentials
                                .active(session.tenant(), application.id(), practice.id())
                                .compose(client -> discovery
                                        .endpoints(profile, endpoint.baseUrl())
                                        .map(smart ->
                                                new Route(session, application, practice, endpoint, smart, client)))));
    }

    private Future<Departure> depart(
            Route route,
            SecretText token,
            boolean inPopup,
            ScopeRequest scopes,
            String audience,
            @Nullable SecretText launch) {
        URI authorization = route.smart().forLaunch();
        SecretText state = randoms.next();
        SecretText verifier = randoms.next();
        SecretText browser = randoms.next();
        String redirectUri =
                publicUrl + "/oauth/callback/" + route.application().ehr();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        PendingAuthorization pending = new PendingAuthorization(
                Randoms.digest(state),
                route.session().tenant(),
                route.session().id(),
                route.application().id(),
                route.client().number(),
                route.application().ehr(),
                route.practice().id(),
                route.practice().name(),
                route.endpoint().id(),
                route.endpoint().kind(),
                route.endpoint().baseUrl(),
                route.smart().issuer(),
                route.smart().authorizationResponseIss(),
                route.smart().token(),
                redirectUri,
                List.copyOf(scopes.wanted().texts()),
                scopes.dialect().orElse(null),
                verifier,
                token,
                Randoms.digest(browser),
                inPopup,
                PendingAuthorization.State.NEW,
                now,
                now.plus(LIFE));
        AuthorizationRequest request = new AuthorizationRequest(
                route.client().clientId(),
                redirectUri,
                List.copyOf(scopes.sent().texts()),
                audience,
                launch,
                state,
                verifier);
        return database.inTransaction(tx -> store.add(tx, pending)
                        .compose(added -> store.reopen(
                                tx, route.session().tenant(), route.session().id())))
                .map(new Departure(request.at(authorization), pending.id(), browser));
    }

    /** In the spelling that worked for this connection before, or that is to be tried now. */
    private Future<ScopeRequest> spelled(Route route, List<String> wanted) {
        ConnectSession session = route.session();
        if (session.scopeDialect() != null) {
            return Future.succeededFuture(spelling(route, wanted, session.scopeDialect()));
        }
        return before(session, route.endpoint().id())
                .map(found -> spelling(
                        route, wanted, found.map(Connection::scopeDialect).orElse(null)));
    }

    private Future<Optional<Connection>> before(ConnectSession session, String endpointId) {
        return session.reconnects() == null
                ? connections.living(
                        session.tenant(),
                        session.applicationId(),
                        endpointId,
                        session.endUser().id())
                : connections.find(session.tenant(), session.reconnects()).map(Optional::of);
    }

    private ScopeRequest spelling(Route route, List<String> wanted, @Nullable Dialect worked) {
        Application application = route.application();
        return ScopeRequest.to(
                profiles.of(application.ehr()), application.type(), route.smart(), Scopes.of(wanted), worked);
    }

    /**
     * The session's or the application's. {@code launch} is for launches from inside an EHR and breaks this one; an EHR
     * that gives no refresh tokens is not asked for one.
     */
    private static List<String> standalone(Route route) {
        List<String> wanted = route.session().scopes().isEmpty()
                ? route.application().scopes()
                : route.session().scopes();
        return askable(route, wanted.stream().filter(scope -> !scope.equals("launch")));
    }

    /** {@code launch} brings the context that the user has on the screen; asking the user to choose one would break that. */
    private static List<String> launched(Route route) {
        Stream<String> others = route.application().scopes().stream()
                .filter(scope -> !scope.equals("launch") && !scope.startsWith("launch/"));
        return askable(route, Stream.concat(Stream.of("launch"), others));
    }

    private static List<String> askable(Route route, Stream<String> wanted) {
        return wanted.filter(scope ->
                        !scope.equals("offline_access") || route.smart().mayBeCapableOf("permission-offline"))
                .toList();
    }
}
