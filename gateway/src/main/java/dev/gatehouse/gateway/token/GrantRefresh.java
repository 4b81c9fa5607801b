package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.GrantType;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One refresh of one grant: claim it, ask the EHR, keep the answer. The claim makes sure that of all nodes only one asks;
 * the others wait for its answer. No transaction is open while the EHR is asked.
 *
 * <p>A try without a clear answer may have used up the refresh token. The same token is then sent again at once and a few
 * times more, because EHRs that rotate mostly take it for half a minute; a refusal after that is put down to the lost answer.
 */
public final class GrantRefresh {
    private static final Logger log = LoggerFactory.getLogger(GrantRefresh.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final Vertx vertx;
    private final Database database;
    private final GrantStore store;
    private final Connections connections;
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final ClientGrants clientGrants;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;
    private final Renewals renewals;
    private final DoubtfulAnswers doubtful;
    private final DueTimes due;
    private final TokenTraffic traffic;
    private final ApplicationBreaker breaker;
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
            ClientGrants clientGrants,
            SmartDiscovery discovery,
            EhrProfiles profiles,
            Renewals renewals,
            DoubtfulAnswers doubtful,
            DueTimes due,
            TokenTraffic traffic,
            ApplicationBreaker breaker,
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
        this.clientGrants = clientGrants;
        this.discovery = discovery;
        this.profiles = profiles;
        this.renewals = renewals;
        this.doubtful = doubtful;
        this.due = due;
        this.traffic = traffic;
        this.breaker = breaker;
        this.pace = pace;
        this.steps = steps;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Everything one refresh goes by.
     *
     * @param sent the refresh token; null where the application asks for itself
     * @param epoch of the application's breaker before it was sent
     */
    private record Attempt(
            PracticeConnection connection,
            EhrProfile profile,
            TokenServer server,
            Claim claim,
            @Nullable SecretText sent,
            long epoch) {

        Attempt at(TokenServer other) {
            return new Attempt(connection, profile, other, claim, sent, epoch);
        }

        Attempt with(SecretText other) {
            return new Attempt(connection, profile, server, claim, other, epoch);
        }
    }

    /** How the asking went: an answer or a failure, and whether the EHR may have acted on a try without an answer. */
    private record Outcome(
            Attempt attempt,
            @Nullable TokenAnswer answer,
            @Nullable Throwable failure,
            boolean unknown) {}

    /**
     * Leave to send a refresh.
     *
     * @param recoveries of the token endpoint's server until now
     */
    record Turn(TokenServer server, Lane lane, long recoveries) {}

    /**
     * Ends when a refresh may begin. Fails with {@link TokenCallPutOff} if that would take too long, with {@link
     * ApplicationMisconfigured} while the application is refused, and with what discovery fails with.
     */
    Future<Turn> enter(PracticeConnection connection, Grant grant, Lane lane) {
        if (connection.grantType() == GrantType.AUTHORIZATION_CODE && grant.refreshToken() == null) {
            return withoutRefreshToken(connection, grant);
        }
        return breaker.isOpen(connection.applicationId())
                ? clients.isPracticesOwn(connection, grant.credential())
                        .compose(own -> own ? sendable(connection, lane) : unlessRefused(connection, lane))
                : sendable(connection, lane);
    }

    private Future<Turn> unlessRefused(PracticeConnection connection, Lane lane) {
        Optional<ApplicationMisconfigured> refused = breaker.refuses(connection.applicationId());
        return refused.isPresent() ? Future.failedFuture(refused.get()) : sendable(connection, lane);
    }

    private Future<Turn> sendable(PracticeConnection connection, Lane lane) {
        EhrProfile profile = profiles.of(connection.ehr());
        return discovery
                .endpoints(profile, connection.baseUrl())
                .recover(failure -> undiscovered(connection, failure))
                .compose(smart -> traffic.enter(profile, smart.token(), lane)
                        .map(entered -> new Turn(
                                TokenServer.of(smart), lane, traffic.recoveries(TokenTraffic.origin(smart.token())))));
    }

    /** Every turn that was given ends, taken or not. */
    void leave(Turn turn) {
        traffic.left(turn.server().endpoint(), turn.lane());
    }

    /** A newer grant than this one; the connection's state follows from how it went. */
    Future<Grant> run(PracticeConnection connection, Grant grant, Turn turn) {
        return database.inTransaction(
                        tx -> store.claim(tx, grant, ids.next("try"), renewals.node(), pace.lease()))
                .compose(claim -> claim.isPresent()
                        ? claimed(new Attempt(
                                connection,
                                profiles.of(connection.ehr()),
                                turn.server(),
                                claim.get(),
                                sent(connection, claim.get()),
                                breaker.epoch(connection.applicationId())))
                        : othersAnswer(connection, grant, clock.instant().plus(LONGEST_WAIT), FIRST_LOOK));
    }

    /** False if an administrator lets grants lapse that nobody uses. */
    Future<Boolean> isKeptAlive(PracticeConnection connection) {
        return clients.settings(connection.tenant(), connection.applicationId(), connection.practiceId())
                .map(settings -> !Boolean.FALSE.equals(settings.keepAlive()));
    }

    private static @Nullable SecretText sent(PracticeConnection connection, Claim claim) {
        return connection.grantType() == GrantType.CLIENT_CREDENTIALS
                ? null
                : claim.grant().refreshToken();
    }

    private <T> Future<T> withoutRefreshToken(PracticeConnection connection, Grant grant) {
        if (!grant.isOver(clock.instant())) {
            return Future.failedFuture(new NeedsReconnect());
        }
        return connections
                .become(connection.tenant(), connection.id(), ConnectionState.NEEDS_RECONNECT, Cause.NO_REFRESH_TOKEN)
                .compose(done -> Future.failedFuture(new NeedsReconnect()));
    }

    private <T> Future<T> undiscovered(PracticeConnection connection, Throwable failure) {
        if (!(failure instanceof Failure known)) {
            return Future.failedFuture(failure);
        }
        Cause cause = new Cause(known.code(), "The last refresh failed and is tried again: " + known.detail());
        return connections
                .become(connection.tenant(), connection.id(), ConnectionState.DEGRADED, cause)
                .transform(done -> Future.failedFuture(failure));
    }

    private Future<Grant> claimed(Attempt attempt) {
        steps.at(RefreshSteps.Step.CLAIMED);
        Instant deniedAt = attempt.claim().deniedAt();
        Instant now = clock.instant();
        if (deniedAt != null && now.isBefore(deniedAt.plus(pace.confirmAfter()))) {
            return tooEarly(attempt.claim(), deniedAt, now);
        }
        return send(attempt, 0, attempt.claim().unknown())
                .compose(this::withThePrevious)
                .compose(outcome -> {
                    TokenAnswer answer = outcome.answer();
                    return answer == null ? setBack(outcome) : keep(outcome.attempt(), answer);
                });
    }

    /** By a clock that was set back, or another node's, it was refused in the future: then the wait begins now. */
    private <T> Future<T> tooEarly(Claim claim, Instant deniedAt, Instant now) {
        boolean ahead = deniedAt.isAfter(now);
        Instant until = (ahead ? now : deniedAt).plus(pace.confirmAfter()).truncatedTo(ChronoUnit.MICROS);
        Setback again = new Setback(false, now.truncatedTo(ChronoUnit.MICROS), until, null);
        return database.inTransaction(tx -> ahead
                        ? store.setBack(tx, claim, again, now).<Void>mapEmpty()
                        : store.release(tx, claim))
                .transform(done -> Future.failedFuture(Aftermath.refusedOnce(Duration.between(now, until))));
    }

    private Future<Outcome> send(Attempt attempt, int tries, boolean unknown) {
        steps.at(RefreshSteps.Step.SENT);
        return ask(attempt).transform(asked -> {
            if (asked.succeeded()) {
                return Future.succeededFuture(new Outcome(attempt, asked.result(), null, unknown));
            }
            // Asking for oneself once more costs nothing, so only a refresh token can be lost.
            boolean lost = attempt.sent() != null && Aftermath.outcome(asked.cause()) == NoToken.Outcome.UNKNOWN;
            Outcome failed = new Outcome(attempt, null, asked.cause(), unknown || lost);
            Future<Void> noted = lost && asked.cause() instanceof NoToken unclear
                    ? doubtful.keep(attempt.connection(), unclear)
                    : Future.succeededFuture();
            return noted.compose(done -> movedTo(failed)).compose(other -> {
                if (other.isPresent()) {
                    return send(attempt.at(other.get()), tries, failed.unknown());
                }
                return lost && tries < pace.again().size()
                        ? sendAgain(failed, tries)
                        : Future.succeededFuture(failed);
            });
        });
    }

    /** Where the token endpoint is now, if there is none any more where we looked. */
    private Future<Optional<TokenServer>> movedTo(Outcome failed) {
        if (!(failed.failure() instanceof NoToken refused) || !refused.isEndpointSuspect()) {
            return Future.succeededFuture(Optional.empty());
        }
        Attempt attempt = failed.attempt();
        return discovery
                .refetch(attempt.profile(), attempt.connection().baseUrl())
                .map(smart -> Optional.of(TokenServer.of(smart))
                        .filter(now -> !now.endpoint().equals(attempt.server().endpoint())))
                .recover(unread -> Future.succeededFuture(Optional.empty()));
    }

    private Future<Outcome> sendAgain(Outcome failed, int tries) {
        return vertx.timer(pace.again().get(tries).toMillis(), TimeUnit.MILLISECONDS)
                .compose(later -> database.inBackground(
                        tx -> store.keepClaim(tx, failed.attempt().claim(), pace.lease())))
                .recover(unclaimed -> Future.succeededFuture(false))
                .compose(ours ->
                        ours ? send(failed.attempt(), tries + 1, failed.unknown()) : Future.succeededFuture(failed));
    }

    /** An EHR whose refresh tokens outlast their use may know the one before, if the newest got lost on its side. */
    private Future<Outcome> withThePrevious(Outcome outcome) {
        SecretText previous = outcome.attempt().claim().previous();
        boolean worthIt = outcome.failure() != null
                && Aftermath.outcome(outcome.failure()) == NoToken.Outcome.DENIED
                && outcome.attempt().profile().tokens().refreshRotation() == EhrProfile.Rotation.KEEPS;
        if (previous == null || !worthIt) {
            return Future.succeededFuture(outcome);
        }
        Attempt other = outcome.attempt().with(previous);
        return ask(other)
                .map(answer -> new Outcome(other, answer, null, outcome.unknown()))
                .recover(refused -> Future.succeededFuture(outcome));
    }

    private Future<TokenAnswer> ask(Attempt attempt) {
        PracticeConnection connection = attempt.connection();
        Integer credential = attempt.claim().grant().credential();
        SecretText refreshToken = attempt.sent();
        Future<TokenAnswer> answer = refreshToken == null
                ? clientGrants
                        .mint(ClientGrants.Ask.again(connection, credential))
                        .onSuccess(minted -> remember(connection, minted))
                        .map(ClientGrants.Minted::answer)
                : clients.call(
                                connection.tenant(),
                                connection.applicationId(),
                                connection.practiceId(),
                                credential,
                                client -> endpoint.refresh(attempt.profile(), attempt.server(), client, refreshToken))
                        .map(TokenClients.Accepted::answer);
        return answer.onComplete(done -> answered(attempt, done.cause()));
    }

    private void answered(Attempt attempt, @Nullable Throwable failure) {
        traffic.ended(attempt.server().endpoint(), failure);
        PracticeConnection connection = attempt.connection();
        String application = connection.applicationId();
        NoToken.Outcome outcome = failure instanceof NoToken refused ? refused.outcome() : null;
        boolean accepted = failure == null || outcome == NoToken.Outcome.DENIED;
        boolean refused = outcome == NoToken.Outcome.CLIENT_BROKEN;
        if (refused || (accepted && breaker.counts(application))) {
            clients.isPracticesOwn(connection, attempt.claim().grant().credential()).onSuccess(own -> {
                if (!own && accepted) {
                    breaker.accepted(application);
                } else if (!own) {
                    breaker.refused(application, attempt.epoch());
                }
            });
        }
    }

    /** The next request may begin with what this one ended with; if that gets lost, it is found out again. */
    private void remember(PracticeConnection connection, ClientGrants.Minted minted) {
        if (minted.dialect() != connection.scopeDialect()) {
            connections
                    .spoke(connection.tenant(), connection.id(), minted.dialect())
                    .onFailure(failure -> log.warn(
                            "connection {}: the spelling of its scopes could not be noted, {}",
                            connection.id(),
                            failure.getClass().getName()));
        }
    }

    private Future<Grant> keep(Attempt attempt, TokenAnswer answer) {
        steps.at(RefreshSteps.Step.ANSWERED);
        Grant before = attempt.claim().grant();
        SecretText sent = attempt.sent();
        // An application that asks for itself is not to refresh (RFC 6749, section 4.4.3).
        SecretText given = sent == null ? null : answer.refreshToken();
        boolean odd = answer.lifetime().basis() == Lifetime.Basis.NOT_POSITIVE;
        Duration lifetime = odd && attempt.claim().oddLifetimes() + 1 >= Lifetime.MOST_NOT_POSITIVE
                ? attempt.profile().tokens().defaultLifetime()
                : answer.lifetime().duration();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Grant next = new Grant(
                before.tenant(),
                before.connection(),
                before.generation() + 1,
                answer.accessToken(),
                given == null ? sent : given,
                lifetime,
                answer.sentAt().plus(lifetime),
                now,
                now,
                answer.credential());
        Optional<List<String>> scopes = Optional.ofNullable(answer.scope())
                .filter(text -> !text.isBlank())
                .map(text -> List.of(text.strip().split("\\s+")));
        boolean replaced = given != null && sent != null && !given.reveal().equals(sent.reveal());
        return renewals.keep(
                attempt.connection(),
                new Renewal(
                        next, attempt.claim().attempt(), replaced ? sent : null, scopes, answer.launchContext(), odd));
    }

    private Future<Grant> setBack(Outcome outcome) {
        Attempt attempt = outcome.attempt();
        PracticeConnection connection = attempt.connection();
        Throwable failure = java.util.Objects.requireNonNull(outcome.failure());
        log.warn(
                "connection {} of tenant {}: refresh failed, {}",
                connection.id(),
                connection.tenant(),
                failure instanceof Failure known
                        ? known.code()
                        : failure.getClass().getName());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Aftermath after = Aftermath.of(
                new Aftermath.Try(
                        attempt.claim(),
                        failure,
                        outcome.unknown(),
                        connection.applicationId(),
                        attempt.epoch(),
                        attempt.server().endpoint()),
                pace,
                due,
                now);
        return database.inTransaction(tx -> store.setBack(tx, attempt.claim(), after.setback(), now)
                        .compose(noted -> noted == GrantStore.Noted.YES
                                ? become(tx, connection, after).map(noted)
                                : Future.succeededFuture(noted)))
                .recover(unwritten -> Future.failedFuture(after.told()))
                .compose(noted -> {
                    connections.changed(connection.tenant(), connection.id());
                    return noted == GrantStore.Noted.OVERTAKEN ? newest(connection) : Future.failedFuture(after.told());
                });
    }

    private Future<Void> become(Transaction tx, PracticeConnection connection, Aftermath after) {
        ConnectionState state = after.state();
        Cause cause = after.cause();
        return state == null || cause == null
                ? Future.succeededFuture()
                : connections.become(tx, connection.tenant(), connection.id(), state, cause);
    }

    private Future<Grant> newest(PracticeConnection connection) {
        return database.read(tx -> store.find(tx, connection.tenant(), connection.id()))
                .map(found -> found.orElseThrow(NeedsReconnect::new));
    }

    /** Another node refreshes this grant, or did: look until its answer is there. */
    private Future<Grant> othersAnswer(PracticeConnection connection, Grant grant, Instant until, Duration pause) {
        // In this order: the right ends with the commit, so what is read after it ended has the new grant if there is one.
        return database.read(tx -> store.isHeld(tx, grant)
                        .compose(held -> store.find(tx, connection.tenant(), connection.id())
                                .map(found -> new Seen(found.orElseThrow(NeedsReconnect::new), held))))
                .compose(seen -> {
                    if (seen.grant().generation() > grant.generation()) {
                        connections.changed(connection.tenant(), connection.id());
                        return Future.succeededFuture(seen.grant());
                    }
                    if (!seen.held() || !clock.instant().isBefore(until)) {
                        return Future.failedFuture(Renewals.underWay());
                    }
                    Duration next =
                            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    return vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                            .compose(later -> othersAnswer(connection, grant, until, next));
                });
    }

    private record Seen(Grant grant, boolean held) {}

    /**
     * What the last refresh failed of is over, so there is nothing to wait for.
     *
     * @param turn of that refresh; null if it did not get that far
     */
    boolean isOver(Throwable failure, @Nullable Turn turn) {
        if (failure instanceof ApplicationMisconfigured refused) {
            return refused.isOutdated(breaker);
        }
        boolean server = failure instanceof NoToken
                && (Aftermath.outcome(failure) == NoToken.Outcome.UNKNOWN
                        || Aftermath.outcome(failure) == NoToken.Outcome.RETRYABLE);
        return server
                && turn != null
                && traffic.recoveries(TokenTraffic.origin(turn.server().endpoint())) != turn.recoveries();
    }

    /** How long this node leaves a grant alone after failures in a row. */
    Duration pauseAfter(Throwable failure, int failures) {
        return Aftermath.pause(failure, due.backOff(failures));
    }
}
