package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person with an account.
 *
 * @param email lower case; the name to sign in with
 * @param everywhere role in every tenant, present and future; null for none. Who has {@link Role#OWNER} here owns the platform
 * @param roles by tenant, beside the role everywhere
 * @param lockedIn tenants in which the role does not count for now
 * @param password true if they have one here; who comes from an identity provider only has none
 * @param totp true if a second factor is needed to sign in
 * @param lastSignInAt null if never
 */
public record Operator(
        String id,
        String email,
        String displayName,
        State state,
        @Nullable Role everywhere,
        Map<TenantId, Role> roles,
        Set<TenantId> lockedIn,
        boolean password,
        boolean totp,
        Instant createdAt,
        @Nullable Instant lastSignInAt) {

    /** The texts are public contract, in lower case. */
    public enum State {
        /** Has a link to choose a password by. */
        INVITED,
        ACTIVE,
        /** Can't sign in; all sessions are ended. */
        LOCKED
    }

    public Operator {
        roles = Map.copyOf(roles);
        lockedIn = Set.copyOf(lockedIn);
    }

    /** The stronger of both; empty for a tenant that they can't enter. */
    Optional<Role> roleIn(TenantId tenant) {
        return stronger(lockedIn.contains(tenant) ? null : roles.get(tenant));
    }

    /** The same, locked or not; empty for a tenant that they have nothing to do with. */
    Optional<Role> givenIn(TenantId tenant) {
        return stronger(roles.get(tenant));
    }

    private Optional<Role> stronger(@Nullable Role here) {
        if (everywhere == null || (here != null && here.compareTo(everywhere) < 0)) {
            return Optional.ofNullable(here);
        }
        return Optional.of(everywhere);
    }

    /** Tenants they may enter by a role in just them. */
    Set<TenantId> entered() {
        Set<TenantId> open = new HashSet<>(roles.keySet());
        open.removeAll(lockedIn);
        return open;
    }

    /** True if they have more than a role in this one tenant. */
    boolean reachesBeyond(TenantId tenant) {
        return everywhere != null || roles.keySet().stream().anyMatch(each -> !each.equals(tenant));
    }

    boolean ownsPlatform() {
        return everywhere == Role.OWNER;
    }
}
