package dev.gatehouse.sandbox.fhir;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a good token lets its holder do.
 *
 * @param scopes granted
 * @param patient id of the patient in context, or null
 */
record Access(Set<String> scopes, @Nullable String patient) {

    /** How far a right reaches. */
    enum Reach {
        NOTHING,
        /** The resources of the patient in context. */
        ONE_PATIENT,
        EVERYTHING
    }

    /**
     * How far the scopes allow something; both dialects are understood (SMART App Launch 2.2, section 3.0.2): {@code read}
     * is {@code rs}, {@code write} is {@code cud}, {@code *} is all.
     *
     * @param letter one of c, r, u, d, s
     */
    Reach reach(String type, char letter) {
        Reach best = Reach.NOTHING;
        for (String scope : scopes) {
            int slash = scope.indexOf('/');
            int dot = scope.indexOf('.', slash + 1);
            if (slash < 0 || dot < 0) {
                continue;
            }
            String named = scope.substring(slash + 1, dot);
            if ((named.equals(type) || named.equals("*"))
                    && letters(scope.substring(dot + 1)).indexOf(letter) >= 0) {
                if (!scope.startsWith("patient/")) {
                    return Reach.EVERYTHING;
                }
                best = Reach.ONE_PATIENT;
            }
        }
        return best == Reach.ONE_PATIENT && patient == null ? Reach.NOTHING : best;
    }

    private static String letters(String rights) {
        int query = rights.indexOf('?');
        String plain = query < 0 ? rights : rights.substring(0, query);
        return switch (plain) {
            case "read" -> "rs";
            case "write" -> "cud";
            case "*" -> "cruds";
            default -> plain;
        };
    }
}
