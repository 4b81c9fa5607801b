package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.PracticeEndpoint;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.TokenServer;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.CredentialsInUse;
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
import java.util.Map;
import java.util.Optional;
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
     * @param url where to; with a posted request a page of ours that sends it
     * @param posted what the browser is to send as a form; null if it just goes to the address
     * @param pendingId names the cookie
     * @param browser goes into the cookie
     */
    record Departure(String url, @Nullable PostedRequest posted, String pendingId, SecretText browser) {}

    /** How the end user's browser shows the EHR, and whether they know that a living connection is renewed. */
    record Manner(boolean inPopup, boolean renew) {}

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
                .compose(route -> spelled(route, route.standaloneScopes())
                        .compose(scopes -> sessions.authorizationParameters(session)
                                .compose(wished -> depart(
                                        route,
                                        token,
                                        manner.inPopup(),
                                        scopes,
                                        route.endpoint().baseUrl().toString(),
                                        null,
                                        wished))));
    }

    /**
     * Prepares the way back to the EHR that launched an application.
     *
     * <p>Nothing is fetched before {@code iss} was found among the endpoints that the directory lists for this application's
     * EHR. Fails with 404 {@code application-unknown}, 400 {@code launch-issuer-unknown}, 409 {@code
     * launch-issuer-ambiguous} if several practices share the address, 409 {@code launch-not-offered}, and like {@link
     * #begin}.
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
                                        .map(AuthorizationFlow::launchable)
                                        .compose(route -> depart(
                                                route,
                                                made.token(),
                                                false,
                                                route.spelled(route.launchScopes(), null),
                                                launch.iss(),
                                                launch.launch(),
                                                Map.of())))));
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

    private static Route launchable(Route route) {
        if (!route.capable("launch-ehr")) {
            throw new Failure.Conflict(
                    "launch-not-offered",
                    "The metadata of this practice lists what its EHR can do, and launches from inside it are not among it."
                            + " If they work all the same, switch the capability launch-ehr on in the settings.");
        }
        return route;
    }

    /**
     * What a browser that was given this departure is to send as a form. Fails with 410 {@code departure-over} if it left or
     * waited too long, or is another browser.
     *
     * @param browser what its cookie holds
     */
    Future<PostedRequest> posted(ConnectSession session, String pendingId, Optional<SecretText> browser) {
        return database.read(tx -> store.pending(tx, pendingId))
                .map(found -> found.filter(pending -> pending.sessionId().equals(session.id())
                                && pending.state() == PendingAuthorization.State.NEW
                                && !pending.isOver(clock.instant())
                                && browser.filter(value -> Randoms.same(Randoms.digest(value), pending.browser()))
                                        .isPresent())
                        .map(PendingAuthorization::posted)
                        .map(PostedRequest::of)
                        .orElseThrow(() -> new Failure.Gone(
                                "departure-over", "This way to the sign-in was used or has ended. Start again.")));
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
                        .compose(practice -> applications
                                .at(session.tenant(), application.id(), practice.id())
                                .compose(here -> credentials
                                        .active(session.tenant(), application.id(), practice.id())
                                        .compose(client -> discovery
                                                .endpoints(profile, endpoint.baseUrl())
                                                .map(smart -> new Route(
                                                        session, profile, here, practice, endpoint, smart, client))))));
    }

    private Future<Departure> depart(
            Route route,
            SecretText token,
            boolean inPopup,
            ScopeRequest scopes,
            String audience,
            @Nullable SecretText launch,
            Map<String, String> wished) {
        URI authorization = route.smart().forLaunch();
        SecretText state = randoms.next();
        SecretText verifier = randoms.next();
        SecretText browser = randoms.next();
        String redirectUri =
                publicUrl + "/oauth/callback/" + route.application().ehr();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AuthorizationRequest request = new AuthorizationRequest(
                route.client().clientId(),
                redirectUri,
                List.copyOf(scopes.sent().texts()),
                audience,
                launch,
                state,
                verifier,
                route.session().endUser(),
                route.application().smart().sending(wished));
        PostedRequest posted = request.goesByPost(authorization, route.offers("authorize-post"))
                ? request.posted(authorization)
                : null;
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
                new TokenServer(
                        route.smart().token(),
                        route.endpoint().baseUrl(),
                        route.smart().issuer(),
                        route.smart().tokenEndpointAuthMethods(),
                        route.smart().signingAlgorithms()),
                route.smart().authorizationResponseIss(),
                redirectUri,
                List.copyOf(scopes.wanted().texts()),
                scopes.dialect().orElse(null),
                verifier,
                route.application().smart().usesPkce(),
                token,
                Randoms.digest(browser),
                inPopup,
                posted == null ? null : posted.text(),
                PendingAuthorization.State.NEW,
                now,
                now.plus(LIFE));
        String url = posted == null
                ? request.at(authorization)
                : publicUrl + "/connect/" + token.reveal() + "/leave/" + pending.id();
        return database.inTransaction(tx -> store.add(tx, pending)
                        .compose(added -> store.reopen(
                                tx, route.session().tenant(), route.session().id()))
                        .compose(open -> sessions.left(
                                tx, route.session().tenant(), route.session().id())))
                .map(new Departure(url, posted, pending.id(), browser));
    }

    /** In the spelling that worked for this connection before, or that is to be tried now. */
    private Future<ScopeRequest> spelled(Route route, List<String> wanted) {
        ConnectSession session = route.session();
        if (session.scopeDialect() != null) {
            return Future.succeededFuture(route.spelled(wanted, session.scopeDialect()));
        }
        return before(session, route.endpoint().id())
                .map(found -> route.spelled(
                        wanted, found.map(Connection::scopeDialect).orElse(null)));
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
}
