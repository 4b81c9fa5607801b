package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.SharedCalls;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.connection.Grants;
import dev.gatehouse.gateway.connection.PracticeConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of the connections in use, in memory, kept fresh. Callers that ask at once share one look-up and one refresh;
 * a token that is due but still good is served while its refresh runs behind.
 */
public final class LiveTokens implements AccessTokens, Grants {
    private static final Logger log = LoggerFactory.getLogger(LiveTokens.class);
    private static final int IN_MEMORY = 200_000;

    private final Database database;
    private final AuditTrail audit;
    private final GrantStore store;
    private final Connections connections;
    private final GrantRefresh refresh;
    private final Clock clock;
    private final SharedCalls<ConnectionId, Held> lookUps;
    private final SharedCalls<ConnectionId, Held> refreshes;
    private final Cache<ConnectionId, Held> held =
            Caffeine.newBuilder().maximumSize(IN_MEMORY).build();

    public LiveTokens(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            GrantStore store,
            Connections connections,
            GrantRefresh refresh,
            Renewals renewals,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.connections = connections;
        this.refresh = refresh;
        this.clock = clock;
        this.lookUps = new SharedCalls<>(vertx);
        this.refreshes = new SharedCalls<>(vertx);
        renewals.whenLate(this::connected);
    }

    @Override
    public Future<AccessToken> current(PracticeConnection connection) {
        Held known = held.getIfPresent(connection.id());
        if (known != null) {
            return fresh(connection, known);
        }
        return lookUp(connection).compose(found -> fresh(connection, found));
    }

    private Future<AccessToken> fresh(PracticeConnection connection, Held token) {
        Instant now = clock.instant();
        token.usedAt = now;
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
            return stillGood ? Future.succeededFuture(token.token) : Future.failedFuture(token.lastFailure);
        }
        Future<AccessToken> renewed = refresh(connection, token).map(next -> next.token);
        if (stillGood && !token.grant.isAlmostOver(now)) {
            renewed.onFailure(LiveTokens::servedMeanwhile);
            return Future.succeededFuture(token.token);
        }
        return stillGood ? renewed.recover(failure -> serveWhileGood(token, failure)) : renewed;
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
        Held known = held.getIfPresent(connection.id());
        Future<Held> present = known == null ? lookUp(connection) : Future.succeededFuture(known);
        return present.compose(token -> {
            if (token.grant.generation() > rejected.generation()) {
                return Future.succeededFuture(token.token);
            }
            if (connection.state() == ConnectionState.NEEDS_RECONNECT) {
                return Future.failedFuture(new NeedsReconnect());
            }
            if (waits(token, clock.instant())) {
                return Future.failedFuture(token.lastFailure);
            }
            return refresh(connection, token).map(next -> next.token);
        });
    }

    /** No refresh is tried now, because the last one failed and what it failed of is still so. */
    boolean waits(Held token, Instant now) {
        return token.waitsUntil.isAfter(now) && !refresh.isOutdated(token.lastFailure);
    }

    private Future<Held> lookUp(PracticeConnection connection) {
        return lookUps.join(
                connection.id(),
                () -> database.read(tx -> store.find(tx, connection.tenant(), connection.id()))
                        .map(found -> hold(found.orElseThrow(() -> new NeedsReconnect()))));
    }

    private Future<Held> refresh(PracticeConnection connection, Held token) {
        return refreshes.join(connection.id(), () -> {
            // Whoever came first may have ended between the caller's look and this one.
            Held newest = held.getIfPresent(connection.id());
            if (newest != null && newest.grant.generation() > token.grant.generation()) {
                return Future.succeededFuture(newest);
            }
            return refresh.run(connection, token.grant)
                    .map(this::hold)
                    .onFailure(failure ->
                            token.failed(failure, failures -> refresh.pauseAfter(failure, failures), clock.instant()));
        });
    }

    private Held hold(Grant grant) {
        Held next = new Held(grant, clock.instant());
        return held.asMap()
                .merge(
                        grant.connection(),
                        next,
                        (old, now) -> old.grant.generation() > now.grant.generation() ? old : now);
    }

    /** Takes over what an authorization gave, after its transaction. */
    public void connected(TenantId tenant, ConnectionId connection) {
        held.invalidate(connection);
        connections.changed(tenant, connection);
    }

    /** All tokens in memory. */
    Collection<Held> inUse() {
        return held.asMap().values();
    }

    /** Refreshes before anybody has to wait for it. */
    Future<Void> refreshAhead(Held token) {
        return connections
                .find(token.grant.tenant(), token.grant.connection())
                .compose(connection -> connection.state() == ConnectionState.NEEDS_RECONNECT
                        ? Future.succeededFuture(token)
                        : refresh(connection.forCalls(), token))
                .mapEmpty();
    }

    /**
     * Refreshes a grant that was found to be due, unless it is newer by now or nobody can refresh it.
     *
     * @param generation that was found to be due
     */
    Future<Void> refreshDue(TenantId tenant, ConnectionId id, long generation) {
        return connections
                .find(tenant, id)
                .compose(connection -> database.read(tx -> store.find(tx, tenant, id))
                        .compose(found -> {
                            boolean over = connection.state() == ConnectionState.NEEDS_RECONNECT
                                    || connection.state() == ConnectionState.REVOKED;
                            return over || found.isEmpty() || found.get().generation() > generation
                                    ? Future.succeededFuture()
                                    : refresh(connection.forCalls(), hold(found.get())).mapEmpty();
                        }));
    }

    @Override
    public Future<Map<ConnectionId, View>> views(TenantId tenant, List<ConnectionId> ids) {
        return database.read(tx -> store.rows(tx, tenant, ids))
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> new ConnectionId(row.connectionId),
                                row -> new View(row.expiresAt, row.refreshedAt, row.refreshToken != null),
                                (one, other) -> one)));
    }

    @Override
    public Future<Void> refreshNow(Author by, PracticeConnection connection) {
        if (connection.state() == ConnectionState.NEEDS_RECONNECT) {
            return Future.failedFuture(new NeedsReconnect());
        }
        // Before it is done: what the EHR has done can't be taken back if it can't be written down.
        return database.inTransaction(tx -> {
                    audit.record(
                            tx, by, "connection.refresh-asked", connection.id().value(), Map.of());
                    return Future.succeededFuture();
                })
                .compose(recorded -> lookUp(connection))
                .compose(token -> refresh(connection, token))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof Failure.Conflict ? failure : new RefreshFailed(failure)));
    }

    @Override
    public Future<Void> disconnect(Author by, PracticeConnection connection) {
        return database.inTransaction(tx -> connections
                        .revoked(tx, by, connection.id())
                        .compose(done -> store.erase(tx, connection.tenant(), connection.id())))
                .onSuccess(done -> {
                    held.invalidate(connection.id());
                    connections.changed(connection.tenant(), connection.id());
                });
    }
}
