package dev.gatehouse.gateway.connection;

import dev.gatehouse.gateway.smart.ScopeReach;
import dev.gatehouse.gateway.smart.Scopes;
import java.util.Set;

/** Which data a connection's granted scopes may reach; made once for each set of scopes, asked with every call. */
public final class GrantedReach {
    private final Set<String> scopes;
    private final ScopeReach reach;

    private GrantedReach(Set<String> scopes) {
        this.scopes = scopes;
        this.reach = ScopeReach.of(Scopes.of(scopes));
    }

    public static GrantedReach of(Set<String> grantedScopes) {
        return new GrantedReach(Set.copyOf(grantedScopes));
    }

    /** True if it was made for these; without comparing them if they are the same object. */
    public boolean isOf(Set<String> grantedScopes) {
        return scopes.equals(grantedScopes);
    }

    /** False only if the EHR certainly granted nothing that writes, see {@link ScopeReach#mayWrite}. */
    public boolean mayWrite() {
        return reach.mayWrite();
    }

    /** False only if the EHR certainly granted nothing of the kind, see {@link ScopeReach#mayReach}. */
    public boolean mayReach(String type, String anyOf) {
        return reach.mayReach(type, anyOf);
    }
}
