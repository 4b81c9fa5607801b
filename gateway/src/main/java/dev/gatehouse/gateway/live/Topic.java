package dev.gatehouse.gateway.live;

import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What may have changed: the name of a list in the API. The texts are public contract. */
@SuppressWarnings("ImmutableEnumChecker") // the sets are copies that can't be changed
public enum Topic {
    CONNECTIONS(false, Permission.CONNECTIONS),
    CALLS(false, Permission.CONNECTIONS, Permission.AUDIT),
    EXPORTS(false, Permission.PROXY_READ),
    REGISTRATIONS(false, Permission.REGISTRATIONS),
    APPLICATIONS(false, Permission.CREDENTIALS),
    PRACTICES(true, Permission.DIRECTORY, Permission.CONNECT),
    DIRECTORIES(true, Permission.DIRECTORY),
    WEBHOOKS(false, Permission.WEBHOOKS),
    AUDIT(false, Permission.AUDIT),
    OPERATORS(true, Permission.KEYS),
    API_KEYS(false, Permission.KEYS),
    TENANTS(true, Permission.TENANTS);

    private final boolean shared;
    private final Set<Permission> seenWith;

    Topic(boolean shared, Permission first, Permission... others) {
        this.shared = shared;
        this.seenWith = Set.copyOf(EnumSet.of(first, others));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Topic> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }

    /** True if all tenants look at the same things. */
    boolean isShared() {
        return shared;
    }

    boolean isSeenBy(Caller caller) {
        return seenWith.stream().anyMatch(caller::may);
    }
}
