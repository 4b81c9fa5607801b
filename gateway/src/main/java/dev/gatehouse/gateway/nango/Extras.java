package dev.gatehouse.gateway.nango;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What customers keep with a connection here, beside the connection itself.
 *
 * @param alias the id it had elsewhere and goes by; null: its own
 * @param unnamed true if nobody said who its end user is
 * @param endUser another than the connection's own; null: the connection's own
 * @param tags by name in lower case
 * @param metadata of the customer's own, at most 64 KB as JSON; null if none was set
 * @param config what was said when it was made
 * @param updatedAt null if nothing was ever kept
 */
public record Extras(
        @Nullable String alias,
        boolean unnamed,
        @Nullable NangoEndUser endUser,
        Map<String, String> tags,
        @Nullable JsonObject metadata,
        JsonObject config,
        @Nullable Instant updatedAt) {
    /** Nothing was kept. */
    public static final Extras NONE = new Extras(null, false, null, Map.of(), null, new JsonObject(), null);

    /** Characters of the metadata as JSON. */
    static final int MOST_METADATA = 64 * 1024;

    public Extras {
        tags = Map.copyOf(tags);
    }

    static Extras of(
            @Nullable String alias,
            boolean unnamed,
            @Nullable NangoEndUser endUser,
            Map<String, String> tags,
            JsonObject held,
            Instant updatedAt) {
        return new Extras(
                alias,
                unnamed,
                endUser,
                tags,
                held.getJsonObject("metadata"),
                held.getJsonObject("config", new JsonObject()),
                updatedAt);
    }

    JsonObject held() {
        return new JsonObject().put("metadata", metadata).put("config", config);
    }

    public Extras withAlias(@Nullable String other, boolean nobodyNamed) {
        return new Extras(other, nobodyNamed, endUser, tags, metadata, config, updatedAt);
    }

    public Extras withEndUser(NangoEndUser other) {
        return new Extras(alias, false, other, tags, metadata, config, updatedAt);
    }

    public Extras withTags(Map<String, String> others) {
        return new Extras(alias, unnamed, endUser, others, metadata, config, updatedAt);
    }

    public Extras withMetadata(JsonObject other) {
        return new Extras(alias, unnamed, endUser, tags, other, config, updatedAt);
    }

    public Extras withConfig(JsonObject other) {
        return new Extras(alias, unnamed, endUser, tags, metadata, other, updatedAt);
    }

    /** With these names of the metadata in place of the old ones. */
    Extras merging(JsonObject others) {
        JsonObject merged = metadata == null ? new JsonObject() : metadata.copy();
        others.forEach(each -> merged.put(each.getKey(), each.getValue()));
        return withMetadata(merged);
    }
}
