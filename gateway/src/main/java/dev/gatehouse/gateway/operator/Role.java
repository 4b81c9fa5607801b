package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person may do in a tenant. The texts are public contract. */
@SuppressWarnings("ImmutableEnumChecker") // the sets are copies that can't be changed
public enum Role {
    /** Everything, other owners included. */
    OWNER(EnumSet.allOf(Permission.class), EnumSet.allOf(Permission.class)),
    /** Everything but making owners, tenants, and taking tokens out. */
    ADMIN(
            EnumSet.complementOf(EnumSet.of(Permission.TENANTS, Permission.TOKEN_EXPORT)),
            EnumSet.complementOf(EnumSet.of(Permission.TENANTS, Permission.TOKEN_EXPORT))),
    /** The daily work: registrations, practices, connections; no keys, no secrets, no patient data. */
    OPERATOR(
            EnumSet.of(
                    Permission.REGISTRATIONS,
                    Permission.CREDENTIALS,
                    Permission.DIRECTORY,
                    Permission.CONNECT,
                    Permission.CONNECTIONS,
                    Permission.WEBHOOKS,
                    Permission.AUDIT),
            EnumSet.of(
                    Permission.REGISTRATIONS,
                    Permission.DIRECTORY,
                    Permission.CONNECT,
                    Permission.CONNECTIONS,
                    Permission.WEBHOOKS)),
    /** Sees all that is configured and all that was done, and changes nothing. */
    AUDITOR(
            EnumSet.of(
                    Permission.REGISTRATIONS,
                    Permission.CREDENTIALS,
                    Permission.DIRECTORY,
                    Permission.CONNECT,
                    Permission.CONNECTIONS,
                    Permission.WEBHOOKS,
                    Permission.AUDIT,
                    Permission.KEYS),
            EnumSet.noneOf(Permission.class)),
    /** Sees how connections and registrations stand. */
    VIEWER(
            EnumSet.of(Permission.REGISTRATIONS, Permission.DIRECTORY, Permission.CONNECT, Permission.CONNECTIONS),
            EnumSet.noneOf(Permission.class));

    private final Set<Permission> sees;
    private final Set<Permission> does;

    Role(Set<Permission> sees, Set<Permission> does) {
        this.sees = Set.copyOf(sees);
        this.does = Set.copyOf(does);
    }

    /** @param changing false for a request that only reads */
    Set<Permission> permissions(boolean changing) {
        return changing ? does : sees;
    }

    /** May invite, change and lock this other role's people. */
    boolean governs(Role other) {
        return this == OWNER || (this == ADMIN && other != OWNER);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
