package dev.gatehouse.gateway.directory;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What only some lists say of a practice.
 *
 * @param aliases other names it is known by, of its portal too
 * @param identifiers beside its first NPI, its first EIN and its GUID
 * @param places beside the first one
 * @param parent name of the organisation it is part of
 */
public record PracticeExtras(
        List<String> aliases,
        List<Identifier> identifiers,
        List<Practice.Place> places,
        @Nullable String parent) {
    public static final PracticeExtras NONE = new PracticeExtras(List.of(), List.of(), List.of(), null);

    public PracticeExtras {
        aliases = List.copyOf(aliases);
        identifiers = List.copyOf(identifiers);
        places = List.copyOf(places);
    }

    /** @param type {@code npi}, {@code ein}, {@code clia}, {@code naic}, or the system as listed */
    public record Identifier(String type, String value) {}

    PracticeExtras withParent(@Nullable String name) {
        return new PracticeExtras(aliases, identifiers, places, name);
    }

    /** As it is stored; null if there is nothing of it. */
    @Nullable
    String encode() {
        if (equals(NONE)) {
            return null;
        }
        JsonObject json = new JsonObject();
        if (!aliases.isEmpty()) {
            json.put("aliases", new JsonArray(aliases));
        }
        if (!identifiers.isEmpty()) {
            json.put("identifiers", array(identifiers, PracticeExtras::identifier));
        }
        if (!places.isEmpty()) {
            json.put("places", array(places, PracticeExtras::place));
        }
        if (parent != null) {
            json.put("parent", parent);
        }
        return json.encode();
    }

    static JsonObject identifier(Identifier identifier) {
        return new JsonObject().put("type", identifier.type()).put("value", identifier.value());
    }

    static JsonObject place(Practice.Place place) {
        return new JsonObject()
                .put("line", place.street())
                .put("city", place.city())
                .put("state", place.state())
                .put("postalCode", place.postalCode());
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        items.forEach(each -> array.add(json.apply(each)));
        return array;
    }

    static PracticeExtras decode(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        JsonObject json = new JsonObject(text);
        List<String> aliases = new ArrayList<>();
        json.getJsonArray("aliases", new JsonArray()).forEach(each -> aliases.add((String) each));
        List<Identifier> identifiers = new ArrayList<>();
        json.getJsonArray("identifiers", new JsonArray()).forEach(each -> {
            JsonObject identifier = (JsonObject) each;
            identifiers.add(new Identifier(identifier.getString("type"), identifier.getString("value")));
        });
        List<Practice.Place> places = new ArrayList<>();
        json.getJsonArray("places", new JsonArray()).forEach(each -> {
            JsonObject place = (JsonObject) each;
            places.add(new Practice.Place(
                    place.getString("line"),
                    place.getString("city"),
                    place.getString("state"),
                    place.getString("postalCode")));
        });
        return new PracticeExtras(aliases, identifiers, places, json.getString("parent"));
    }
}
