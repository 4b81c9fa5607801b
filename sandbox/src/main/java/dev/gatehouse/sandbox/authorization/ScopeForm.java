package dev.gatehouse.sandbox.authorization;

import java.util.regex.Pattern;

/** What a scope looks like, in both dialects (SMART App Launch 2.2, section 3); whether a type exists is not asked. */
public final class ScopeForm {

    private static final Pattern FORM = Pattern.compile("openid|fhirUser|profile|offline_access|online_access|launch"
            + "|launch/(patient|encounter)"
            + "|(patient|user|system)/([A-Za-z]{2,40}|\\*)\\.(read|write|\\*|c?r?u?d?s?)(\\?[!-~&&[^\"\\\\]]{1,200})?");

    private ScopeForm() {}

    public static boolean holds(String scope) {
        return FORM.matcher(scope).matches() && !scope.endsWith(".");
    }
}
