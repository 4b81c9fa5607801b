package dev.gatehouse.registration.form;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in the fields of one step. A field that is not in it is empty.
 *
 * @param values by key: {@code String}, {@code Boolean}, or a {@code List<String>} with at least one entry
 * @param secrets by key; printed nowhere
 * @param kept fields whose secret was handed on when the step was completed, and is here no more
 */
public record Form(Map<String, Object> values, Map<String, SecretText> secrets, Set<String> kept) {
    public static final Form EMPTY = new Form(Map.of(), Map.of(), Set.of());

    public Form {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        kept = Set.copyOf(kept);
    }

    public boolean isFilled(String field) {
        return values.containsKey(field) || secrets.containsKey(field) || kept.contains(field);
    }

    public Optional<String> text(String field) {
        return values.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Empty if it is not filled in. */
    public List<String> texts(String field) {
        if (values.get(field) instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return List.of();
    }

    public boolean flag(String field) {
        return Boolean.TRUE.equals(values.get(field));
    }

    /** With each field of the change in place of the one here; fields it does not name stay. */
    public Form changed(FormChange change) {
        Map<String, Object> newValues = new LinkedHashMap<>(values);
        Map<String, SecretText> newSecrets = new LinkedHashMap<>(secrets);
        newValues.putAll(change.values());
        newSecrets.putAll(change.secrets());
        Set<String> newKept = new LinkedHashSet<>(kept);
        newKept.removeAll(change.secrets().keySet());
        newKept.removeAll(change.cleared());
        change.cleared().forEach(field -> {
            newValues.remove(field);
            newSecrets.remove(field);
        });
        return new Form(newValues, newSecrets, newKept);
    }

    /** True if the field holds the same in both. */
    public boolean isSame(Form other, String field) {
        return Objects.equals(values.get(field), other.values.get(field))
                && Objects.equals(secrets.get(field), other.secrets.get(field))
                && kept.contains(field) == other.kept.contains(field);
    }

    /** After its secrets were handed on to where they are used. */
    public Form handedOn() {
        Set<String> all = new LinkedHashSet<>(kept);
        all.addAll(secrets.keySet());
        return new Form(values, Map.of(), all);
    }

    /** Fields with a secret, here or handed on. */
    public Set<String> secretFields() {
        return handedOn().kept();
    }

    /** Without the secrets. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        values.forEach((field, value) -> json.put(field, value instanceof List<?> list ? new JsonArray(list) : value));
        return json;
    }

    /** The same for people: a secret is no more than the mark that there is one. */
    public JsonObject toView() {
        JsonObject json = toJson();
        secretFields().stream().sorted().forEach(field -> json.put(field, new JsonObject().put("set", true)));
        return json;
    }

    /** @param json what {@link #toJson} gave */
    public static Form of(JsonObject json, Map<String, SecretText> secrets, Set<String> kept) {
        Map<String, Object> values = new LinkedHashMap<>();
        json.forEach(field -> values.put(field.getKey(), plain(field.getValue())));
        return new Form(values, secrets, kept);
    }

    private static Object plain(Object value) {
        if (value instanceof JsonArray list) {
            List<String> texts = new ArrayList<>();
            list.forEach(each -> texts.add(String.valueOf(each)));
            return List.copyOf(texts);
        }
        return value;
    }
}
