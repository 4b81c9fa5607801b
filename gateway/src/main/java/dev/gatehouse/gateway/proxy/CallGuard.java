package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.PermissionMissing;
import dev.gatehouse.gateway.connection.GrantedReach;
import io.vertx.core.http.HttpMethod;

/**
 * Refuses what a key, a connection or its scopes do not allow, before anything is sent. Asked for each call, and for each
 * entry of a bundle.
 */
final class CallGuard {
    private final ProxyCall call;
    private final GrantedReach reach;

    CallGuard(ProxyCall call, GrantedReach reach) {
        this.call = call;
        this.reach = reach;
    }

    /**
     * @throws PermissionMissing if the key may not do such a thing
     * @throws Failure.Forbidden {@code connection-read-only}, {@code scope-not-granted}
     */
    void check(HttpMethod method, FhirTarget target) {
        Effect effect = Effect.of(method, target);
        effect.need(call.caller());
        if (effect == Effect.WRITE) {
            checkWriting();
        }
        Failure refusal = ScopeCheck.refusal(reach, method, target).orElse(null);
        if (refusal != null) {
            throw refusal;
        }
    }

    private void checkWriting() {
        if (call.connection().readOnly()) {
            throw new Failure.Forbidden(
                    "connection-read-only",
                    "This connection is read-only, so the EHR was not asked. It can be changed with PATCH"
                            + " /api/v1/connections/{id} and {\"readOnly\":false}.");
        }
        if (!reach.mayWrite()) {
            throw new Failure.Forbidden(
                    "scope-not-granted",
                    "The EHR granted this connection nothing that lets it write, so it was not asked. The connection"
                            + " shows which scopes it has.");
        }
    }
}
