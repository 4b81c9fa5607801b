package dev.gatehouse.gateway.smart;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which data granted scopes may reach, made once and asked often, without allocating. In doubt they reach: constraints,
 * levels and scopes in words of a vendor's own are the EHR's to judge.
 */
public final class ScopeReach {
    /** Nothing is known, so everything may be reached. */
    private static final ScopeReach EVERYTHING = new ScopeReach(Map.of(), ResourceScope.EVERY_LETTER);

    private final Map<String, Integer> letters;
    private final int ofAll;

    private ScopeReach(Map<String, Integer> letters, int ofAll) {
        this.letters = Map.copyOf(letters);
        this.ofAll = ofAll;
    }

    public static ScopeReach of(Scopes granted) {
        Map<String, Integer> letters = new HashMap<>();
        int ofAll = 0;
        boolean some = false;
        for (String text : granted.texts()) {
            Optional<ResourceScope> scope = ResourceScope.parse(text);
            if (scope.isEmpty()) {
                if (text.indexOf('/') >= 0 && !text.startsWith("launch/")) {
                    return EVERYTHING;
                }
                continue;
            }
            some = true;
            if (scope.get().type().equals("*")) {
                ofAll |= scope.get().letters();
            } else {
                letters.merge(scope.get().type(), scope.get().letters(), (one, other) -> one | other);
            }
        }
        return some ? new ScopeReach(letters, ofAll) : EVERYTHING;
    }

    /** False only if certainly nothing may be created, changed or deleted. */
    public boolean mayWrite() {
        return (ofAll & ResourceScope.WRITE) != 0
                || letters.values().stream().anyMatch(each -> (each & ResourceScope.WRITE) != 0);
    }

    /**
     * False only if certainly nothing of the kind is allowed.
     *
     * @param type of FHIR resource
     * @param anyOf letters of {@code cruds}, one of which is enough
     */
    public boolean mayReach(String type, String anyOf) {
        int wanted = ResourceScope.bits(anyOf);
        Integer named = letters.get(type);
        return ((named == null ? ofAll : named | ofAll) & wanted) != 0;
    }
}
