package dev.gatehouse.gateway.token;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.smart.ScopeRequest;
import dev.gatehouse.gateway.smart.Scopes;
import dev.gatehouse.gateway.smart.SmartDiscovery;
import dev.gatehouse.gateway.smart.SmartEndpoints;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that a system application asks for in its own name (SMART App Launch 2.2, "Backend Services"): each time anew, at
 * the practice's own token endpoint, for the scopes in the practice's own spelling. A refresh token beside one is ignored.
 */
public final class ClientGrants {
    private final TokenClients clients;
    private final TokenEndpoint endpoint;
    private final TokenTraffic traffic;
    private final SmartDiscovery discovery;
    private final EhrProfiles profiles;

    public ClientGrants(
            TokenClients clients,
            TokenEndpoint endpoint,
            TokenTraffic traffic,
            SmartDiscovery discovery,
            EhrProfiles profiles) {
        this.clients = clients;
        this.endpoint = endpoint;
        this.traffic = traffic;
        this.discovery = discovery;
        this.profiles = profiles;
    }

    /**
     * What is asked for, and of whom.
     *
     * @param baseUrl FHIR base of the practice
     * @param scopes in the application's own spelling
     * @param worked the spelling that the practice took last; null if that is not known
     * @param credential the version that was accepted last; null if that is not known
     */
    public record Ask(
            TenantId tenant,
            String applicationId,
            String ehr,
            String practiceId,
            URI baseUrl,
            List<String> scopes,
            @Nullable Dialect worked,
            @Nullable Integer credential) {
        public Ask {
            scopes = List.copyOf(scopes);
        }

        /** For a connection that had a token already. */
        static Ask again(PracticeConnection connection, @Nullable Integer credential) {
            return new Ask(
                    connection.tenant(),
                    connection.applicationId(),
                    connection.ehr(),
                    connection.practiceId(),
                    connection.baseUrl(),
                    connection.requestedScopes(),
                    connection.scopeDialect(),
                    credential);
        }
    }

    /**
     * A token, and how it was asked for.
     *
     * @param sent scopes as they were sent, which is what was granted if the answer names none (RFC 6749, section 5.1)
     * @param dialect of the scopes that were sent; null if they are the application's own
     */
    public record Minted(
            TokenAnswer answer, List<String> sent, @Nullable Dialect dialect) {
        public Minted {
            sent = List.copyOf(sent);
        }

        /** What the EHR allowed. */
        public List<String> granted() {
            String told = answer.scope();
            return told == null || told.isBlank() ? sent : List.of(told.strip().split("\\s+"));
        }
    }

    /**
     * Asks once, and once more in the other spelling of scopes if the profile says that the refusal may be over that. Fails
     * with 409 {@code scopes-missing}, and like any token request; then with the first refusal.
     */
    public Future<Minted> mint(Ask ask) {
        EhrProfile profile = profiles.of(ask.ehr());
        return discovery.endpoints(profile, ask.baseUrl()).compose(smart -> mint(profile, smart, ask));
    }

    /** The same for a connection that is being made, which has no turn at the token endpoint yet. */
    public Future<Minted> mintFirst(Ask ask) {
        EhrProfile profile = profiles.of(ask.ehr());
        return discovery
                .endpoints(profile, ask.baseUrl())
                .compose(smart -> traffic.first(profile, smart.token(), () -> mint(profile, smart, ask)));
    }

    private Future<Minted> mint(EhrProfile profile, SmartEndpoints smart, Ask ask) {
        return clients.settings(ask.tenant(), ask.applicationId(), ask.practiceId())
                .compose(settings -> mint(profile, smart, ask, settings.scopeDialect()));
    }

    /** @param chosen by an administrator, so that no other spelling is tried */
    private Future<Minted> mint(EhrProfile profile, SmartEndpoints smart, Ask ask, @Nullable Dialect chosen) {
        Scopes wanted = Scopes.of(ask.scopes());
        if (chosen != null) {
            return send(profile, smart, ask, new ScopeRequest(wanted, Optional.of(chosen)));
        }
        ScopeRequest first = ScopeRequest.to(profile, ApplicationType.SYSTEM, smart, wanted, ask.worked());
        return send(profile, smart, ask, first)
                .recover(failure -> inOtherWords(profile, smart, first, failure)
                        .map(other -> send(profile, smart, ask, other).recover(again -> Future.failedFuture(failure)))
                        .orElseGet(() -> Future.failedFuture(failure)));
    }

    private static Optional<ScopeRequest> inOtherWords(
            EhrProfile profile, SmartEndpoints smart, ScopeRequest first, Throwable failure) {
        return failure instanceof NoToken refused && refused.status() >= 400 && refused.status() < 500
                ? first.afterRefusal(profile, smart, refused.vendor().message())
                : Optional.empty();
    }

    private Future<Minted> send(EhrProfile profile, SmartEndpoints smart, Ask ask, ScopeRequest request) {
        List<String> scopes = List.copyOf(request.sent().texts());
        if (scopes.isEmpty() && isScopeNeeded(profile)) {
            return Future.failedFuture(new Failure.Conflict(
                    "scopes-missing",
                    "This application has no scopes that this practice's EHR understands, and a system application must"
                            + " name what it wants. Add scopes to the application."));
        }
        return clients.call(
                        ask.tenant(),
                        ask.applicationId(),
                        ask.practiceId(),
                        ask.credential(),
                        client -> endpoint.ofClient(profile, TokenServer.of(smart), client, scopes))
                .map(accepted -> new Minted(
                        accepted.answer().withoutRefreshToken(),
                        scopes,
                        request.dialect().orElse(null)));
    }

    /** Only where it is known that the EHR grants what was registered may the parameter be left out. */
    private static boolean isScopeNeeded(EhrProfile profile) {
        EhrProfile.TypeRules rules = profile.applicationTypes().get(ApplicationType.SYSTEM);
        return rules == null || !Objects.equals(rules.scopeParameter(), EhrProfile.Need.OPTIONAL);
    }
}
