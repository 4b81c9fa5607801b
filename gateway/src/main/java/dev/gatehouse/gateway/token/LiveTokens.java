package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.egress.Pause;
import dev.gatehouse.common.egress.SharedCalls;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealBroken;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.GrantType;
import dev.gatehouse.gateway.connection.Grants;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of the connections in use, in memory, kept fresh. Callers that ask at once share one look-up and one refresh;
 * a token that is due but still good is served while its refresh runs behind.
 */
public final class LiveTokens implements AccessTokens, Grants {
    private static final Logger log = LoggerFactory.getLogger(LiveTokens.class);
    /** What is announced of a new grant: its tenant's id and its connection's, joined by a slash. */
    private static final String TOPIC = "grant";

    private static final int IN_MEMORY = 200_000;
    /** An EHR that takes back a token this soon may have its reasons, but not a few times in a row. */
    private static final Duration YOUNG = Duration.ofSeconds(30);

    private static final int MOST_YOUNG = 3;
    private static final Duration REFUSALS_FORGOTTEN = Duration.ofMinutes(5);

    /**
     * Young tokens that were refused, one after the other.
     *
     * @param generation of the last
     */
    private record Young(long generation, int count) {}
    /** An access token that ended so long ago shows that its grant is not in use. */
    private static final Duration IDLE = Duration.ofHours(1);

    private final Database database;
    private final AuditTrail audit;
    private final GrantStore store;
    private final Connections connections;
    private final GrantRefresh refresh;
    private final DueGrantStore dueGrants = new DueGrantStore(false);
    private final GrantUsage usage;
    private final Consumer<RefreshRecord> meter;
    private final Revocations revocations;
    private final Clock clock;
    private final SharedCalls<ConnectionId, Held> lookUps;
    private final Map<Lane, SharedCalls<ConnectionId, Held>> wishes;
    private final SharedCalls<ConnectionId, Held> refreshes;
    private final Cache<ConnectionId, Held> held =
            Caffeine.newBuilder().maximumSize(IN_MEMORY).build();
    private final Cache<ConnectionId, Young> refusedYoung =
            Caffeine.newBuilder().maximumSize(IN_MEMORY).build();

    public LiveTokens(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            GrantStore store,
            Connections connections,
            GrantRefresh refresh,
            Renewals renewals,
            GrantUsage usage,
            Consumer<RefreshRecord> meter,
            Revocations revocations,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.connections = connections;
        this.refresh = refresh;
        this.usage = usage;
        this.meter = meter;
        this.revocations = revocations;
        this.clock = clock;
        this.lookUps = new SharedCalls<>(vertx);
        this.wishes = Map.of(Lane.WAITED, new SharedCalls<>(vertx), Lane.AHEAD, new SharedCalls<>(vertx));
        this.refreshes = new SharedCalls<>(vertx);
        renewals.whenLate((tenant, connection) -> {
            connected(tenant, connection);
            database.announcements().mention(TOPIC, key(tenant, connection));
        });
        database.announcements().on(TOPIC, this::heard, this::anyHeard);
    }

    private static String key(TenantId tenant, ConnectionId connection) {
        return tenant + "/" + connection;
    }

    private void heard(String key) {
        held.invalidate(new ConnectionId(key.substring(key.indexOf('/') + 1)));
    }

    /** What is missed meanwhile harms nobody: an older token is good until it is over, and its refresh finds the newer. */
    private void anyHeard() {
        if (database.announcements().isListening()) {
            held.invalidateAll();
        }
    }

    /** Says in the transaction that makes or ends a grant that every node must read it again. */
    void announce(Transaction tx, TenantId tenant, ConnectionId connection) {
        database.announcements().tell(tx, TOPIC, key(tenant, connection));
    }

    /** Ends when no refresh runs on this node. */
    public Future<Void> settled() {
        return refreshes.settled();
    }

    @Override
    public Future<AccessToken> current(PracticeConnection connection) {
        if (connection.paused()) {
            return Future.failedFuture(PracticeConnection.pausedFailure());
        }
        Held known = held.getIfPresent(connection.id());
        if (known != null) {
            return fresh(connection, known);
        }
        return lookUp(connection).compose(found -> fresh(connection, found));
    }

    private Future<AccessToken> fresh(PracticeConnection connection, Held token) {
        Instant now = clock.instant();
        noteUse(connection, token, now);
        if (!token.grant.isDue(now)) {
            return Future.succeededFuture(token.token);
        }
        boolean stillGood = !token.grant.isOver(now);
        if (connection.state() == ConnectionState.NEEDS_RECONNECT) {
            return stillGood ? Future.succeededFuture(token.token) : Future.failedFuture(new NeedsReconnect());
        }
        // Without a refresh token nobody is asked, and the connection's state must follow its end at once.
        boolean endsForGood = !stillGood && token.grant.refreshToken() == null;
        if (waits(token, now) && !endsForGood) {
            return stillGood ? Future.succeededFuture(token.token) : Future.failedFuture(token.lastFailure());
        }
        if (stillGood && !token.grant.isAlmostOver(now)) {
            if (token.notAhead.left(now).isZero()) {
                refresh(connection, token, Lane.AHEAD).onFailure(LiveTokens::servedMeanwhile);
            }
            return Future.succeededFuture(token.token);
        }
        Future<AccessToken> renewed = refresh(connection, token, Lane.WAITED).map(next -> next.token);
        return stillGood ? renewed.recover(failure -> serveWhileGood(token, failure)) : renewed;
    }

    /** Once for each token: the rest of its calls cost one look at a flag. */
    private void noteUse(PracticeConnection connection, Held token, Instant now) {
        if (!token.used) {
            token.used = true;
            if (token.grant.refreshToken() != null || connection.grantType() == GrantType.CLIENT_CREDENTIALS) {
                usage.used(token.grant, now);
            }
        }
    }

    /** A failed refresh never breaks a token that is still valid. */
    private Future<AccessToken> serveWhileGood(Held token, Throwable failure) {
        return token.grant.isOver(clock.instant()) ? Future.failedFuture(failure) : Future.succeededFuture(token.token);
    }

    private static void servedMeanwhile(Throwable failure) {
        log.debug("a refresh ahead of time failed: {}", failure.getClass().getSimpleName());
    }

    @Override
    public Future<AccessToken> renew(PracticeConnection connection, AccessToken rejected) {
        if (connection.paused()) {
            return Future.failedFuture(PracticeConnection.pausedFailure());
        }
        Held known = held.getIfPresent(connection.id());
        Future<Held> present = known == null ? lookUp(connection) : Future.succeededFuture(known);
        return present.compose(token -> {
            if (token.grant.generation() > rejected.generation()) {
                return Future.succeededFuture(token.token);
            }
            if (connection.state() == ConnectionState.NEEDS_RECONNECT) {
                return Future.failedFuture(new NeedsReconnect());
            }
            Instant now = clock.instant();
            if (isRefusedAgainAndAgain(token.grant, now)) {
                return Future.succeededFuture(token.token);
            }
            if (waits(token, now)) {
                return Future.failedFuture(token.lastFailure());
            }
            return refresh(connection, token, Lane.WAITED).map(next -> next.token);
        });
    }

    /** One that came just now, like the last few: whatever the EHR refuses them for, one more cures it not. */
    private boolean isRefusedAgainAndAgain(Grant grant, Instant now) {
        if (grant.isOlderThan(REFUSALS_FORGOTTEN, now)) {
            refusedYoung.invalidate(grant.connection());
        }
        if (grant.isOlderThan(YOUNG, now)) {
            return false;
        }
        Young seen = refusedYoung
                .asMap()
                .compute(
                        grant.connection(),
                        (id, before) -> before == null
                                ? new Young(grant.generation(), 1)
                                : before.generation() < grant.generation()
                                        ? new Young(grant.generation(), before.count() + 1)
                                        : before);
        return seen.count() > MOST_YOUNG;
    }

    /** No refresh is tried now, because the last one failed and what it failed of is still so. */
    boolean waits(Held token, Instant now) {
        return !token.waits.left(now).isZero() && !refresh.isOver(token.lastFailure(), token.lastTurn);
    }

    private Future<Held> lookUp(PracticeConnection connection) {
        return lookUps.join(
                connection.id(),
                () -> database.read(tx -> store.find(tx, connection.tenant(), connection.id()))
                        .map(found -> hold(found.orElseThrow(() -> new NeedsReconnect()))));
    }

    /** Whoever waits need not stand behind one that nobody waits for, so each lane has its own turn; the first one goes. */
    private Future<Held> refresh(PracticeConnection connection, Held token, Lane lane) {
        long begun = System.nanoTime();
        return Objects.requireNonNull(wishes.get(lane))
                .join(
                        connection.id(),
                        () -> refresh.enter(connection, token.grant, lane)
                                .onFailure(failure -> notEntered(connection, token, lane, failure, begun))
                                .compose(turn -> refreshes
                                        .join(connection.id(), () -> entered(connection, token, lane, turn, begun))
                                        .onComplete(done -> refresh.leave(turn))));
    }

    private void notEntered(PracticeConnection connection, Held token, Lane lane, Throwable failure, long begun) {
        meter.accept(record(connection, lane, failure, begun));
        if (failure instanceof TokenCallPutOff later) {
            if (lane == Lane.AHEAD) {
                token.notAhead = Pause.of(later.retryAfter(), clock.instant());
            }
        } else if (!(failure instanceof ApplicationMisconfigured)) {
            failed(token, null, failure);
        }
    }

    private Future<Held> entered(
            PracticeConnection connection, Held token, Lane lane, GrantRefresh.Turn turn, long begun) {
        // Whoever came first may have ended between the caller's look and this one.
        Held newest = held.getIfPresent(connection.id());
        if (newest != null && newest.grant.generation() > token.grant.generation()) {
            return Future.succeededFuture(newest);
        }
        return refresh.run(connection, token.grant, turn)
                .onSuccess(next -> database.announcements().mention(TOPIC, key(next.tenant(), next.connection())))
                .map(lane == Lane.WAITED ? this::hold : this::holdIfAsked)
                .onFailure(failure -> failed(token, turn, failure))
                .onComplete(done -> meter.accept(record(connection, lane, done.cause(), begun)));
    }

    private void failed(Held token, GrantRefresh.@Nullable Turn turn, Throwable failure) {
        token.failed(failure, turn, failures -> refresh.pauseAfter(failure, failures), clock.instant());
    }

    private static RefreshRecord record(
            PracticeConnection connection, Lane lane, @Nullable Throwable failure, long begun) {
        return new RefreshRecord(
                connection, lane, RefreshRecord.outcome(failure), Duration.ofNanos(System.nanoTime() - begun));
    }

    private Held hold(Grant grant) {
        return held.asMap().merge(grant.connection(), new Held(grant), LiveTokens::newer);
    }

    /** Tokens nobody asked this node for are not kept in its memory. */
    private Held holdIfAsked(Grant grant) {
        Held next = new Held(grant);
        Held known = held.asMap().computeIfPresent(grant.connection(), (id, old) -> newer(old, next));
        return known == null ? next : known;
    }

    private static Held newer(Held old, Held next) {
        return old.grant.generation() >= next.grant.generation() ? old : next;
    }

    /** Takes over what an authorization gave, after its transaction. */
    public void connected(TenantId tenant, ConnectionId connection) {
        held.invalidate(connection);
        connections.changed(tenant, connection);
    }

    /**
     * Refreshes a grant that was found to be due, unless it is newer by now or nobody can refresh it.
     *
     * @param generation that was found to be due
     */
    Future<Void> refreshDue(TenantId tenant, ConnectionId id, long generation) {
        return connections
                .find(tenant, id)
                .compose(connection -> isOver(connection.state()) || connection.pausedAt() != null
                        ? database.inBackground(tx -> dueGrants.never(tx, id, generation))
                        : database.read(tx -> store.find(tx, tenant, id))
                                .compose(found -> found.isEmpty() || found.get().generation() > generation
                                        ? Future.succeededFuture()
                                        : refreshDue(connection.forCalls(), found.get())));
    }

    private Future<Void> refreshDue(PracticeConnection connection, Grant grant) {
        boolean idle = grant.expiresAt().plus(IDLE).isBefore(clock.instant());
        // whoever uses it again has it refreshed then
        return (idle ? refresh.isKeptAlive(connection) : Future.succeededFuture(true))
                .compose(wanted -> wanted
                        ? refresh(connection, holdIfAsked(grant), Lane.AHEAD).mapEmpty()
                        : database.inBackground(tx -> dueGrants.never(tx, connection.id(), grant.generation())));
    }

    private static boolean isOver(ConnectionState state) {
        return state == ConnectionState.NEEDS_RECONNECT || state == ConnectionState.REVOKED;
    }

    @Override
    public Future<Map<ConnectionId, View>> views(TenantId tenant, List<ConnectionId> ids) {
        return database.read(tx -> store.rows(tx, tenant, ids))
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> new ConnectionId(row.connectionId),
                                row -> new View(
                                        row.expiresAt,
                                        row.refreshedAt,
                                        row.dueAt,
                                        row.refreshToken != null,
                                        row.isHeld(clock.instant())),
                                (one, other) -> one)));
    }

    @Override
    public Future<Void> refreshNow(Author by, PracticeConnection connection) {
        if (connection.state() == ConnectionState.NEEDS_RECONNECT) {
            return Future.failedFuture(new NeedsReconnect());
        }
        if (connection.paused()) {
            return Future.failedFuture(PracticeConnection.pausedFailure());
        }
        // Before it is done: what the EHR has done can't be taken back if it can't be written down.
        return database.inTransaction(tx -> {
                    audit.record(
                            tx, by, "connection.refresh-asked", connection.id().value(), Map.of());
                    return Future.succeededFuture();
                })
                .compose(recorded -> lookUp(connection))
                .compose(token -> refresh(connection, token, Lane.WAITED))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof Failure.Conflict ? failure : new RefreshFailed(failure)));
    }

    /** A refresh under way is not stopped; when a connection is resumed, its grant is due, whatever was missed. */
    @Override
    public Future<Void> pause(Author by, ConnectionId id, boolean paused, @Nullable String reason) {
        return database.inTransaction(tx -> connections
                        .paused(tx, by, id, paused, reason)
                        .compose(changed -> changed && !paused
                                ? dueGrants.again(tx, id, clock.instant())
                                : Future.succeededFuture()))
                .onComplete(done -> connections.changed(by.tenant(), id));
    }

    @Override
    public Future<Void> disconnect(Author by, PracticeConnection connection) {
        return revocations
                .outlook(connection)
                .compose(outlook -> database.inTransaction(tx -> connections
                        .revoked(tx, by, connection.id(), outlook.cause())
                        .compose(done -> outlook.possible()
                                ? toGiveBack(tx, connection)
                                : Future.succeededFuture(Optional.<String>empty()))
                        .compose(kept -> store.erase(tx, connection.tenant(), connection.id())
                                .map(kept))))
                .onSuccess(done -> {
                    held.invalidate(connection.id());
                    connections.changed(connection.tenant(), connection.id());
                })
                .compose(kept -> kept.map(revocations::tryNow).orElseGet(Future::succeededFuture));
    }

    /** Tokens that open with no key are just erased. */
    private Future<Optional<String>> toGiveBack(Transaction tx, PracticeConnection connection) {
        return store.find(tx, connection.tenant(), connection.id())
                .recover(failure -> failure instanceof SealBroken
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(found -> found.map(
                                grant -> revocations.keep(tx, connection, grant).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }
}
