package dev.gatehouse.sandbox.authorization;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the administrator of each practice has let in: first FHIR as such, then app by app, with the scopes each may ask for
 * (Practice Fusion's App marketplace, get-started page of 2026-09). System apps always need it, other apps only while the
 * switch {@code practiceGate} is on.
 */
public final class PracticeGate {

    private final Set<String> fhirEnabled = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, Set<String>>> apps = new ConcurrentHashMap<>();

    public void enableFhir(String practice, boolean on) {
        if (on) {
            fhirEnabled.add(practice);
        } else {
            fhirEnabled.remove(practice);
        }
    }

    public boolean fhirEnabled(String practice) {
        return fhirEnabled.contains(practice);
    }

    /** Lets the app in with those scopes and no others; replaces what was allowed before. */
    public void authorize(String practice, String clientId, Set<String> scopes) {
        apps.computeIfAbsent(practice, none -> new ConcurrentHashMap<>()).put(clientId, Set.copyOf(scopes));
    }

    /** False when the app was not let in. */
    @CanIgnoreReturnValue
    public boolean withdraw(String practice, String clientId) {
        Map<String, Set<String>> here = apps.get(practice);
        return here != null && here.remove(clientId) != null;
    }

    /** The scopes the practice allows the app, or null when it has not let it in or has FHIR switched off. */
    @Nullable
    Set<String> allowed(String practice, String clientId) {
        return fhirEnabled(practice) ? authorized(practice, clientId) : null;
    }

    /** The scopes with which the practice has let the app in, whether FHIR is on or not; null when it has not. */
    public @Nullable Set<String> authorized(String practice, String clientId) {
        return apps.getOrDefault(practice, Map.of()).get(clientId);
    }

    /** All apps the practice has let in, with their scopes, by client id. */
    public Map<String, Set<String>> authorized(String practice) {
        return new TreeMap<>(apps.getOrDefault(practice, Map.of()));
    }

    public void forget() {
        fhirEnabled.clear();
        apps.clear();
    }
}
