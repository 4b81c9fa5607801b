package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import dev.gatehouse.registration.application.SmartSettings;
import dev.gatehouse.registration.credential.CredentialsInUse;
import dev.gatehouse.registration.credential.OpenedCredential;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an application proves itself at a token endpoint: with which version of its credential, and how. */
public final class TokenClients {
    private static final Logger log = LoggerFactory.getLogger(TokenClients.class);

    private final Applications applications;
    private final CredentialsInUse credentials;

    public TokenClients(Applications applications, CredentialsInUse credentials) {
        this.applications = applications;
        this.credentials = credentials;
    }

    /** A token answer, with the client id it was given to. */
    record Accepted(TokenAnswer answer, String clientId) {}

    /** @param version of the credential */
    private record Client(int version, ClientCredentials proof) {}

    /**
     * Makes a token request for a grant, or for a code on its way to become one. A second version of the same client id is
     * tried once if the EHR refuses the client: perhaps it has not switched to the new one yet. Fails with 404 {@code
     * application-unknown}, 409 {@code credential-missing}, or the first {@link NoToken}.
     *
     * @param version with which the grant was obtained, or its authorization begun; null if that is not known
     * @return with the version that was accepted
     */
    Future<Accepted> call(
            TenantId tenant,
            String applicationId,
            String practiceId,
            @Nullable Integer version,
            Function<ClientCredentials, Future<TokenAnswer>> request) {
        return applications
                .at(tenant, applicationId, practiceId)
                .compose(application -> credentials
                        .forGrant(tenant, applicationId, practiceId, version)
                        .map(found -> found.stream()
                                .map(each -> new Client(each.number(), proof(application, each)))
                                .toList()))
                .compose(clients -> first(clients, request)
                        .onSuccess(accepted -> accepted(
                                tenant, applicationId, accepted.answer().credential())));
    }

    /** For requests beside the token endpoint: the best version for a grant. Fails like {@link #call} before it asks. */
    public Future<ClientCredentials> best(
            TenantId tenant, String applicationId, String practiceId, @Nullable Integer version) {
        return applications
                .at(tenant, applicationId, practiceId)
                .compose(application -> credentials
                        .forGrant(tenant, applicationId, practiceId, version)
                        .map(found -> proof(application, found.get(0))));
    }

    /** What holds for requests on behalf of one practice. */
    Future<SmartSettings> settings(TenantId tenant, String applicationId, String practiceId) {
        return applications.at(tenant, applicationId, practiceId).map(Application::smart);
    }

    private static Future<Accepted> first(
            List<Client> clients, Function<ClientCredentials, Future<TokenAnswer>> request) {
        Client best = clients.get(0);
        return ask(best, request).recover(failure -> {
            boolean refused = failure instanceof NoToken noToken && noToken.outcome() == NoToken.Outcome.CLIENT_BROKEN;
            return refused && clients.size() > 1
                    ? ask(clients.get(1), request).recover(again -> Future.failedFuture(failure))
                    : Future.failedFuture(failure);
        });
    }

    private static Future<Accepted> ask(Client client, Function<ClientCredentials, Future<TokenAnswer>> request) {
        return request.apply(client.proof())
                .map(answer -> new Accepted(
                        answer.with(client.version()), client.proof().clientId()));
    }

    private void accepted(TenantId tenant, String applicationId, int version) {
        credentials
                .accepted(tenant, applicationId, version)
                .onFailure(failure -> log.warn(
                        "that a credential of application {} works could not be noted: {}",
                        applicationId,
                        failure.getClass().getName()));
    }

    /** What the credential is decides; between the two ways to send a secret, the settings and the application do. */
    static ClientCredentials proof(Application application, OpenedCredential credential) {
        SmartSettings settings = application.smart();
        ClientAuthentication chosen = settings.clientAuthentication();
        ClientAuthentication method = chosen == null ? application.clientAuthentication() : chosen;
        boolean insists = chosen != null;
        OpenedCredential.Key key = credential.key();
        if (key != null) {
            return new ClientCredentials(
                    credential.clientId(),
                    null,
                    wanted(key, credential, settings.signingAlgorithm()),
                    settings.signingAlgorithm() == null ? credential.otherKeys() : List.of(),
                    ClientAuthentication.PRIVATE_KEY_JWT,
                    insists,
                    settings.assertionAudience(),
                    Set.of());
        }
        SecretText secret = credential.secret();
        if (method == ClientAuthentication.NONE) {
            return new ClientCredentials(credential.clientId(), null, method);
        }
        if (secret == null) {
            throw new Failure.Conflict(
                    "credential-missing",
                    "This application authenticates with " + method.text()
                            + ", but its active credential has no "
                            + (method == ClientAuthentication.PRIVATE_KEY_JWT ? "signing key." : "secret."));
        }
        boolean post = method == ClientAuthentication.CLIENT_SECRET_POST;
        return new ClientCredentials(
                credential.clientId(),
                secret,
                null,
                List.of(),
                post ? ClientAuthentication.CLIENT_SECRET_POST : ClientAuthentication.CLIENT_SECRET_BASIC,
                insists,
                null,
                quirks(settings));
    }

    private static Set<ClientCredentials.Quirk> quirks(SmartSettings settings) {
        Set<ClientCredentials.Quirk> quirks = EnumSet.noneOf(ClientCredentials.Quirk.class);
        if (Boolean.TRUE.equals(settings.rawBasic())) {
            quirks.add(ClientCredentials.Quirk.RAW_BASIC);
        }
        if (Boolean.TRUE.equals(settings.clientIdInBody())) {
            quirks.add(ClientCredentials.Quirk.CLIENT_ID_IN_BODY);
        }
        return quirks;
    }

    private static OpenedCredential.Key wanted(
            OpenedCredential.Key key, OpenedCredential credential, @Nullable String algorithm) {
        if (algorithm == null || key.algorithm().name().equals(algorithm)) {
            return key;
        }
        return credential.otherKeys().stream()
                .filter(each -> each.algorithm().name().equals(algorithm))
                .findFirst()
                .orElseThrow(() -> new Failure.Conflict(
                        "credential-missing",
                        "The settings want signatures with " + algorithm
                                + ", but the application has no such key that has been published for a day."));
    }

    /**
     * Whether {@link #call} would send a credential that is for this practice only, which says nothing of the others, nor
     * theirs of it. Never fails; false if it can't be told.
     */
    Future<Boolean> isPracticesOwn(PracticeConnection connection, @Nullable Integer version) {
        return credentials
                .forGrant(connection.tenant(), connection.applicationId(), connection.practiceId(), version)
                .map(found -> found.get(0).practiceId() != null)
                .otherwise(false);
    }

    /** See {@link CredentialsInUse#changes}. */
    long changes(String applicationId) {
        return credentials.changes(applicationId);
    }
}
