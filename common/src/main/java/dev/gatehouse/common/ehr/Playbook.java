package dev.gatehouse.common.ehr;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one signs up with an EHR's partner programme, as data: the node {@code registration} of a profile.
 *
 * @param portal where the vendor's forms are; null if we know of none
 * @param scopes how scopes may be written there
 * @param steps in the order in which they are completed
 * @param vendorGate the vendor switching the application on, once for all practices
 * @param practiceGate each practice letting the application in
 */
public record Playbook(
        @Nullable Link portal, ScopeRules scopes, List<Step> steps, Gate vendorGate, PracticeGate practiceGate) {

    public Playbook {
        steps = List.copyOf(steps);
    }

    public Optional<Step> step(String key) {
        return steps.stream().filter(step -> step.key().equals(key)).findFirst();
    }

    /** The step that makes this; there is at most one. */
    public Optional<Step> making(Made made) {
        return steps.stream().filter(step -> step.makes() == made).findFirst();
    }

    /** Whose turn it is. */
    public enum Who {
        PARTNER,
        VENDOR,
        PRACTICE;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is there once a step is completed. */
    public enum Made {
        NOTHING,
        /** Needs the fields {@code applicationName}, {@code applicationType} and {@code scopes}; {@code clientAuth} counts too. */
        APPLICATION,
        /** Needs the field {@code clientId}; {@code clientSecret} counts too. */
        CREDENTIAL,
        /** A practice that let the application in. */
        PRACTICE
    }

    /**
     * One step.
     *
     * @param reached how far one is once it is completed; null if that says nothing
     * @param remindAfter how long it may wait before somebody is reminded; null for never
     * @param rules what must hold between fields
     * @param knownFrom never empty
     */
    public record Step(
            String key,
            String title,
            Who who,
            Made makes,
            @Nullable RegistrationState reached,
            String help,
            List<Link> links,
            @Nullable Duration remindAfter,
            List<Field> fields,
            List<Rule> rules,
            List<Known> knownFrom) {
        public Step {
            links = List.copyOf(links);
            fields = List.copyOf(fields);
            rules = List.copyOf(rules);
            knownFrom = List.copyOf(knownFrom);
        }

        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.key().equals(name)).findFirst();
        }
    }

    /** What may stand in a field. */
    public enum Type {
        TEXT("text"),
        LONG_TEXT("longText"),
        EMAIL("email"),
        PHONE("phone"),
        URL("url"),
        URLS("urls"),
        DATE("date"),
        FLAG("flag"),
        CHOICE("choice"),
        SCOPES("scopes"),
        SECRET("secret");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public boolean isList() {
            return this == URLS || this == SCOPES;
        }

        static Optional<Type> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text.equals(text))
                    .findFirst();
        }
    }

    /** Which of our own addresses is to be pasted into a field. */
    public enum Offer {
        REDIRECT_URI("redirectUri"),
        LAUNCH_URL("launchUrl"),
        JWKS_URL("jwksUrl");

        private final String text;

        Offer(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        static Optional<Offer> of(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text.equals(text))
                    .findFirst();
        }
    }

    /**
     * One field of a step.
     *
     * @param label as we name it
     * @param vendorLabel as the vendor's form names it; null where the form is not public
     * @param most characters, or entries of a list; 0 for the type's own limit
     * @param options what can be chosen, with the vendor's words for it, in order
     * @param acceptance true for a flag that accepts terms: who set it, and when, is recorded
     * @param shownToUsers true if the EHR shows it to its users
     * @param offer which of our addresses belongs here; null for none
     */
    public record Field(
            String key,
            String label,
            @Nullable String vendorLabel,
            Type type,
            boolean required,
            int most,
            Map<String, String> options,
            String help,
            boolean acceptance,
            boolean shownToUsers,
            @Nullable Offer offer) {
        public Field {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    /** What a rule asks for when its conditions hold. */
    public enum Demand {
        /** {@link Rule#what} must hold. */
        NEED,
        /** {@link Rule#what} must not hold. */
        FORBID,
        /** Nothing; the reason is shown as a warning beside the field. */
        WARN
    }

    /**
     * What must hold between fields.
     *
     * @param when all of them must hold for the rule to speak
     * @param because the reason, for the person who filled in the form
     */
    public record Rule(List<Condition> when, Demand demand, Condition what, String because) {
        public Rule {
            when = List.copyOf(when);
        }
    }

    /** How a condition looks at a field. */
    public enum Verb {
        /** One of the values. */
        IS,
        /** A list with one of the values. */
        HAS,
        /** A list with none of the values. */
        LACKS,
        FILLED,
        EMPTY
    }

    /**
     * A question about one field.
     *
     * @param field its key, or {@code step.field} for one of another step
     * @param values for {@link Verb#IS}, {@link Verb#HAS} and {@link Verb#LACKS}; one that ends with {@code /*} means all that
     *     begin so
     */
    public record Condition(String field, Verb verb, List<String> values) {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /**
     * How scopes are written at this EHR (SMART App Launch 2.2, section 3.0.2).
     *
     * @param dialects {@code v1} ({@code .read}), {@code v2} ({@code .rs}) or both
     * @param exclusive true if one application may not ask for both
     * @param wildcards false if a scope must name its resource type; null if unknown
     * @param known other scopes this EHR takes, letter by letter
     */
    public record ScopeRules(
            Set<String> dialects,
            boolean exclusive,
            @Nullable Boolean wildcards,
            List<String> known) {
        public ScopeRules {
            dialects = Set.copyOf(dialects);
            known = List.copyOf(known);
        }
    }

    /**
     * Something others must do, that we can only ask for and note.
     *
     * @param remindAfter how long it may wait before somebody is reminded; null for never
     * @param knownFrom never empty
     */
    public record Gate(
            String title,
            String help,
            List<Link> links,
            @Nullable Duration remindAfter,
            List<Known> knownFrom) {
        public Gate {
            links = List.copyOf(links);
            knownFrom = List.copyOf(knownFrom);
        }
    }

    /**
     * @param instructions what a practice's administrator does, in order
     */
    public record PracticeGate(Gate gate, List<Instruction> instructions) {
        public PracticeGate {
            instructions = List.copyOf(instructions);
        }
    }

    /**
     * One thing to do for a practice's administrator.
     *
     * @param types the types of application it is needed for
     */
    public record Instruction(String title, String text, Set<ApplicationType> types) {
        public Instruction {
            types = Set.copyOf(types);
        }
    }

    public record Link(String title, URI url) {}

    /**
     * How we know.
     *
     * @param source an address, or in words what was looked at
     * @param read the day
     */
    public record Known(String source, LocalDate read) {}
}
