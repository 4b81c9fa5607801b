package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import java.util.Set;

/**
 * Whether an app may come in at all: the vendor must have it switched on, and the practice must have let it in. The shape
 * of the refusals is the vendor's; the words for apps that act for users are assumed.
 */
final class Admission {

    private final Clients clients;
    private final PracticeGate gate;
    private final Behaviour behaviour;

    Admission(Clients clients, PracticeGate gate, Behaviour behaviour) {
        this.clients = clients;
        this.gate = gate;
        this.behaviour = behaviour;
    }

    /** For every request of an app. */
    void refuseDisabled(Client client) throws Refusal {
        if (!clients.enabled(client.id())) {
            throw Refusal.vendor(403, "Forbidden", "The application is not enabled");
        }
    }

    /** For apps that act for a user, and only while the gate is up. */
    void refuseUnlessLetIn(Base base, Client client, Set<String> scopes) throws Refusal {
        if (!behaviour.programme().practiceGate()) {
            return;
        }
        Set<String> allowed = gate.allowed(base.guid(), client.id());
        if (allowed == null) {
            throw Refusal.vendor(403, "Forbidden", "The practice has not granted access to the application");
        }
        refuseOthers(scopes, allowed);
    }

    /** For system apps, which may ask for nothing but what the practice allows; {@code scopes} is what is asked for. */
    void refuseSystem(Base base, Client client, Set<String> scopes) throws Refusal {
        Set<String> allowed = gate.allowed(base.guid(), client.id());
        if (allowed == null) {
            throw Refusal.vendor(403, "Forbidden", "The practice has not granted access to the system application");
        }
        if (scopes.isEmpty() || !client.scopes().containsAll(scopes)) {
            throw noPermission();
        }
        refuseOthers(scopes, allowed);
    }

    private static void refuseOthers(Set<String> scopes, Set<String> allowed) throws Refusal {
        for (String scope : scopes) {
            if (opensData(scope) && !allowed.contains(scope)) {
                throw noPermission();
            }
        }
    }

    private static Refusal noPermission() {
        return Refusal.vendor(401, "Unauthorized", "client does not have permissions to requested scope");
    }

    private static boolean opensData(String scope) {
        return scope.startsWith("patient/") || scope.startsWith("user/") || scope.startsWith("system/");
    }
}
