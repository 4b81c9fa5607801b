package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.StaleRow;
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
import java.util.Objects;
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
    private static final int MOST_COLLISIONS = 3;

    private final Vertx vertx;
    private final Database database;
    private final GrantStore store;
    private final Connections connections;
    private final TokenClients clients;
    private final TokenAsk token;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;
    private final Renewals renewals;
    private final OtherNodes others;
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
        this.token = new TokenAsk(connections, clients, endpoint, clientGrants, discovery, traffic, breaker);
        this.discovery = discovery;
        this.profiles = profiles;
        this.renewals = renewals;
        this.others = new OtherNodes(vertx, database, store, connections, clock);
        this.doubtful = doubtful;
        this.due = due;
        this.traffic = traffic;
        this.breaker = breaker;
        this.pace = pace;
        this.steps = steps;
        this.ids = ids;
        this.clock = clock;
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
        long begun = System.nanoTime();
        return database.inTransaction(tx -> store.claim(tx, grant, ids.next("try"), renewals.node(), pace.lease()))
                .compose(claim -> claim.isPresent()
                        ? claimed(new Attempt(
                                connection,
                                profiles.of(connection.ehr()),
                                turn.server(),
                                claim.get(),
                                sent(connection, claim.get()),
                                breaker.epoch(connection.applicationId()),
                                begun))
                        : others.answer(connection, grant));
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
        return held(attempt)
                .compose(ours -> ours
                        ? answered(attempt)
                        : others.answer(attempt.connection(), attempt.claim().grant()));
    }

    /** A node that stalled since it claimed makes sure of its claim before it asks: another may have asked meanwhile. */
    private Future<Boolean> held(Attempt attempt) {
        return attempt.isInTime(pace.lease())
                ? Future.succeededFuture(true)
                : database.inTransaction(tx -> store.keepClaim(tx, attempt.claim(), pace.lease()));
    }

    private Future<Grant> answered(Attempt attempt) {
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
        return database.inTransaction(
                        tx -> ahead ? store.setBack(tx, claim, again, now).<Void>mapEmpty() : store.release(tx, claim))
                .transform(done -> Future.failedFuture(Aftermath.refusedOnce(Duration.between(now, until))));
    }

    private Future<Outcome> send(Attempt attempt, int tries, boolean unknown) {
        steps.at(RefreshSteps.Step.SENT);
        return token.ask(attempt).transform(asked -> {
            if (asked.succeeded()) {
                return Future.succeededFuture(new Outcome(attempt, asked.result(), null, unknown));
            }
            // Asking for oneself once more costs nothing, so only a refresh token can be lost.
            boolean lost = attempt.sent() != null && Aftermath.outcome(asked.cause()) == NoToken.Outcome.UNKNOWN;
            Outcome failed = new Outcome(attempt, null, asked.cause(), unknown || lost);
            Future<Void> noted = lost && asked.cause() instanceof NoToken unclear
                    ? doubtful.keep(attempt.connection(), unclear)
                    : Future.succeededFuture();
            return noted.compose(done -> token.movedTo(attempt, asked.cause())).compose(other -> {
                if (other.isPresent()) {
                    return send(attempt.at(other.get()), tries, failed.unknown());
                }
                return lost && tries < pace.again().size() ? sendAgain(failed, tries) : Future.succeededFuture(failed);
            });
        });
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
        return token.ask(other)
                .map(answer -> new Outcome(other, answer, null, outcome.unknown()))
                .recover(refused -> Future.succeededFuture(outcome));
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
        Throwable failure = Objects.requireNonNull(outcome.failure());
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
        return note(attempt, after, now, MOST_COLLISIONS)
                .recover(unwritten -> Future.failedFuture(after.told()))
                .compose(noted -> {
                    connections.changed(connection.tenant(), connection.id());
                    return noted == GrantStore.Noted.OVERTAKEN ? newest(connection) : Future.failedFuture(after.told());
                });
    }

    private Future<GrantStore.Noted> note(Attempt attempt, Aftermath after, Instant now, int collisions) {
        return database.inTransaction(tx -> store.setBack(tx, attempt.claim(), after.setback(), now)
                        .compose(noted -> noted == GrantStore.Noted.YES
                                ? become(tx, attempt.connection(), after).map(noted)
                                : Future.succeededFuture(noted)))
                .recover(failure -> failure instanceof StaleRow && collisions > 0
                        ? note(attempt, after, now, collisions - 1)
                        : Future.failedFuture(failure));
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
