package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;

/** How a grant begins: a code is exchanged, and what came for it is kept. */
public final class NewGrants {
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final GrantStore store;
    private final LiveTokens live;

    public NewGrants(TokenClients clients, TokenEndpoint endpoint, GrantStore store, LiveTokens live) {
        this.clients = clients;
        this.endpoint = endpoint;
        this.store = store;
        this.live = live;
    }

    /** Once per code; fails with a {@link NoToken} or with what the EHR's silence is called. */
    public Future<TokenAnswer> exchange(
            EhrProfile profile,
            TenantId tenant,
            String applicationId,
            URI tokenEndpoint,
            SecretText code,
            String redirectUri,
            SecretText verifier) {
        return clients.of(tenant, applicationId)
                .compose(client -> endpoint.exchange(profile, tokenEndpoint, client, code, redirectUri, verifier));
    }

    /** In the caller's transaction, beside its connection; after the commit call {@link #kept}. */
    public Future<Void> keep(Transaction tx, ConnectionId connection, TenantId tenant, TokenAnswer answer) {
        Instant obtained = answer.receivedAt();
        return store.keep(
                        tx,
                        new Grant(
                                tenant,
                                connection,
                                1,
                                answer.accessToken(),
                                answer.refreshToken(),
                                answer.lifetime().duration(),
                                answer.expiresAt(),
                                obtained,
                                null))
                .mapEmpty();
    }

    /** Makes the new tokens the ones in use. */
    public void kept(TenantId tenant, ConnectionId connection) {
        live.connected(tenant, connection);
    }
}
