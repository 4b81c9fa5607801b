package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One application at one endpoint of a practice, for whoever granted it.
 *
 * @param baseUrl the endpoint's address when the connection was made; kept whatever the directory says later
 * @param scopeDialect the spelling of scopes that the practice took last; null for the application's own
 * @param readOnly true if nothing may be written through it, whatever the EHR granted
 * @param pausedAt since when nothing goes through it and it is not refreshed; null while it is in use
 * @param pauseReason in the words of whoever paused it; null if they gave none
 * @param launchContext JSON of what the EHR told with the token; holds patient ids, so it is sealed in the database
 * @param connectedAt when it was last granted; null if it never was
 */
public record Connection(
        ConnectionId id,
        TenantId tenant,
        String applicationId,
        String ehr,
        String practiceId,
        String practiceName,
        String endpointId,
        EndpointKind endpointKind,
        URI baseUrl,
        GrantType grantType,
        EndUser endUser,
        ConnectionState state,
        Cause cause,
        Instant stateSince,
        List<String> requestedScopes,
        List<String> grantedScopes,
        @Nullable Dialect scopeDialect,
        boolean readOnly,
        @Nullable Instant pausedAt,
        @Nullable String pauseReason,
        @Nullable String launchContext,
        Instant createdAt,
        @Nullable Instant connectedAt) {

    public Connection {
        requestedScopes = List.copyOf(requestedScopes);
        grantedScopes = List.copyOf(grantedScopes);
    }

    /** What a call needs of it. */
    public PracticeConnection forCalls() {
        return new PracticeConnection(
                tenant,
                id,
                applicationId,
                practiceId,
                ehr,
                baseUrl,
                grantType,
                state,
                requestedScopes,
                Set.copyOf(grantedScopes),
                scopeDialect,
                readOnly,
                pausedAt != null);
    }
}
