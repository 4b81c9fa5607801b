package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One refresh of one grant: claim it, ask the EHR, keep the answer. The claim makes sure that of all nodes only one asks;
 * the others wait for its answer. No transaction is open while the EHR is asked.
 */
public final class GrantRefresh {
    private static final Logger log = LoggerFactory.getLogger(GrantRefresh.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Database database;
    private final GrantStore store;
    private final Connections connections;
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;
    private final RefreshPace pace;
    private final RefreshSteps steps;
    private final Ids ids;
    private final Clock clock;

    public GrantRefresh(
            Vertx vertx,
            Database database,
            GrantStore store,
            Connections connections,
            TokenClients clients,
            TokenEndpoint endpoint,
            SmartDiscovery discovery,
            EhrProfiles profiles,
            RefreshPace pace,
            RefreshSteps steps,
            Ids ids,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.connections = connections;
        this.clients = clients;
        this.endpoint = endpoint;
        this.discovery = discovery;
        this.profiles = profiles;
        this.pace = pace;
        this.steps = steps;
        this.ids = ids;
        this.clock = clock;
    }

    /** A newer grant than this one; the connection's state follows from how it went. */
    Future<Grant> run(PracticeConnection connection, Grant grant) {
        SecretText refreshToken = grant.refreshToken();
        if (refreshToken == null) {
            return withoutRefreshToken(connection, grant);
        }
        String attempt = ids.next("try");
        Instant now = clock.instant();
        return database.inBackground(tx -> store.claim(
                        tx, grant.tenant(), grant.connection(), grant.generation(), attempt, now, now.plus(pace.lease())))
                .compose(mine -> mine
                        ? claimed(connection, grant, refreshToken, attempt)
                        : othersAnswer(connection, grant, now.plus(LONGEST_WAIT), FIRST_LOOK));
    }

    private Future<Grant> withoutRefreshToken(PracticeConnection connection, Grant grant) {
        if (!grant.isOver(clock.instant())) {
            return Future.failedFuture(new NeedsReconnect());
        }
        return connections
                .become(connection.tenant(), connection.id(), ConnectionState.NEEDS_RECONNECT, Cause.NO_REFRESH_TOKEN)
                .compose(done -> Future.failedFuture(new NeedsReconnect()));
    }

    private Future<Grant> claimed(PracticeConnection connection, Grant grant, SecretText refreshToken, String attempt) {
        long credentialChanges = clients.changes(connection.applicationId());
        return ask(connection, grant, refreshToken)
                .recover(failure -> confirm(connection, grant, refreshToken, failure))
                .compose(
                        answer -> keep(connection, grant, answer, attempt),
                        failure -> notRefreshed(connection, grant, attempt, credentialChanges, failure));
    }

    private Future<TokenAnswer> ask(PracticeConnection connection, Grant grant, SecretText refreshToken) {
        EhrProfile profile = profiles.of(connection.ehr());
        return discovery
                .endpoints(profile, connection.baseUrl())
                .compose(smart -> clients.call(
                        connection.tenant(),
                        connection.applicationId(),
                        connection.practiceId(),
                        grant.credential(),
                        client -> endpoint.refresh(profile, smart.token(), client, refreshToken)))
                .map(TokenClients.Accepted::answer);
    }

    /** The EHR's "no" ends a practice's grant, so it is asked a second time before it is believed. */
    private Future<TokenAnswer> confirm(
            PracticeConnection connection, Grant grant, SecretText refreshToken, Throwable failure) {
        if (outcome(failure) != NoToken.Outcome.DENIED) {
            return Future.failedFuture(failure);
        }
        return vertx.timer(pace.confirmAfter().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .compose(later -> ask(connection, grant, refreshToken));
    }

    private Future<Grant> keep(PracticeConnection connection, Grant grant, TokenAnswer answer, String attempt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Grant next = new Grant(
                grant.tenant(),
                grant.connection(),
                grant.generation() + 1,
                answer.accessToken(),
                answer.refreshToken() == null ? grant.refreshToken() : answer.refreshToken(),
                answer.lifetime().duration(),
                answer.expiresAt(),
                now,
                now,
                answer.credential());
        Optional<List<String>> scopes = Optional.ofNullable(answer.scope())
                .filter(text -> !text.isBlank())
                .map(text -> List.of(text.strip().split("\\s+")));
        return database.inTransaction(tx -> store.replace(tx, next, attempt)
                        .compose(replaced -> replaced
                                ? connections
                                        .refreshed(
                                                tx,
                                                connection.tenant(),
                                                connection.id(),
                                                scopes,
                                                answer.launchContext())
                                        .map(Optional.of(next))
                                : store.find(tx, grant.tenant(), grant.connection())))
                .map(kept -> {
                    connections.changed(connection.tenant(), connection.id());
                    return kept.filter(found -> found.generation() > grant.generation())
                            .orElseThrow(NeedsReconnect::new);
                });
    }

    private Future<Grant> notRefreshed(
            PracticeConnection connection, Grant grant, String attempt, long credentialChanges, Throwable failure) {
        log.warn(
                "connection {} of tenant {}: refresh failed, {}",
                connection.id(),
                connection.tenant(),
                failure instanceof Failure known
                        ? known.code()
                        : failure.getClass().getName());
        return database.inBackground(tx -> store.release(tx, grant.tenant(), grant.connection(), attempt))
                .recover(unreleased -> Future.succeededFuture())
                .compose(done -> blame(connection, credentialChanges, failure))
                .compose(told -> Future.failedFuture(told));
    }

    /** Moves the connection to the state that follows, and answers the failure for the caller. */
    private Future<Throwable> blame(PracticeConnection connection, long credentialChanges, Throwable failure) {
        NoToken.Outcome outcome = outcome(failure);
        if (outcome == NoToken.Outcome.DENIED) {
            return become(connection, ConnectionState.NEEDS_RECONNECT, Cause.GRANT_REFUSED, new NeedsReconnect());
        }
        if (outcome == NoToken.Outcome.CLIENT_BROKEN) {
            Cause cause = new Cause(
                    "invalid-client",
                    "The EHR refuses the application's credential. Check client id, secret and method; the practice"
                            + " need not connect again.");
            return become(
                    connection,
                    ConnectionState.MISCONFIGURED,
                    cause,
                    new ApplicationMisconfigured(connection.applicationId(), credentialChanges));
        }
        if (failure instanceof Failure.Conflict known && known.code().equals("credential-missing")) {
            return become(connection, ConnectionState.MISCONFIGURED, new Cause(known.code(), known.detail()), failure);
        }
        if (failure instanceof Failure known) {
            Cause cause = new Cause(known.code(), "The last refresh failed and is tried again: " + known.detail());
            return become(connection, ConnectionState.DEGRADED, cause, failure);
        }
        return Future.succeededFuture(failure);
    }

    private Future<Throwable> become(
            PracticeConnection connection, ConnectionState state, Cause cause, Throwable told) {
        return connections
                .become(connection.tenant(), connection.id(), state, cause)
                .map(told)
                .recover(unwritten -> Future.succeededFuture(told));
    }

    private static NoToken.Outcome outcome(Throwable failure) {
        return failure instanceof NoToken refused ? refused.outcome() : NoToken.Outcome.UNKNOWN;
    }

    /** Another node refreshes this grant, or did: look until its answer is there. */
    private Future<Grant> othersAnswer(PracticeConnection connection, Grant grant, Instant until, Duration pause) {
        return database.read(tx -> store.find(tx, grant.tenant(), grant.connection()))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.failedFuture(new NeedsReconnect());
                    }
                    if (found.get().generation() > grant.generation()) {
                        connections.changed(connection.tenant(), connection.id());
                        return Future.succeededFuture(found.get());
                    }
                    if (!clock.instant().isBefore(until)) {
                        return Future.failedFuture(new Failure.Unavailable(
                                "refresh-under-way",
                                "Another node refreshes this connection's token and has not finished.",
                                Duration.ofSeconds(2),
                                null));
                    }
                    Duration next = pause.multipliedBy(2).compareTo(FIRST_LOOK.multipliedBy(8)) < 0
                            ? pause.multipliedBy(2)
                            : FIRST_LOOK.multipliedBy(8);
                    return vertx.timer(pause.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                            .compose(later -> othersAnswer(connection, grant, until, next));
                });
    }

    /** What was refused is no longer what would be sent, so there is nothing to wait for. */
    boolean isOutdated(Throwable failure) {
        return failure instanceof ApplicationMisconfigured refused && refused.isOutdated(clients);
    }

    /** How long the EHR asked to be left alone, if that is what the failure says. */
    static Optional<Duration> askedToWait(Throwable failure) {
        if (failure instanceof NoToken refused) {
            return refused.retryAfter();
        }
        return failure instanceof ApplicationMisconfigured ? Optional.of(Duration.ofMinutes(1)) : Optional.empty();
    }
}
