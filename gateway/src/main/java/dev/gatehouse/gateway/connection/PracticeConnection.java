package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.failure.Failure;
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
 * @param paused true while nothing may go through it
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
        boolean readOnly,
        boolean paused) {

    public PracticeConnection {
        requestedScopes = List.copyOf(requestedScopes);
        grantedScopes = Set.copyOf(grantedScopes);
    }

    /** Fails with 409 {@code connection-pending}, {@code connection-revoked} or {@code connection-paused} unless a call may be tried. */
    public void needUsable() {
        state.needUsable();
        needRunning();
    }

    /** Fails with 409 {@code connection-paused} while it is. */
    public void needRunning() {
        if (paused) {
            throw pausedFailure();
        }
    }

    /** Why a paused connection gives no token. */
    public static Failure.Conflict pausedFailure() {
        return new Failure.Conflict(
                "connection-paused", "This connection is paused, so the EHR was not asked. Resume it to use it again.");
    }
}
