package dev.gatehouse.registration.form;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How scopes are spelled (SMART App Launch 2.2, section 3.0.2). EHRs compare them letter by letter, and many answer a wrong
 * one with words about authorization, so a slip is named here.
 */
final class ScopeSpelling {
    private static final List<String> WORDS = List.of(
            "openid",
            "fhirUser",
            "profile",
            "email",
            "launch",
            "launch/patient",
            "launch/encounter",
            "offline_access",
            "online_access",
            "smart/orchestrate_launch");
    private static final List<String> CONTEXTS = List.of("patient", "user", "system");
    private static final List<String> LETTERS = List.of("c", "r", "u", "d", "s");
    private static final Predicate<String> TOKEN =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}").asMatchPredicate();
    private static final Predicate<String> V1 =
            Pattern.compile("read|write|\\*").asMatchPredicate();
    private static final Predicate<String> V2 = Pattern.compile("c?r?u?d?s?").asMatchPredicate();
    private static final Predicate<String> V2_UNORDERED =
            Pattern.compile("[cruds]+").asMatchPredicate();

    private final Playbook.ScopeRules rules;
    private final @Nullable ApplicationType type;

    /** @param type null while nobody has chosen one */
    ScopeSpelling(Playbook.ScopeRules rules, @Nullable ApplicationType type) {
        this.rules = rules;
        this.type = type;
    }

    Findings of(String field, List<String> scopes) {
        List<Mistake> errors = new ArrayList<>();
        List<Mistake> warnings = new ArrayList<>();
        Set<String> dialects = new LinkedHashSet<>();
        for (int i = 0; i < scopes.size(); i++) {
            String scope = scopes.get(i);
            String path = field + "[" + i + "]";
            wrong(scope).ifPresent(message -> errors.add(new Mistake(path, message)));
            dialect(scope).ifPresent(dialects::add);
            if (isStrange(scope)) {
                warnings.add(new Mistake(path, "\"" + scope + "\" is no scope of SMART or FHIR; check its spelling"));
            }
        }
        if (rules.exclusive() && dialects.size() > 1) {
            errors.add(
                    new Mistake(
                            field,
                            "This EHR takes scopes in one spelling only, either like .read or like .rs, and refuses both together"));
        }
        return new Findings(errors, warnings);
    }

    private boolean isPlain(String scope) {
        return WORDS.contains(scope) || rules.known().contains(scope);
    }

    private boolean isStrange(String scope) {
        return !isPlain(scope)
                && !isOfResource(scope)
                && !scope.startsWith("launch/")
                && wrong(scope).isEmpty();
    }

    private static boolean isOfResource(String scope) {
        return CONTEXTS.stream().anyMatch(context -> scope.startsWith(context + "/"));
    }

    private Optional<String> wrong(String scope) {
        if (!TOKEN.test(scope)) {
            return Optional.of("This is not one scope: blanks, quotes and backslashes can't stand in one");
        }
        if (isPlain(scope)) {
            return Optional.empty();
        }
        Optional<String> word =
                WORDS.stream().filter(each -> isNear(each, scope)).findFirst();
        if (word.isPresent()) {
            return Optional.of(didYouMean(scope, word.get()));
        }
        int slash = scope.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String context = scope.substring(0, slash);
        Optional<String> near =
                CONTEXTS.stream().filter(each -> isNear(each, context)).findFirst();
        return near.isEmpty() ? Optional.empty() : wrongResource(scope, context, near.get());
    }

    private Optional<String> wrongResource(String scope, String context, String known) {
        if (!context.equals(known)) {
            return Optional.of(didYouMean(scope, known + scope.substring(context.length())));
        }
        int dot = scope.indexOf('.');
        if (dot < 0) {
            return Optional.of("\"" + scope + "\" lacks what may be done, such as .read or .rs");
        }
        String resource = scope.substring(context.length() + 1, dot);
        String query = scope.contains("?") ? scope.substring(scope.indexOf('?')) : "";
        String acts = scope.substring(dot + 1, scope.length() - query.length());
        if (!resource.equals("*") && !ResourceTypes.ALL.contains(resource)) {
            return Optional.of(ResourceTypes.near(resource)
                    .map(type -> didYouMean(scope, context + "/" + type + scope.substring(dot)))
                    .orElse("\"" + scope + "\" names a resource type that FHIR R4 does not have"));
        }
        if (resource.equals("*") && Boolean.FALSE.equals(rules.wildcards())) {
            return Optional.of("This EHR takes no scopes for all types at once; name each resource type");
        }
        if (type == ApplicationType.SYSTEM && !context.equals("system")) {
            return Optional.of("A system application has no user and no patient, so its scopes begin with system/");
        }
        if (type != null && type != ApplicationType.SYSTEM && context.equals("system")) {
            return Optional.of("Scopes that begin with system/ are for system applications only");
        }
        return wrongActs(scope, dot, acts);
    }

    private Optional<String> wrongActs(String scope, int dot, String acts) {
        if (V1.test(acts)) {
            return rules.dialects().contains("v1")
                    ? Optional.empty()
                    : Optional.of("This EHR takes the newer spelling only: .rs in place of .read");
        }
        if (!acts.isEmpty() && V2.test(acts)) {
            return rules.dialects().contains("v2")
                    ? Optional.empty()
                    : Optional.of("This EHR takes the older spelling only: .read in place of .rs");
        }
        if (V2_UNORDERED.test(acts)) {
            StringBuilder sorted = new StringBuilder();
            for (String letter : LETTERS) {
                if (acts.contains(letter)) {
                    sorted.append(letter);
                }
            }
            return Optional.of(didYouMean(scope, scope.substring(0, dot + 1) + sorted));
        }
        String lower = acts.toLowerCase(Locale.ROOT);
        if (!lower.equals(acts) && (V1.test(lower) || V2.test(lower))) {
            return Optional.of(didYouMean(scope, scope.substring(0, dot + 1) + lower));
        }
        return Optional.of(
                "\"" + scope + "\" should end with .read, .write or some of the letters c r u d s in this order");
    }

    private Optional<String> dialect(String scope) {
        if (!isOfResource(scope) || scope.indexOf('.') < 0) {
            return Optional.empty();
        }
        String acts = scope.substring(scope.indexOf('.') + 1);
        return Optional.of(V1.test(acts) ? "v1" : "v2");
    }

    private static boolean isNear(String known, String written) {
        return Slips.isNear(known, written);
    }

    private static String didYouMean(String scope, String better) {
        return "\"" + scope + "\" is not known, did you mean \"" + better + "\"? Scopes are compared letter by letter";
    }
}
