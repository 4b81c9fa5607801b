package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.ehr.ScopeRules.Dialect;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.EndUser;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end user on the way to connect one practice, invited by the tenant or launched from inside the EHR: short-lived, and
 * over once it led to a connection. Whoever has its token may use it; the token itself is kept nowhere.
 *
 * @param id {@code cs_…}
 * @param endpointId fixed by the tenant; null to let the end user search
 * @param reconnects the connection it is to renew; null for a new one
 * @param returnUrl where the browser goes at the end; null for a page of ours
 * @param scopes asked for instead of the application's; empty for those
 * @param scopeDialect the spelling of scopes to ask in, because the EHR refused another; null before that
 * @param confirm false if the tenant's own page has asked the end user already
 * @param launched true if the EHR began it; then its end user is known at the end only, and its launch is used once
 * @param connectionId what it led to
 * @param failureCode how the last try ended, if not well
 * @param failureReference request id of that try, for support
 */
public record ConnectSession(
        String id,
        TenantId tenant,
        String applicationId,
        @Nullable String endpointId,
        @Nullable ConnectionId reconnects,
        EndUser endUser,
        @Nullable URI returnUrl,
        List<String> scopes,
        @Nullable Dialect scopeDialect,
        boolean confirm,
        boolean launched,
        State state,
        @Nullable ConnectionId connectionId,
        @Nullable String failureCode,
        @Nullable String failureReference,
        Instant createdAt,
        Instant expiresAt) {

    /** Where it stands. A failed one may be tried again until it expires. */
    public enum State {
        OPEN,
        FAILED,
        CONNECTED
    }

    public ConnectSession {
        scopes = List.copyOf(scopes);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
