package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.tenant.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the bearer of a connect session's token may see.
 *
 * @param sessionId under which {@code nango.connect} keeps it
 * @param integrations keys of those it is for; null for all
 */
public record SessionAccess(
        TenantId tenant, String sessionId, @Nullable Set<String> integrations) {
    public SessionAccess {
        integrations = integrations == null ? null : Set.copyOf(integrations);
    }

    /** True if the session is for this integration. */
    public boolean allows(String key) {
        return integrations == null || integrations.contains(key);
    }
}
