package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.credential.ClientSecret;
import dev.gatehouse.registration.credential.IssuedCredentials;
import io.vertx.core.Future;

/** How an application proves itself at a token endpoint, from its active credential. */
public final class TokenClients {
    private final Applications applications;
    private final IssuedCredentials credentials;

    public TokenClients(Applications applications, IssuedCredentials credentials) {
        this.applications = applications;
        this.credentials = credentials;
    }

    private static ClientCredentials proof(Application application, ClientSecret active) {
        ClientAuthentication method = application.clientAuthentication();
        if (method != ClientAuthentication.NONE && active.secret() == null) {
            throw new Failure.Conflict(
                    "credential-missing",
                    "This application authenticates with " + method.text()
                            + ", but its active credential has no secret.");
        }
        return new ClientCredentials(
                active.clientId(), method == ClientAuthentication.NONE ? null : active.secret(), method);
    }

    /** Fails with 404 {@code application-unknown} or 409 {@code credential-missing}. */
    Future<ClientCredentials> of(TenantId tenant, String applicationId) {
        return applications
                .of(tenant, applicationId)
                .compose(application ->
                        credentials.active(tenant, applicationId).map(active -> proof(application, active)));
    }
}
