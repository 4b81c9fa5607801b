package dev.gatehouse.registration.form;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in the fields of one step. A field that is not in it is empty.
 *
 * @param values by key: {@code String}, {@code Boolean}, or a {@code List<String>} with at least one entry
 * @param secrets by key; printed nowhere
 */
public record Form(Map<String, Object> values, Map<String, SecretText> secrets) {
    public static final Form EMPTY = new Form(Map.of(), Map.of());

    public Form {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    }

    public boolean isFilled(String field) {
        return values.containsKey(field) || secrets.containsKey(field);
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
        change.cleared().forEach(field -> {
            newValues.remove(field);
            newSecrets.remove(field);
        });
        return new Form(newValues, newSecrets);
    }

    public Form withoutSecrets() {
        return new Form(values, Map.of());
    }

    /** Without the secrets. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        values.forEach((field, value) -> json.put(field, value instanceof List<?> list ? new JsonArray(list) : value));
        return json;
    }

    /** What {@link #toJson} gave. */
    public static Form of(JsonObject json, Map<String, SecretText> secrets) {
        Map<String, Object> values = new LinkedHashMap<>();
        json.forEach(field -> values.put(field.getKey(), plain(field.getValue())));
        return new Form(values, secrets);
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
