package dev.gatehouse.gateway.smart;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For whom and in what setting a token was given: the members of a token answer that are not OAuth's own (SMART App Launch
 * 2.2, "scopes and launch context"). Holds patient ids, so it prints without content.
 *
 * @param patient an id, not a reference; null if no patient was chosen
 * @param encounter an id, too
 * @param fhirContext as received; SMART 2.0 servers put texts where 2.2 has objects
 * @param smartStyleUrl where the EHR's colours are; never fetched by us
 * @param fhirUser as received, absolute or relative to the FHIR base; nobody has verified it
 * @param extras all other members, unchanged
 */
public record LaunchContext(
        @Nullable String patient,
        @Nullable String encounter,
        @Nullable JsonArray fhirContext,
        @Nullable Boolean needPatientBanner,
        @Nullable String smartStyleUrl,
        @Nullable String intent,
        @Nullable String tenant,
        @Nullable String fhirUser,
        JsonObject extras) {

    private static final Set<String> OAUTH = Set.of(
            "access_token",
            "refresh_token",
            "id_token",
            "token_type",
            "expires_in",
            "scope",
            "error",
            "error_description",
            "error_uri");

    /** Reads a token answer, or what {@link #toJson()} wrote. */
    public static LaunchContext of(JsonObject members) {
        JsonObject rest = members.copy();
        OAUTH.forEach(rest::remove);
        return new LaunchContext(
                takeText(rest, "patient"),
                takeText(rest, "encounter"),
                rest.getValue("fhirContext") instanceof JsonArray ? (JsonArray) rest.remove("fhirContext") : null,
                takeFlag(rest, "need_patient_banner"),
                takeText(rest, "smart_style_url"),
                takeText(rest, "intent"),
                takeText(rest, "tenant"),
                takeText(rest, "fhirUser"),
                rest);
    }

    /** Reads the text of {@link #toJson()}, every digit kept; empty if it is none. */
    public static LaunchContext read(String text) {
        return of(StrictJson.object(Buffer.buffer(text)).orElseGet(JsonObject::new));
    }

    /** In SMART's own names, extras beside them. */
    public JsonObject toJson() {
        JsonObject json = extras.copy();
        put(json, "patient", patient);
        put(json, "encounter", encounter);
        put(json, "fhirContext", fhirContext == null ? null : fhirContext.copy());
        put(json, "need_patient_banner", needPatientBanner);
        put(json, "smart_style_url", smartStyleUrl);
        put(json, "intent", intent);
        put(json, "tenant", tenant);
        put(json, "fhirUser", fhirUser);
        return json;
    }

    /** This with what a refresh told anew; what it left out stays. */
    public LaunchContext updatedBy(LaunchContext later) {
        return of(toJson().mergeIn(later.toJson()));
    }

    public LaunchContext withFhirUser(String user) {
        return of(toJson().put("fhirUser", user));
    }

    @Override
    public String toString() {
        Set<String> names = new LinkedHashSet<>(toJson().fieldNames());
        return "LaunchContext" + names;
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** Some servers write ids as numbers. */
    private static @Nullable String takeText(JsonObject rest, String name) {
        Object value = rest.getValue(name);
        if (value == null || value instanceof String || value instanceof Number) {
            rest.remove(name);
            String text = Objects.toString(value, "");
            return text.isBlank() ? null : text;
        }
        return null;
    }

    private static @Nullable Boolean takeFlag(JsonObject rest, String name) {
        String text = Objects.toString(rest.getValue(name), "null");
        if (text.equals("true") || text.equals("false") || text.equals("null")) {
            rest.remove(name);
            return text.equals("null") ? null : Boolean.valueOf(text);
        }
        return null;
    }
}
