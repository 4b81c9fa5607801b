package dev.gatehouse.registration.form;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.ehr.ScopeRules;
import dev.gatehouse.common.failure.Mistake;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at a step's form with the eyes of the vendor: the playbook's rules, the form of addresses, the spelling of scopes. */
public final class FormCheck {
    private static final Predicate<String> EMAIL = Pattern.compile(
                    "[^@\\s,;<>\"]{1,64}@[^@\\s,;<>\".]+(\\.[^@\\s,;<>\".]+)+")
            .asMatchPredicate();
    private static final Predicate<String> PHONE =
            Pattern.compile("\\+?[0-9][0-9 ().\\-/x]{4,38}[0-9]").asMatchPredicate();
    private static final String APPLICATION_TYPE = "applicationType";

    private final Playbook.ScopeRules scopeRules;
    private final OwnUrls own;
    private final Addresses addresses;

    /** @param production false where plain http on the own machine is fine */
    public FormCheck(EhrProfile profile, Playbook playbook, OwnUrls own, boolean production) {
        this.scopeRules = rules(profile.scopes(), playbook.scopes());
        this.own = own;
        this.addresses = new Addresses(!production);
    }

    /** What the profile knows of scopes counts; the playbook adds what the vendor's form takes beyond. */
    private static Playbook.ScopeRules rules(ScopeRules profile, Playbook.ScopeRules playbook) {
        List<ScopeRules.Dialect> dialects = profile.dialects();
        return new Playbook.ScopeRules(
                dialects == null || dialects.isEmpty()
                        ? playbook.dialects()
                        : dialects.stream()
                                .map(dialect -> dialect.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet()),
                Boolean.TRUE.equals(profile.exclusive()) || playbook.exclusive(),
                profile.wildcards() == null ? playbook.wildcards() : profile.wildcards(),
                playbook.known());
    }

    /** @param forms the registration's forms by step, this step's among them */
    public Findings of(Playbook.Step step, Map<String, Form> forms) {
        Form form = forms.getOrDefault(step.key(), Form.EMPTY);
        List<Mistake> errors = new ArrayList<>();
        List<Mistake> warnings = new ArrayList<>();
        for (Playbook.Field field : step.fields()) {
            if (field.required() && isLeftOut(field, form)) {
                errors.add(new Mistake(field.key(), missing(field)));
            } else if (form.isFilled(field.key())) {
                value(field, form, errors);
                ownAddress(field, form, warnings);
            }
        }
        scopes(step, form, errors, warnings);
        rules(step, forms, errors, warnings);
        return new Findings(onePerPlace(errors), warnings);
    }

    private static boolean isLeftOut(Playbook.Field field, Form form) {
        return field.acceptance() ? !form.flag(field.key()) : !form.isFilled(field.key());
    }

    private static String missing(Playbook.Field field) {
        return field.acceptance()
                ? field.label() + " should be true: the vendor takes nobody who does not agree"
                : field.label() + " is missing";
    }

    private void value(Playbook.Field field, Form form, List<Mistake> errors) {
        String key = field.key();
        String text = form.text(key).orElse("");
        Optional<String> wrong = switch (field.type()) {
            case EMAIL ->
                EMAIL.test(text)
                        ? Optional.empty()
                        : Optional.of("should be an e-mail address such as lena@example.org");
            case PHONE ->
                PHONE.test(text) ? Optional.empty() : Optional.of("should be a phone number such as +1 555 0100");
            case DATE -> day(text);
            case CHOICE ->
                field.options().containsKey(text)
                        ? Optional.empty()
                        : Optional.of("should be one of "
                                + String.join(", ", field.options().keySet()));
            case URL -> field.offer() == null ? addresses.page(text) : addresses.exact(text);
            default -> Optional.empty();
        };
        wrong.ifPresent(message -> errors.add(new Mistake(key, field.label() + " " + message)));
        if (field.type() == Playbook.Type.URLS) {
            List<String> all = form.texts(key);
            for (int i = 0; i < all.size(); i++) {
                String path = key + "[" + i + "]";
                addresses
                        .exact(all.get(i))
                        .ifPresent(message -> errors.add(new Mistake(path, "This address " + message)));
            }
        }
    }

    private static Optional<String> day(String text) {
        try {
            return LocalDate.parse(text).getYear() < 2000
                    ? Optional.of("should be a day of this century")
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.of("should be a day such as 2026-11-23");
        }
    }

    /** Nothing works with an address that is not ours, but somebody may have a reason. */
    private void ownAddress(Playbook.Field field, Form form, List<Mistake> warnings) {
        Playbook.Offer offer = field.offer();
        if (offer == null) {
            return;
        }
        String ours = own.get(offer);
        List<String> given = field.type().isList()
                ? form.texts(field.key())
                : form.text(field.key()).stream().toList();
        if (!given.contains(ours)) {
            warnings.add(new Mistake(
                    field.key(), field.label() + " should hold " + ours + ", the address this installation uses"));
        }
    }

    private void scopes(Playbook.Step step, Form form, List<Mistake> errors, List<Mistake> warnings) {
        ApplicationType type =
                form.text(APPLICATION_TYPE).flatMap(ApplicationType::of).orElse(null);
        for (Playbook.Field field : step.fields()) {
            if (field.type() == Playbook.Type.SCOPES) {
                Findings found = new ScopeSpelling(scopeRules, type).of(field.key(), form.texts(field.key()));
                errors.addAll(found.errors());
                warnings.addAll(found.warnings());
            }
        }
    }

    private static void rules(
            Playbook.Step step, Map<String, Form> forms, List<Mistake> errors, List<Mistake> warnings) {
        for (Playbook.Rule rule : step.rules()) {
            if (!rule.when().stream().allMatch(condition -> holds(step, condition, forms))) {
                continue;
            }
            Mistake mistake = new Mistake(rule.what().field(), rule.because());
            boolean holds = holds(step, rule.what(), forms);
            switch (rule.demand()) {
                case NEED -> {
                    if (!holds) {
                        errors.add(mistake);
                    }
                }
                case FORBID -> {
                    if (holds) {
                        errors.add(mistake);
                    }
                }
                case WARN -> warnings.add(mistake);
            }
        }
    }

    private static boolean holds(Playbook.Step step, Playbook.Condition condition, Map<String, Form> forms) {
        int dot = condition.field().indexOf('.');
        String stepKey = dot < 0 ? step.key() : condition.field().substring(0, dot);
        String field = condition.field().substring(dot + 1);
        Form form = forms.getOrDefault(stepKey, Form.EMPTY);
        return switch (condition.verb()) {
            case FILLED -> form.isFilled(field);
            case EMPTY -> !form.isFilled(field);
            case IS -> condition.values().contains(form.text(field).orElseGet(() -> String.valueOf(form.flag(field))));
            case HAS -> hasAny(form.texts(field), condition.values());
            case LACKS -> !hasAny(form.texts(field), condition.values());
        };
    }

    private static boolean hasAny(List<String> entries, List<String> wanted) {
        return wanted.stream()
                .anyMatch(want -> want.endsWith("/*")
                        ? entries.stream().anyMatch(entry -> entry.startsWith(want.substring(0, want.length() - 1)))
                        : entries.contains(want));
    }

    /** A missing field that a rule needs too is one mistake for the person. */
    private static List<Mistake> onePerPlace(List<Mistake> errors) {
        Set<String> seen = new HashSet<>();
        return errors.stream().filter(each -> seen.add(each.path())).toList();
    }
}
