package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key; its text is not.
 *
 * @param id {@code key_…}
 * @param tenant null for a platform key, which belongs to none and names one with each call
 * @param hint the first characters of its text, enough to find it in a configuration
 * @param expiresAt null if it never does
 */
public record ApiKey(
        String id,
        @Nullable TenantId tenant,
        String name,
        String hint,
        Set<Permission> permissions,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    public ApiKey {
        permissions = Set.copyOf(permissions);
    }

    /** True if it may be used at that time. */
    boolean isGood(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
