package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.access.Tenants;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The parts of this package, put together.
 *
 * @param access lets people's requests in beside those with API keys
 * @param oidc null without an identity provider
 */
public record People(
        FirstOwner firstOwner,
        OperatorSessions sessions,
        SessionHandler access,
        SessionRoutes session,
        OperatorRoutes operators,
        Passwords passwords,
        @Nullable OidcSignIn oidc) {

    public static People of(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            Tenants tenants,
            Sealer sealer,
            SecureRandom random,
            Ids ids,
            Clock clock,
            String publicUrl,
            @Nullable OidcSettings identityProvider) {
        OperatorStore store = new OperatorStore();
        Passwords passwords = new Passwords(vertx);
        Totp totp = new Totp(random, clock);
        OperatorSessions sessions =
                new OperatorSessions(database, audit, store, passwords, totp, sealer, random, ids, clock);
        FirstOwner firstOwner = new FirstOwner(database, audit, store, passwords, random, ids, clock);
        Operators operators = new Operators(database, audit, store, sessions);
        Invitations invitations = new Invitations(database, audit, store, sessions, passwords, random, ids, clock);
        OwnAccount account = new OwnAccount(database, audit, store, sessions, passwords, totp, sealer);
        SessionCookie cookie = new SessionCookie(publicUrl);
        SessionHandler access = new SessionHandler(sessions, tenants, cookie, publicUrl);
        Whereabouts whereabouts = new Whereabouts(database, store, tenants);
        OidcSignIn oidc = identityProvider == null
                ? null
                : new OidcSignIn(
                        database,
                        audit,
                        store,
                        invitations,
                        sessions,
                        new IdentityProvider(vertx, identityProvider, clock),
                        publicUrl + OidcRoutes.CALLBACK,
                        random,
                        clock);
        SignedInHandler answers = new SignedInHandler(sessions, whereabouts, cookie, oidc);
        return new People(
                firstOwner,
                sessions,
                access,
                new SessionRoutes(
                        sessions,
                        invitations,
                        firstOwner,
                        whereabouts,
                        new OwnAccountRoutes(sessions, account, access, answers, cookie),
                        new OidcRoutes(oidc, sessions, access, cookie),
                        access,
                        answers,
                        cookie),
                new OperatorRoutes(operators, invitations),
                passwords,
                oidc);
    }

    /** Removes what is over: sessions, and ways to the identity provider. */
    public Future<Integer> sweep() {
        return sessions.sweep()
                .compose(gone -> oidc == null
                        ? Future.succeededFuture(gone)
                        : oidc.sweep().map(others -> gone + others));
    }

    public Future<Void> close() {
        if (oidc != null) {
            oidc.close();
        }
        return passwords.close();
    }
}
