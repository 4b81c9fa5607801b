package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call through a connection needs to know of it; kept in memory, so without secrets and without patient data.
 *
 * @param tenant who owns it
 * @param id its name
 * @param applicationId through which application it was granted
 * @param practiceId which practice it is of
 * @param ehr key of the EHR profile
 * @param baseUrl the practice's FHIR base as the EHR names it, exact to the last character; from our own record, never from
 *     a request
 * @param grantType how its tokens are had
 * @param state how it is
 * @param requestedScopes what was asked for
 * @param grantedScopes what the EHR allowed
 * @param scopeDialect the spelling of scopes that the practice took last; null for the application's own
 * @param readOnly true if nothing may be written through it, whatever the EHR granted
 */
public record PracticeConnection(
        TenantId tenant,
        ConnectionId id,
        String applicationId,
        String practiceId,
        String ehr,
        URI baseUrl,
        GrantType grantType,
        ConnectionState state,
        List<String> requestedScopes,
        Set<String> grantedScopes,
        @Nullable Dialect scopeDialect,
        boolean readOnly) {

    public PracticeConnection {
        requestedScopes = List.copyOf(requestedScopes);
        grantedScopes = Set.copyOf(grantedScopes);
    }
}
