package dev.gatehouse.registration.form;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.common.web.JsonInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to change in a form. It has the right types, no more: a draft may hold anything its author is not sure
 * of yet.
 *
 * @param cleared fields that were sent empty
 * @param unknown names that are no field of the step; they are not kept, and the author is told so
 */
public record FormChange(
        Map<String, Object> values, Map<String, SecretText> secrets, Set<String> cleared, List<Mistake> unknown) {
    private static final int MOST_ENTRIES = 200;
    private static final int LONGEST_ENTRY = 2048;

    public FormChange {
        values = Map.copyOf(values);
        secrets = Map.copyOf(secrets);
        cleared = Set.copyOf(cleared);
        unknown = List.copyOf(unknown);
    }

    public static final FormChange NONE = new FormChange(Map.of(), Map.of(), Set.of(), List.of());

    public boolean isEmpty() {
        return values.isEmpty() && secrets.isEmpty() && cleared.isEmpty();
    }

    /** Names of all fields it touches. */
    public Set<String> fields() {
        Set<String> fields = new LinkedHashSet<>(values.keySet());
        fields.addAll(secrets.keySet());
        fields.addAll(cleared);
        return fields;
    }

    /** Reads the fields of a step; wrong types are mistakes of the input. */
    public static FormChange of(Playbook.Step step, JsonInput input) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, SecretText> secrets = new LinkedHashMap<>();
        Set<String> cleared = new LinkedHashSet<>();
        List<Mistake> unknown = new ArrayList<>();
        for (String name : input.names()) {
            Optional<Playbook.Field> field = step.field(name);
            if (field.isEmpty()) {
                unknown.add(new Mistake(name, "is no field of this step and was not kept"));
            } else if (!input.has(name)) {
                cleared.add(name);
            } else if (field.get().type() == Playbook.Type.SECRET) {
                input.optionalText(name, limit(field.get()))
                        .ifPresentOrElse(secret -> secrets.put(name, new SecretText(secret)), () -> cleared.add(name));
            } else {
                value(field.get(), input).ifPresentOrElse(value -> values.put(name, value), () -> cleared.add(name));
            }
        }
        return new FormChange(values, secrets, cleared, unknown);
    }

    private static Optional<Object> value(Playbook.Field field, JsonInput input) {
        String name = field.key();
        return switch (field.type()) {
            case URLS, SCOPES -> {
                List<String> texts = input.texts(name, field.most() > 0 ? field.most() : MOST_ENTRIES, LONGEST_ENTRY);
                yield texts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(texts.stream().distinct().toList());
            }
            case FLAG -> Optional.of(input.flag(name, false));
            default -> input.optionalText(name, limit(field)).map(Object.class::cast);
        };
    }

    private static int limit(Playbook.Field field) {
        if (field.most() > 0) {
            return field.most();
        }
        return switch (field.type()) {
            case LONG_TEXT, SECRET -> 4096;
            case URL -> LONGEST_ENTRY;
            case EMAIL -> 320;
            case PHONE -> 40;
            case DATE, CHOICE -> 64;
            default -> 500;
        };
    }
}
