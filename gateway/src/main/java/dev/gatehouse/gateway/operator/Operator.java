package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person with an account.
 *
 * @param email lower case; the name to sign in with
 * @param everywhere role in every tenant, present and future; null for none. Who has {@link Role#OWNER} here owns the platform
 * @param roles by tenant, beside the role everywhere
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
    }

    /** The stronger of both; empty for a tenant that is none of theirs. */
    Optional<Role> roleIn(TenantId tenant) {
        Role here = roles.get(tenant);
        if (everywhere == null || (here != null && here.compareTo(everywhere) < 0)) {
            return Optional.ofNullable(here);
        }
        return Optional.of(everywhere);
    }

    boolean ownsPlatform() {
        return everywhere == Role.OWNER;
    }
}
