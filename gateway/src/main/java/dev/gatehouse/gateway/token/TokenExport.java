package dev.gatehouse.gateway.token;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.Connections;
import dev.gatehouse.gateway.smart.LaunchContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands an access token out to somebody who wants to call the EHR without us. Each time is in the audit before the token
 * leaves, and the tenant's owners are told of each that a person looks at; refresh tokens never leave.
 */
public final class TokenExport {
    private static final String BEARER = "Bearer ";

    private final Database database;
    private final AuditTrail audit;
    private final Connections connections;
    private final AccessTokens tokens;
    private final Notices owners;

    /** @param owners told when a person looks at a token; a machine that fetches them all day is in the audit only */
    public TokenExport(
            Database database, AuditTrail audit, Connections connections, AccessTokens tokens, Notices owners) {
        this.database = database;
        this.audit = audit;
        this.owners = owners;
        this.connections = connections;
        this.tokens = tokens;
    }

    /**
     * What the EHR can be called with.
     *
     * @param scopes as granted
     * @param patient id from the launch context; null if it has none
     */
    record Exported(
            SecretText accessToken,
            Instant expiresAt,
            List<String> scopes,
            URI baseUrl,
            @Nullable String patient) {
        public Exported {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * As fresh as for a call, with an entry in the connection's history. Fails with 404 {@code connection-unknown}, 409 {@code connection-pending} or {@code
     * connection-revoked}, and like {@link AccessTokens#current}.
     */
    Future<Exported> of(Caller by, ConnectionId id, @Nullable String reason) {
        return connections
                .of(by, id)
                .compose(connection -> {
                    connection.needUsable();
                    return tokens.current(connection);
                })
                .compose(token -> connections
                        .find(by.tenant(), id)
                        .compose(connection ->
                                written(by, connection, token, reason).map(exported(connection, token))))
                .compose(exported -> connections
                        .noted(by.tenant(), id, "token-shown", Cause.TOKEN_SHOWN)
                        .map(exported));
    }

    private Future<Void> written(Caller by, Connection connection, AccessToken token, @Nullable String reason) {
        Map<String, String> details = new HashMap<>(Map.of(
                "application",
                connection.applicationId(),
                "practice",
                connection.practiceId(),
                "expiresAt",
                token.expiresAt().toString()));
        if (reason != null) {
            details.put("reason", reason);
        }
        return database.inTransaction(tx -> {
            audit.record(
                    tx,
                    by.author(),
                    "connection.token-exported",
                    connection.id().value(),
                    details);
            return by.author().kind() == Author.Kind.OPERATOR
                    ? owners.send(tx, notice(by.author(), connection))
                    : Future.succeededFuture();
        });
    }

    private static Notice notice(Author by, Connection connection) {
        return new Notice(
                by.tenant(),
                "connection.token_shown",
                connection.id().value(),
                new JsonObject()
                        .put("connectionId", connection.id().value())
                        .put("practiceId", connection.practiceId())
                        .put("by", by.id())
                        .put("title", "An access token was shown")
                        .put(
                                "text",
                                "The access token of connection "
                                        + connection.id().value() + " was shown to " + by.id()
                                        + ". The audit has the reason."),
                List.of());
    }

    private static Exported exported(Connection connection, AccessToken token) {
        String context = connection.launchContext();
        return new Exported(
                new SecretText(token.authorization().toString().substring(BEARER.length())),
                token.expiresAt(),
                connection.grantedScopes(),
                connection.baseUrl(),
                context == null ? null : LaunchContext.read(context).patient());
    }
}
