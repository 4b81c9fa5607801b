package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import dev.gatehouse.gateway.token.AccessToken;
import dev.gatehouse.gateway.token.AccessTokens;
import dev.gatehouse.gateway.token.ClientCredentials;
import dev.gatehouse.gateway.token.GrantAside;
import dev.gatehouse.gateway.token.TokenClients;
import dev.gatehouse.gateway.token.TokenServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks an EHR, on request, whether a connection's access token is still good: by introspection (RFC 7662) where there is an
 * endpoint that answers us, else by a cheap read. A no leads to one refresh and one more question; the connection's state
 * follows from how that refresh goes, never from the no itself.
 */
public final class ConnectionCheck {
    private final Database database;
    private final AuditTrail audit;
    private final Connections connections;
    private final AccessTokens tokens;
    private final TokenClients clients;
    private final GrantAside aside;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;
    private final TestRead reads;
    private final Clock clock;

    public ConnectionCheck(
            Database database,
            AuditTrail audit,
            Connections connections,
            AccessTokens tokens,
            TokenClients clients,
            GrantAside aside,
            SmartDiscovery discovery,
            EhrProfiles profiles,
            TestRead reads,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.connections = connections;
        this.tokens = tokens;
        this.clients = clients;
        this.aside = aside;
        this.discovery = discovery;
        this.profiles = profiles;
        this.reads = reads;
        this.clock = clock;
    }

    /**
     * What the EHR said.
     *
     * @param active null if it could not say
     * @param scope null if it did not say, as the next
     * @param problem why it could not say, or what came of the refresh after a no; a code
     */
    public record Finding(
            @Nullable Boolean active,
            CheckedBy checkedBy,
            @Nullable String scope,
            @Nullable Instant expiresAt,
            boolean refreshed,
            @Nullable String problem,
            Instant checkedAt) {

        Finding afterRefresh() {
            return new Finding(active, checkedBy, scope, expiresAt, true, problem, checkedAt);
        }

        Finding with(String code) {
            return new Finding(active, checkedBy, scope, expiresAt, false, code, checkedAt);
        }
    }

    /** How it was found out. */
    public enum CheckedBy {
        INTROSPECTION,
        READ
    }

    /**
     * Fails with 404 {@code connection-unknown}, 409 {@code connection-pending}, {@code connection-revoked} or {@code needs-reconnect}, and with whatever
     * keeps a token from being had.
     */
    public Future<Finding> check(Author by, ConnectionId id) {
        return connections.find(by.tenant(), id).compose(connection -> {
            connection.forCalls().needUsable();
            return database.inTransaction(tx -> {
                        audit.record(tx, by, "connection.checked", id.value(), Map.of());
                        return Future.succeededFuture();
                    })
                    .compose(recorded -> tokens.current(connection.forCalls()))
                    .compose(token -> ask(connection, token)
                            .compose(found -> Boolean.FALSE.equals(found.active())
                                    ? again(connection, token, found)
                                    : Future.succeededFuture(found)))
                    .compose(found -> connections
                            .noted(by.tenant(), id, "checked", verdict(found))
                            .map(found));
        });
    }

    private static Cause verdict(Finding found) {
        Boolean active = found.active();
        return active == null ? Cause.CHECKED_OPEN : active ? Cause.CHECKED_GOOD : Cause.CHECKED_BAD;
    }

    private Future<Finding> again(Connection connection, AccessToken refused, Finding found) {
        return tokens.renew(connection.forCalls(), refused)
                .compose(token -> ask(connection, token).map(Finding::afterRefresh))
                .recover(failure -> failure instanceof Failure
                        ? Future.succeededFuture(found.with(Problem.of(failure).code()))
                        : Future.failedFuture(failure));
    }

    private Future<Finding> ask(Connection connection, AccessToken token) {
        EhrProfile profile = profiles.of(connection.ehr());
        return discovery
                .endpoints(profile, connection.baseUrl())
                .compose(smart -> introspect(connection, profile, smart, token))
                .recover(unknown -> Future.succeededFuture(Optional.empty()))
                .compose(said -> said.map(json -> Future.succeededFuture(introspected(json)))
                        .orElseGet(() -> read(connection, token)));
    }

    private Future<Optional<JsonObject>> introspect(
            Connection connection, EhrProfile profile, SmartEndpoints smart, AccessToken token) {
        URI endpoint = smart.introspection();
        if (endpoint == null) {
            return Future.succeededFuture(Optional.empty());
        }
        TokenServer server = TokenServer.of(smart);
        return clients.best(connection.tenant(), connection.applicationId(), connection.practiceId(), null)
                .compose((ClientCredentials client) -> aside.introspect(profile, server, endpoint, client, token))
                .compose(said -> said.isPresent()
                        ? Future.succeededFuture(said)
                        : aside.introspect(profile, server, endpoint, null, token));
    }

    private Finding introspected(JsonObject said) {
        return new Finding(
                said.getBoolean("active"),
                CheckedBy.INTROSPECTION,
                said.getValue("scope") instanceof String scope ? scope : null,
                said.getValue("exp") instanceof Number seconds ? Instant.ofEpochSecond(seconds.longValue()) : null,
                false,
                null,
                clock.instant());
    }

    private Future<Finding> read(Connection connection, AccessToken token) {
        return reads.send(connection, token)
                .map(answer -> read(active(answer), "ehr-answered-" + answer.status()))
                .recover(failure -> failure instanceof Failure
                        ? Future.succeededFuture(read(null, Problem.of(failure).code()))
                        : Future.failedFuture(failure));
    }

    private Finding read(@Nullable Boolean active, String code) {
        return new Finding(
                active, CheckedBy.READ, null, null, false, Boolean.TRUE.equals(active) ? null : code, clock.instant());
    }

    /** Whoever is told that something is forbidden, or not there, has shown a good token. */
    private static @Nullable Boolean active(SmallAnswer answer) {
        if (answer.status() == 401) {
            return false;
        }
        boolean heard = answer.isSuccess() || answer.status() == 403 || answer.status() == 404;
        return heard ? true : null;
    }
}
