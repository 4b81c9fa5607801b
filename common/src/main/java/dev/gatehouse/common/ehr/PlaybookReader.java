package dev.gatehouse.common.ehr;

import dev.gatehouse.common.ehr.Playbook.Condition;
import dev.gatehouse.common.ehr.Playbook.Demand;
import dev.gatehouse.common.ehr.Playbook.Field;
import dev.gatehouse.common.ehr.Playbook.Made;
import dev.gatehouse.common.ehr.Playbook.Rule;
import dev.gatehouse.common.ehr.Playbook.Step;
import dev.gatehouse.common.ehr.Playbook.Verb;
import dev.gatehouse.common.ehr.Playbook.Who;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the node {@code registration} of a profile. */
final class PlaybookReader {
    private static final Predicate<String> STEP_KEY =
            Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*").asMatchPredicate();
    private static final Predicate<String> FIELD_KEY =
            Pattern.compile("[a-z][A-Za-z0-9]{0,63}").asMatchPredicate();
    private static final Playbook.Gate NO_GATE = new Playbook.Gate("", "", List.of(), null, List.of());

    private final ProfileNode node;

    PlaybookReader(ProfileNode node) {
        this.node = node;
    }

    Playbook read() {
        node.onlyKnown(Set.of("portal", "scopes", "steps", "vendorGate", "practiceGate"));
        List<Step> steps = node.each("steps", this::step);
        if (steps.isEmpty()) {
            node.mistake("steps", "should name at least one step");
        }
        Set<String> keys = new HashSet<>();
        Set<Made> made = EnumSet.noneOf(Made.class);
        for (Step step : steps) {
            if (!keys.add(step.key())) {
                node.mistake("steps", "should have one step " + step.key() + ", not two");
            }
            if (step.makes() != Made.NOTHING && !made.add(step.makes())) {
                node.mistake("steps", "should have one step that makes " + text(step.makes()) + ", not two");
            }
        }
        checkRules(steps);
        return new Playbook(
                node.has("portal") ? link(node.at("portal")) : null,
                scopes(node.at("scopes")),
                steps,
                gate(node.at("vendorGate"), Set.of()),
                practiceGate(node.at("practiceGate")));
    }

    /** Rules may look at fields of their own and of earlier steps. */
    private void checkRules(List<Step> steps) {
        Map<String, Field> known = new LinkedHashMap<>();
        for (Step step : steps) {
            step.fields().forEach(field -> known.put(step.key() + "." + field.key(), field));
            for (Rule rule : step.rules()) {
                List<Condition> all = new ArrayList<>(rule.when());
                all.add(rule.what());
                for (Condition condition : all) {
                    String name = condition.field();
                    Field field = known.get(name.contains(".") ? name : step.key() + "." + name);
                    if (field == null) {
                        node.mistake("steps", step.key() + " has a rule about " + name + ", which it does not have");
                    } else if (needsList(condition.verb()) && !field.type().isList()) {
                        node.mistake("steps", step.key() + " has a rule that takes " + name + " for a list");
                    }
                }
                if (step.field(rule.what().field()).isEmpty()) {
                    node.mistake("steps", step.key() + " has a rule that asks for a field of another step");
                }
            }
        }
    }

    private static boolean needsList(Verb verb) {
        return verb == Verb.HAS || verb == Verb.LACKS;
    }

    private Step step(ProfileNode at) {
        at.onlyKnown(Set.of(
                "key",
                "title",
                "who",
                "makes",
                "reached",
                "help",
                "links",
                "remindAfter",
                "fields",
                "rules",
                "knownFrom"));
        String key = at.text("key");
        if (!key.isEmpty() && !STEP_KEY.test(key)) {
            at.mistake("key", "should be lower-case words joined by hyphens");
        }
        Made makes = at.has("makes") ? oneOf(at, "makes", Made.values(), Made.NOTHING) : Made.NOTHING;
        RegistrationState reached =
                at.has("reached") ? oneOf(at, "reached", RegistrationState.values(), RegistrationState.DRAFT) : null;
        List<Field> fields = at.each("fields", this::field);
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.key())) {
                at.mistake("fields", "should have one field " + field.key() + ", not two");
            }
        }
        for (String needed : needed(makes)) {
            if (!names.contains(needed)) {
                at.mistake("fields", "should have " + needed + " in a step that makes " + text(makes));
            }
        }
        return new Step(
                key,
                at.text("title"),
                oneOf(at, "who", Who.values(), Who.PARTNER),
                makes,
                reached,
                at.text("help"),
                at.each("links", this::link),
                at.duration("remindAfter"),
                fields,
                at.each("rules", this::rule),
                known(at));
    }

    private static List<String> needed(Made makes) {
        return switch (makes) {
            case APPLICATION -> List.of("applicationName", "applicationType", "scopes");
            case CREDENTIAL -> List.of("clientId");
            case NOTHING, PRACTICE -> List.of();
        };
    }

    private Field field(ProfileNode at) {
        at.onlyKnown(Set.of(
                "key",
                "label",
                "vendorLabel",
                "type",
                "required",
                "most",
                "options",
                "help",
                "acceptance",
                "shownToUsers",
                "offer"));
        String key = at.text("key");
        if (!key.isEmpty() && !FIELD_KEY.test(key)) {
            at.mistake("key", "should be a word in camelCase");
        }
        String label = at.text("label");
        String typeText = at.text("type");
        Playbook.Type type = Playbook.Type.of(typeText).orElse(Playbook.Type.TEXT);
        if (Playbook.Type.of(typeText).isEmpty()) {
            at.mistake("type", "should be one of the types of fields");
        }
        Map<String, String> options = new LinkedHashMap<>();
        if (at.has("options")) {
            ProfileNode choices = at.at("options");
            choices.names().forEach(choice -> options.put(choice, choices.text(choice)));
        }
        if ((type == Playbook.Type.CHOICE) == options.isEmpty()) {
            at.mistake("options", "belong to a choice, and a choice has some");
        }
        String offerText = at.optionalText("offer");
        Optional<Playbook.Offer> offer = offerText == null ? Optional.empty() : Playbook.Offer.of(offerText);
        if (offerText != null && offer.isEmpty()) {
            at.mistake("offer", "should be one of redirectUri, launchUrl, jwksUrl");
        }
        boolean acceptance = at.flag("acceptance");
        if (acceptance && type != Playbook.Type.FLAG) {
            at.mistake("acceptance", "belongs to a flag");
        }
        String help = at.optionalText("help");
        return new Field(
                key,
                label,
                at.optionalText("vendorLabel"),
                type,
                at.flag("required"),
                at.number("most"),
                options,
                help == null ? "" : help,
                acceptance,
                at.flag("shownToUsers"),
                offer.orElse(null));
    }

    private Rule rule(ProfileNode at) {
        at.onlyKnown(Set.of("when", "need", "forbid", "warn", "because"));
        List<Condition> when =
                at.texts("when").stream().map(text -> condition(at, text)).toList();
        String because = at.text("because");
        List<Demand> demands = new ArrayList<>();
        for (Demand demand : Demand.values()) {
            if (at.has(text(demand))) {
                demands.add(demand);
            }
        }
        if (demands.size() != 1) {
            at.mistake("", "should have one of need, forbid, warn");
            return new Rule(when, Demand.WARN, new Condition("", Verb.FILLED, List.of()), because);
        }
        Demand demand = demands.get(0);
        return new Rule(when, demand, condition(at, at.text(text(demand))), because);
    }

    /** {@code scopes has launch}, {@code applicationType is patient|provider}, {@code launchUrls empty}, {@code jwksUrl}. */
    private static Condition condition(ProfileNode at, String text) {
        String[] words = text.split(" +", 3);
        Verb verb = words.length == 1 ? Verb.FILLED : verb(words[1]).orElse(null);
        boolean needsValue = verb != Verb.FILLED && verb != Verb.EMPTY;
        if (verb == null || (words.length == 3) != needsValue) {
            at.mistake(
                    "", "should not say \"" + text + "\" but for example \"scopes has launch\" or \"jwksUrl filled\"");
            return new Condition(words[0], Verb.FILLED, List.of());
        }
        return new Condition(words[0], verb, needsValue ? List.of(words[2].split("\\|", -1)) : List.of());
    }

    private static Optional<Verb> verb(String word) {
        for (Verb verb : Verb.values()) {
            if (text(verb).equals(word)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    private static Playbook.ScopeRules scopes(ProfileNode at) {
        if (!at.isThere()) {
            return new Playbook.ScopeRules(Set.of("v1", "v2"), false, null, List.of());
        }
        at.onlyKnown(Set.of("dialects", "exclusive", "wildcards", "known"));
        Set<String> dialects = Set.copyOf(at.texts("dialects"));
        if (dialects.isEmpty() || !Set.of("v1", "v2").containsAll(dialects)) {
            at.mistake("dialects", "should name v1, v2 or both");
        }
        return new Playbook.ScopeRules(dialects, at.flag("exclusive"), at.optionalFlag("wildcards"), at.texts("known"));
    }

    private Playbook.Gate gate(ProfileNode at, Set<String> more) {
        if (!at.isThere()) {
            at.mistake("", "is missing");
            return NO_GATE;
        }
        Set<String> known = new HashSet<>(Set.of("title", "help", "links", "remindAfter", "knownFrom"));
        known.addAll(more);
        at.onlyKnown(known);
        return new Playbook.Gate(
                at.text("title"), at.text("help"), at.each("links", this::link), at.duration("remindAfter"), known(at));
    }

    private Playbook.PracticeGate practiceGate(ProfileNode at) {
        Playbook.Gate gate = gate(at, Set.of("instructions"));
        return new Playbook.PracticeGate(gate, at.each("instructions", PlaybookReader::instruction));
    }

    private static Playbook.Instruction instruction(ProfileNode at) {
        at.onlyKnown(Set.of("title", "text", "types"));
        Set<ApplicationType> types = EnumSet.noneOf(ApplicationType.class);
        for (String type : at.texts("types")) {
            ApplicationType.of(type)
                    .ifPresentOrElse(types::add, () -> at.mistake("types", "should hold patient, provider or system"));
        }
        return new Playbook.Instruction(
                at.text("title"), at.text("text"), types.isEmpty() ? EnumSet.allOf(ApplicationType.class) : types);
    }

    private Playbook.Link link(ProfileNode at) {
        at.onlyKnown(Set.of("title", "url"));
        return new Playbook.Link(at.text("title"), at.address("url"));
    }

    /** Whatever we claim of a vendor says how we know. */
    private static List<Playbook.Known> known(ProfileNode at) {
        List<Playbook.Known> known = at.each("knownFrom", each -> {
            each.onlyKnown(Set.of("source", "read"));
            String source = each.text("source");
            LocalDate read = each.day("read");
            return new Playbook.Known(source, read);
        });
        if (known.isEmpty()) {
            at.mistake("knownFrom", "should name at least one source with the day it was read");
        }
        return known;
    }

    private static <T extends Enum<T>> T oneOf(ProfileNode at, String name, T[] values, T otherwise) {
        String text = at.text(name);
        for (T value : values) {
            if (text(value).equals(text)) {
                return value;
            }
        }
        if (!text.isEmpty()) {
            List<String> words = new ArrayList<>();
            for (T value : values) {
                words.add(text(value));
            }
            at.mistake(name, "should be one of " + String.join(", ", words));
        }
        return otherwise;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
