package dev.gatehouse.gateway.nango;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection is for, in the customer's own terms.
 *
 * @param id 1 to 255 characters
 * @param tags of the person, in what form they were sent; null for none
 */
public record NangoEndUser(
        String id,
        @Nullable String email,
        @Nullable String displayName,
        @Nullable Map<String, String> tags,
        @Nullable String organizationId,
        @Nullable String organizationName) {
    public NangoEndUser {
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** Reads {@code {id, email?, display_name?, tags?}}. */
    public static NangoEndUser read(StrictInput input) {
        String id = input.text("id", 1, 255);
        String email = input.optionalText("email", 5, 255).orElse(null);
        String name = input.optionalText("display_name", 0, 255).orElse(null);
        Map<String, String> tags = input.names("tags") && input.has("tags") ? Tags.read(input, "tags", 64) : null;
        return new NangoEndUser(id, email, name, tags, null, null);
    }

    /** The same for an organisation: {@code {id, display_name?}}. */
    public NangoEndUser of(StrictInput organization) {
        return new NangoEndUser(
                id,
                email,
                displayName,
                tags,
                organization.text("id", 1, 255),
                organization.optionalText("display_name", 0, 255).orElse(null));
    }

    static Map<String, String> texts(JsonObject json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.forEach(each -> texts.put(each.getKey(), String.valueOf(each.getValue())));
        return texts;
    }

    /** The tags that follow from the person: {@code end_user_id}, {@code end_user_email} and so on. */
    public Map<String, String> asTags() {
        Map<String, String> derived = new LinkedHashMap<>();
        put(derived, "end_user_id", id);
        put(derived, "end_user_email", email);
        put(derived, "end_user_display_name", displayName);
        put(derived, "organization_id", organizationId);
        put(derived, "organization_display_name", organizationName);
        return derived;
    }

    private static void put(Map<String, String> tags, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            tags.put(name, value);
        }
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("display_name", displayName)
                .put("email", email)
                .put("tags", tags == null ? new JsonObject() : json(tags))
                .put(
                        "organization",
                        organizationId == null
                                ? null
                                : new JsonObject().put("id", organizationId).put("display_name", organizationName));
    }

    static JsonObject json(Map<String, String> texts) {
        JsonObject json = new JsonObject();
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> json.put(each.getKey(), each.getValue()));
        return json;
    }
}
