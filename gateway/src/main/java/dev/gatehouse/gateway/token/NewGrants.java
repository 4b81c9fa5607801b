package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.Connection;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.smart.IdTokens;
import dev.gatehouse.gateway.smart.Identity;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a grant begins: a code is exchanged, the proof of who signed in is checked, and what came is kept. */
public final class NewGrants {
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final TokenTraffic traffic;
    private final SmartDiscovery discovery;
    private final IdTokens idTokens;
    private final GrantStore store;
    private final LiveTokens live;
    private final DueTimes due;

    public NewGrants(
            TokenClients clients,
            TokenEndpoint endpoint,
            TokenTraffic traffic,
            SmartDiscovery discovery,
            IdTokens idTokens,
            GrantStore store,
            LiveTokens live,
            DueTimes due) {
        this.clients = clients;
        this.endpoint = endpoint;
        this.traffic = traffic;
        this.discovery = discovery;
        this.idTokens = idTokens;
        this.store = store;
        this.live = live;
        this.due = due;
    }

    /**
     * What a browser brought back, with what was noted when it left.
     *
     * @param credential the version of the application's credential whose client id was sent
     * @param baseUrl FHIR base of the practice
     * @param server where the code is exchanged, and nowhere else
     * @param verifier null if no challenge was sent
     * @param nonce sent if {@code openid} was asked for
     */
    public record Returned(
            String practiceId,
            @Nullable Integer credential,
            URI baseUrl,
            TokenServer server,
            SecretText code,
            String redirectUri,
            @Nullable SecretText verifier,
            List<String> scopes,
            String nonce) {
        public Returned {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * What a code was worth.
     *
     * @param user whom the EHR vouches for; null if {@code openid} was not asked for or it does not say
     */
    public record Exchanged(TokenAnswer answer, @Nullable Identity user) {}

    /**
     * Once per code. Fails with a {@link NoToken}, with what the EHR's silence is called, and with 502 {@code
     * id-token-invalid} if the EHR vouches for somebody in a way that can't be believed.
     *
     * @return with the verified user in the launch context too
     */
    public Future<Exchanged> exchange(EhrProfile profile, TenantId tenant, String applicationId, Returned returned) {
        return traffic.first(
                        profile, returned.server().endpoint(), () -> send(profile, tenant, applicationId, returned))
                .compose(accepted -> withUser(profile, accepted.clientId(), returned, accepted.answer()));
    }

    private Future<TokenClients.Accepted> send(
            EhrProfile profile, TenantId tenant, String applicationId, Returned returned) {
        return clients.call(
                tenant,
                applicationId,
                returned.practiceId(),
                returned.credential(),
                client -> endpoint.exchange(
                        profile,
                        returned.server(),
                        client,
                        returned.code(),
                        returned.redirectUri(),
                        returned.verifier()));
    }

    private Future<Exchanged> withUser(EhrProfile profile, String clientId, Returned returned, TokenAnswer answer) {
        SecretText idToken = answer.idToken();
        if (idToken == null || !returned.scopes().contains("openid")) {
            return Future.succeededFuture(new Exchanged(answer, null));
        }
        return discovery
                .endpoints(profile, returned.baseUrl())
                .compose(endpoints ->
                        idTokens.verify(idToken, new IdTokens.Expected(profile, endpoints, clientId, returned.nonce())))
                .map(identity -> {
                    URI user = identity.fhirUser();
                    return new Exchanged(
                            user == null
                                    ? answer
                                    : answer.with(answer.launchContext().withFhirUser(user.toString())),
                            identity);
                });
    }

    /** In the caller's transaction, beside its connection; after the commit call {@link #kept}. */
    public Future<Void> keep(Transaction tx, Connection connection, TokenAnswer answer) {
        Instant obtained = answer.receivedAt();
        Grant grant = new Grant(
                connection.tenant(),
                connection.id(),
                1,
                answer.accessToken(),
                answer.refreshToken(),
                answer.lifetime().duration(),
                answer.expiresAt(),
                obtained,
                null,
                answer.credential());
        live.announce(tx, grant.tenant(), grant.connection());
        return store.keep(tx, grant, due.next(grant, connection.grantType(), true, null))
                .mapEmpty();
    }

    /**
     * A grant that somebody brings from elsewhere.
     *
     * @param accessToken null if only the refresh token is known
     * @param expiresAt of the access token; null if that is not known
     */
    public record Brought(
            @Nullable SecretText accessToken,
            @Nullable SecretText refreshToken,
            @Nullable Instant expiresAt) {}

    /** The same for a grant from elsewhere, due at once unless its access token is known to last. */
    public Future<Void> keep(Transaction tx, Connection connection, Brought brought, Duration unsaid, Instant now) {
        SecretText access = brought.accessToken();
        Instant told = brought.expiresAt();
        boolean refreshable = brought.refreshToken() != null;
        boolean lasts = access != null && told != null && told.isAfter(now);
        Instant expiresAt = expiresAt(brought, unsaid, now);
        Duration left = Duration.between(now, expiresAt);
        Grant grant = new Grant(
                connection.tenant(),
                connection.id(),
                1,
                access == null ? new SecretText("") : access,
                brought.refreshToken(),
                lasts ? left : unsaid,
                expiresAt,
                now,
                null,
                null);
        live.announce(tx, grant.tenant(), grant.connection());
        Instant dueAt = lasts ? due.next(grant, connection.grantType(), true, null) : refreshable ? now : null;
        return store.keep(tx, grant, dueAt).mapEmpty();
    }

    /** One that is not known to last is due for refresh at once, and serves while that is under way. */
    private static Instant expiresAt(Brought brought, Duration unsaid, Instant now) {
        Instant told = brought.expiresAt();
        if (brought.accessToken() == null) {
            return now;
        }
        if (told != null) {
            Instant most = now.plus(Lifetime.LONGEST);
            return told.isAfter(most) ? most : told;
        }
        return now.plus(brought.refreshToken() == null ? unsaid : Grant.margin(unsaid));
    }

    /** True if the connection's tokens are the very ones, as far as those are known. */
    public Future<Boolean> has(Transaction tx, Connection connection, Brought brought) {
        return store.find(tx, connection.tenant(), connection.id())
                .map(found -> found.filter(grant -> fits(brought.accessToken(), grant.accessToken())
                                && fits(brought.refreshToken(), grant.refreshToken()))
                        .isPresent());
    }

    private static boolean fits(@Nullable SecretText brought, @Nullable SecretText kept) {
        return brought == null || (kept != null && brought.equals(kept));
    }

    /** Makes the new tokens the ones in use. */
    public void kept(TenantId tenant, ConnectionId connection) {
        live.connected(tenant, connection);
    }
}
