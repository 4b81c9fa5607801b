package dev.gatehouse.common.tenant;

import dev.gatehouse.common.failure.Failure;

/** The caller is known and may not do this: 403 {@code permission-missing}. */
public final class PermissionMissing extends Failure.Forbidden {
    private final Permission permission;

    PermissionMissing(Permission permission) {
        super("permission-missing", "This key does not have the permission \"" + permission.text() + "\".");
        this.permission = permission;
    }

    public Permission permission() {
        return permission;
    }
}
