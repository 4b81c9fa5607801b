package dev.gatehouse.common.tenant;

import dev.gatehouse.common.failure.Failure;
import java.util.Set;

/**
 * Who asks, for which tenant, and what they may do.
 *
 * @param author who it is, for the audit; names the tenant this call is about
 * @param platform true for a key that belongs to no tenant and may name any
 * @param permissions what the caller may do
 */
public record Caller(Author author, boolean platform, Set<Permission> permissions) {

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    /** The API key's or operator's id. */
    public String id() {
        return author.id();
    }

    /** Whose data this call is about. */
    public TenantId tenant() {
        return author.tenant();
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Fails with 403 {@code platform-key-needed} unless the caller belongs to no tenant. */
    public void needPlatform() {
        if (!platform) {
            throw new Failure.Forbidden("platform-key-needed", "Only a platform key can do this.");
        }
    }

    /** Fails with 403 {@code permission-missing}, naming the permission, unless the caller has it. */
    public void need(Permission permission) {
        if (!may(permission)) {
            throw new PermissionMissing(permission);
        }
    }
}
