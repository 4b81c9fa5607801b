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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a grant begins: a code is exchanged, the proof of who signed in is checked, and what came is kept. */
public final class NewGrants {
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final SmartDiscovery discovery;
    private final IdTokens idTokens;
    private final GrantStore store;
    private final LiveTokens live;
    private final DueTimes due;

    public NewGrants(
            TokenClients clients,
            TokenEndpoint endpoint,
            SmartDiscovery discovery,
            IdTokens idTokens,
            GrantStore store,
            LiveTokens live,
            DueTimes due) {
        this.clients = clients;
        this.endpoint = endpoint;
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
                                returned.verifier()))
                .compose(accepted -> withUser(profile, accepted.clientId(), returned, accepted.answer()));
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
        return store.keep(tx, grant, due.next(grant, connection.grantType(), true, null))
                .mapEmpty();
    }

    /** Makes the new tokens the ones in use. */
    public void kept(TenantId tenant, ConnectionId connection) {
        live.connected(tenant, connection);
    }
}
