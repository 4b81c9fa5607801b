package dev.gatehouse.common.ehr;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The rules for scopes that we are to ask for (SMART App Launch 2.2, "scopes and launch context"). EHRs compare them letter
 * by letter, so a slip is refused when it is written down; of what an EHR says, everything is read that can be understood.
 */
public final class AskedScopes {
    private static final Set<String> LEVELS = Set.of("patient", "user", "system");
    private static final Predicate<String> PERMISSION =
            Pattern.compile("read|write|\\*|(?=.)c?r?u?d?s?").asMatchPredicate();
    private static final String ROLE = "role=";

    private AskedScopes() {}

    /** Fails with 422 {@code scopes-unusable}, naming each. */
    public static void check(String path, List<String> scopes) {
        List<Mistake> mistakes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < scopes.size(); i++) {
            String scope = scopes.get(i);
            String at = path + "[" + i + "]";
            if (!seen.add(scope)) {
                mistakes.add(new Mistake(at, "is there twice"));
            } else {
                wrong(scope).ifPresent(message -> mistakes.add(new Mistake(at, message)));
            }
        }
        if (seen.contains("fhirUser") && !seen.contains("openid")) {
            mistakes.add(new Mistake(path, "should have openid beside fhirUser, which means nothing alone"));
        }
        if (!mistakes.isEmpty()) {
            throw new Failure.Unprocessable("scopes-unusable", "No EHR would understand these scopes.", mistakes);
        }
    }

    private static Optional<String> wrong(String scope) {
        int mark = scope.indexOf('?');
        String plain = mark < 0 ? scope : scope.substring(0, mark);
        String query = mark < 0 ? "" : scope.substring(mark + 1);
        int slash = plain.indexOf('/');
        String level = slash < 0 ? plain : plain.substring(0, slash);
        if (level.equalsIgnoreCase("launch")) {
            return wrongLaunch(plain, query);
        }
        if (slash < 0 || !LEVELS.contains(level)) {
            return Optional.empty();
        }
        int dot = plain.lastIndexOf('.');
        String permission = dot < 0 ? "" : plain.substring(dot + 1);
        if (dot < slash + 2 || !PERMISSION.test(permission)) {
            return Optional.of("should end with .read, .write or some of the letters c r u d s in this order");
        }
        boolean older = permission.equals("read") || permission.equals("write") || permission.equals("*");
        return older && mark >= 0
                ? Optional.of("can have a constraint only with letters such as .rs")
                : Optional.empty();
    }

    private static Optional<String> wrongLaunch(String plain, String query) {
        if (!plain.equals(plain.toLowerCase(Locale.ROOT))) {
            return Optional.of("should be in lower case");
        }
        int first = query.indexOf(ROLE);
        return first >= 0 && query.indexOf(ROLE, first + 1) >= 0
                ? Optional.of("can name one role only")
                : Optional.empty();
    }
}
