package dev.gatehouse.gateway.token;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands tokens out to programs that were written to hold them themselves. Each time is in the audit before a token leaves. A
 * refresh token leaves only where it is asked for by name: whoever uses it elsewhere may end the grant here.
 */
public final class TokenDisclosure {
    private static final String BEARER = "Bearer ";

    private final Database database;
    private final AuditTrail audit;
    private final GrantStore store;
    private final AccessTokens tokens;

    public TokenDisclosure(Database database, AuditTrail audit, GrantStore store, AccessTokens tokens) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.tokens = tokens;
    }

    /** @param refreshToken null if it was not asked for, or the EHR gave none */
    public record Disclosed(
            SecretText accessToken,
            Instant expiresAt,
            @Nullable SecretText refreshToken) {}

    /** As fresh as for a call; fails like {@link AccessTokens#current}, and 409 for a connection that can't be used. */
    public Future<Disclosed> of(Author by, Connection connection, boolean withRefreshToken) {
        connection.forCalls().needUsable();
        return tokens.current(connection.forCalls())
                .compose(token -> database.inTransaction(tx -> refreshToken(tx, connection, withRefreshToken)
                        .map(refresh -> {
                            audit.record(
                                    tx,
                                    by,
                                    "connection.token-exported",
                                    connection.id().value(),
                                    Map.of(
                                            "application",
                                            connection.applicationId(),
                                            "practice",
                                            connection.practiceId(),
                                            "expiresAt",
                                            token.expiresAt().toString(),
                                            "refreshToken",
                                            Boolean.toString(refresh.isPresent())));
                            return new Disclosed(
                                    new SecretText(
                                            token.authorization().toString().substring(BEARER.length())),
                                    token.expiresAt(),
                                    refresh.orElse(null));
                        })));
    }

    private Future<Optional<SecretText>> refreshToken(Transaction tx, Connection connection, boolean wanted) {
        return wanted
                ? store.find(tx, connection.tenant(), connection.id())
                        .map(found -> found.flatMap(grant -> Optional.ofNullable(grant.refreshToken())))
                : Future.succeededFuture(Optional.empty());
    }
}
