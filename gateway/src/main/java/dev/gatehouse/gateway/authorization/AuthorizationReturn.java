package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.Granted;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.smart.Identity;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.token.NewGrants;
import dev.gatehouse.gateway.token.NoToken;
import dev.gatehouse.gateway.token.TokenAnswer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back from the EHR: the state is checked and used up first, then an error is told, then the code is exchanged, at
 * the token endpoint that was noted when the browser left.
 */
public final class AuthorizationReturn {
    private static final Logger log = LoggerFactory.getLogger(AuthorizationReturn.class);

    /** As wide as the column. */
    private static final int LONGEST_USER = 200;

    private final Database database;
    private final AuthorizationStore store;
    private final ConnectSessions sessions;
    private final Connections connections;
    private final NewGrants grants;
    private final Directory directory;
    private final EhrProfiles profiles;
    private final SmartDiscovery discovery;
    private final FlowCookie cookie;
    private final Clock clock;

    public AuthorizationReturn(
            Database database,
            Sealer sealer,
            ConnectSessions sessions,
            Connections connections,
            NewGrants grants,
            Directory directory,
            EhrProfiles profiles,
            SmartDiscovery discovery,
            Clock clock,
            String publicUrl) {
        this.database = database;
        this.store = new AuthorizationStore(sealer);
        this.sessions = sessions;
        this.connections = connections;
        this.grants = grants;
        this.directory = directory;
        this.profiles = profiles;
        this.discovery = discovery;
        this.cookie = new FlowCookie(publicUrl);
        this.clock = clock;
    }

    /**
     * How a return ended. Without a session, it was no answer to any request of this browser.
     *
     * @param pending what it was an answer to; names the cookie to be taken back
     * @param refused null if the practice is connected
     * @param again true if the EHR is to be asked once more, in the other spelling of scopes
     */
    record Ended(
            @Nullable PendingAuthorization pending,
            @Nullable ConnectSession session,
            @Nullable Connection connection,
            @Nullable CallbackRefused refused,
            boolean again) {
        Ended(
                @Nullable PendingAuthorization pending,
                @Nullable ConnectSession session,
                @Nullable Connection connection,
                @Nullable CallbackRefused refused) {
            this(pending, session, connection, refused, false);
        }

        static Ended refused(CallbackRefused why) {
            return new Ended(null, null, null, why);
        }
    }

    /** @param reference request id, for support */
    Future<Ended> finish(HttpServerRequest request, String ehr, String reference) {
        Optional<Callback> read = Callback.read(request.params());
        if (read.isEmpty()) {
            return Future.succeededFuture(Ended.refused(CallbackRefused.STATE_MISMATCH));
        }
        Callback callback = read.get();
        return database.read(tx -> store.pending(tx, Randoms.digest(callback.state())))
                .compose(found -> found.filter(
                                pending -> ehr.isEmpty() || pending.ehr().equals(ehr))
                        .map(pending -> returned(pending, callback, request, reference))
                        .orElseGet(() -> Future.succeededFuture(Ended.refused(CallbackRefused.STATE_MISMATCH))));
    }

    private Future<Ended> returned(
            PendingAuthorization pending, Callback callback, HttpServerRequest request, String reference) {
        boolean sameBrowser = cookie.of(request, pending.id())
                .map(value -> Randoms.same(Randoms.digest(value), pending.browser()))
                .orElse(false);
        if (!sameBrowser) {
            // Somebody else holds this state: nobody may use it any more.
            return database.inTransaction(tx -> use(tx, pending, PendingAuthorization.State.DONE))
                    .map(done -> Ended.refused(CallbackRefused.STATE_MISMATCH));
        }
        return comesBack(pending).compose(first -> {
            if (!first) {
                if (pending.state() == PendingAuthorization.State.DONE) {
                    log.warn("an answer of {} came again after it had led to a connection", pending.ehr());
                }
                return Future.succeededFuture(Ended.refused(CallbackRefused.REUSED));
            }
            if (pending.isOver(clock.instant())) {
                return refuse(pending, CallbackRefused.EXPIRED, reference);
            }
            return sessions.find(pending.tenant(), pending.sessionId())
                    .compose(session -> answered(pending, session, callback, reference));
        });
    }

    private Future<Boolean> comesBack(PendingAuthorization pending) {
        return database.inTransaction(tx -> use(tx, pending, PendingAuthorization.State.RETURNED)
                .compose(first -> first
                        ? sessions.returned(tx, pending.tenant(), pending.sessionId())
                                .map(true)
                        : Future.succeededFuture(false)));
    }

    private Future<Boolean> use(Transaction tx, PendingAuthorization pending, PendingAuthorization.State next) {
        return store.move(tx, pending.tenant(), pending.id(), PendingAuthorization.State.NEW, next);
    }

    private Future<Ended> answered(
            PendingAuthorization pending, ConnectSession session, Callback callback, String reference) {
        if (session.state() == ConnectSession.State.CONNECTED) {
            return Future.succeededFuture(
                    new Ended(pending, session, null, new CallbackRefused(409, "connect-session-used")));
        }
        if (!issuerFits(pending, callback.issuer())) {
            return refuse(pending, CallbackRefused.STATE_MISMATCH, reference);
        }
        SecretText code = callback.code();
        if (code == null) {
            CallbackRefused why = new CallbackRefused(400, ReturnCodes.of(callback.error()));
            return refuseOrAskAgain(pending, session, why, callback.description(), reference);
        }
        return grants.exchange(
                        profiles.of(pending.ehr()),
                        pending.tenant(),
                        pending.applicationId(),
                        new NewGrants.Returned(
                                pending.practiceId(),
                                pending.credential(),
                                pending.baseUrl(),
                                pending.server(),
                                code,
                                pending.redirectUri(),
                                pending.pkce() ? pending.verifier() : null,
                                pending.scopes(),
                                Randoms.nonce(pending.verifier())))
                .compose(exchanged -> keep(pending, session, exchanged, reference))
                .recover(failure -> failed(pending, session, failure, reference));
    }

    /** RFC 9207: compared to the letter when it is there; needed when the metadata promised it. */
    private static boolean issuerFits(PendingAuthorization pending, @Nullable String told) {
        if (told == null) {
            return !pending.issuerPromised();
        }
        String expected = pending.server().issuer();
        return expected == null || expected.equals(told);
    }

    private Future<Ended> keep(
            PendingAuthorization pending, ConnectSession session, NewGrants.Exchanged exchanged, String reference) {
        // The tenant's own id of the person; what an EHR says of somebody who was launched may name a patient.
        Author by = new Author(
                pending.tenant(), Author.Kind.END_USER, session.endUser().id(), reference, null);
        TokenAnswer answer = exchanged.answer();
        GrantedAccess access = GrantedAccess.read(pending, answer);
        Granted granted = new Granted(
                pending.tenant(),
                pending.applicationId(),
                pending.ehr(),
                pending.practiceId(),
                pending.practiceName(),
                pending.endpointId(),
                pending.endpointKind(),
                pending.baseUrl(),
                GrantType.AUTHORIZATION_CODE,
                endUser(session, exchanged.user()),
                pending.scopes(),
                access.scopes(),
                pending.scopeDialect(),
                answer.refreshToken() != null,
                access.launchContext(),
                session.reconnects(),
                session.launched());
        return samePractice(pending, exchanged.user())
                .compose(fits -> samePatient(granted))
                .compose(fits -> keep(by, pending, session, granted, answer))
                // Somebody finished the same connection a moment ago: this grant renews it.
                .recover(failure -> failure instanceof UniqueViolation
                        ? keep(by, pending, session, granted, answer)
                        : Future.failedFuture(failure))
                .map(connection -> {
                    grants.kept(pending.tenant(), connection.id());
                    log.info("connection {} of tenant {} is active", connection.id(), pending.tenant());
                    return new Ended(pending, session, connection, null);
                });
    }

    /** Connection, grant and session change together or not at all. */
    private Future<Connection> keep(
            Author by, PendingAuthorization pending, ConnectSession session, Granted granted, TokenAnswer answer) {
        return database.inTransaction(tx -> connections
                .connected(tx, by, granted)
                .compose(connection -> grants.keep(tx, connection, answer)
                        .compose(kept -> sessions.connected(tx, pending.tenant(), session.id(), connection))
                        .compose(done -> store.move(
                                tx,
                                pending.tenant(),
                                pending.id(),
                                PendingAuthorization.State.RETURNED,
                                PendingAuthorization.State.DONE))
                        .map(connection)));
    }

    /** Whoever was launched from inside the EHR is who the EHR says, as a FHIR resource if it can. */
    private static EndUser endUser(ConnectSession session, @Nullable Identity user) {
        if (!session.launched() || user == null) {
            return session.endUser();
        }
        String id = user.fhirUser() == null
                ? user.issuer() + "#" + user.subject()
                : user.fhirUser().toString();
        return new EndUser(
                id.length() <= LONGEST_USER ? id : "sha256:" + Randoms.digest(new SecretText(id)), null, null);
    }

    /**
     * Who signed in must not be somebody of another practice that the directory lists: then the grant is that practice's. A
     * user of no known address tells nothing.
     */
    private Future<Void> samePractice(PendingAuthorization pending, @Nullable Identity user) {
        URI theirs = user == null || user.fhirUser() == null ? null : baseOf(user.fhirUser());
        if (theirs == null || theirs.equals(pending.baseUrl())) {
            return Future.succeededFuture();
        }
        return directory.endpointsAt(pending.tenant(), theirs).map(found -> {
            boolean others = !found.isEmpty()
                    && found.stream()
                            .noneMatch(endpoint -> endpoint.practiceId().equals(pending.practiceId()));
            if (others) {
                throw new Failure.Conflict(
                        "wrong-practice", "Somebody of another practice signed in than the one that was chosen.");
            }
            return null;
        });
    }

    /** Of {@code https://ehr.example/fhir/Practitioner/1}, the part before the type. */
    private static @Nullable URI baseOf(URI resource) {
        String text = resource.toString();
        int id = text.lastIndexOf('/');
        int type = id < 0 ? -1 : text.lastIndexOf('/', id - 1);
        return type < 0 || resource.getHost() == null ? null : URI.create(text.substring(0, type));
    }

    /** A connection made for one patient must not turn into another patient's. A launch never renews another patient's. */
    private Future<Void> samePatient(Granted granted) {
        if (granted.launched()) {
            return Future.succeededFuture();
        }
        Future<Optional<Connection>> before = granted.reconnects() == null
                ? connections.living(
                        granted.tenant(),
                        granted.applicationId(),
                        granted.endpointId(),
                        granted.endUser().id())
                : connections.find(granted.tenant(), granted.reconnects()).map(Optional::of);
        return before.map(found -> {
            if (found.isPresent()
                    && GrantedAccess.differentPatient(found.get().launchContext(), granted.launchContext())) {
                throw new Failure.Conflict(
                        "wrong-patient", "Another patient was chosen than the one this connection is for.");
            }
            return null;
        });
    }

    private Future<Ended> failed(
            PendingAuthorization pending, ConnectSession session, Throwable failure, String reference) {
        if (failure instanceof NoToken noToken) {
            CallbackRefused why = new CallbackRefused(502, ReturnCodes.of(noToken));
            return refuseOrAskAgain(pending, session, why, noToken.vendor().message(), reference);
        }
        Problem problem = Problem.of(failure);
        if (!(failure instanceof Failure)) {
            log.error("request {}: an authorization could not be finished", reference, failure);
        }
        int status = problem.status() >= 500 ? problem.status() : 400;
        return refuse(pending, new CallbackRefused(status, problem.code()), reference);
    }

    /**
     * A refusal that may be over the spelling of scopes alone is followed by one more try in the other spelling, if the EHR's
     * profile says so. Not after a launch, which can be used once.
     *
     * @param message of the EHR
     */
    private Future<Ended> refuseOrAskAgain(
            PendingAuthorization pending,
            ConnectSession session,
            CallbackRefused why,
            @Nullable String message,
            String reference) {
        EhrProfile profile = profiles.of(pending.ehr());
        if (message == null || session.launched() || session.scopeDialect() != null) {
            return refuse(pending, why, reference);
        }
        ScopeRequest asked = new ScopeRequest(Scopes.of(pending.scopes()), Optional.ofNullable(pending.scopeDialect()));
        return discovery
                .endpoints(profile, pending.baseUrl())
                .map(smart -> asked.afterRefusal(profile, smart, message).flatMap(ScopeRequest::dialect))
                .recover(unknown -> Future.succeededFuture(Optional.empty()))
                .compose(other -> other.isEmpty()
                        ? refuse(pending, why, reference)
                        : sessions.askIn(pending.tenant(), session.id(), other.get())
                                .map(next -> new Ended(pending, next, null, why, true)));
    }

    private Future<Ended> refuse(PendingAuthorization pending, CallbackRefused why, String reference) {
        return sessions.failed(pending.tenant(), pending.sessionId(), why.code(), reference)
                .compose(done -> sessions.find(pending.tenant(), pending.sessionId()))
                .map(session -> new Ended(pending, session, null, why));
    }
}
