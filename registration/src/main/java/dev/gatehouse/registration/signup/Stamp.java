package dev.gatehouse.registration.signup;

import dev.gatehouse.common.tenant.Author;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/**
 * Who did something, and when.
 *
 * @param by kind and id of the author, for example {@code key:key_3v8k…}
 */
public record Stamp(String by, Instant at) {

    public static Stamp of(Author author, Instant at) {
        return new Stamp(author.kind().name().toLowerCase(Locale.ROOT) + ":" + author.id(), at);
    }

    JsonObject toJson() {
        return new JsonObject().put("by", by).put("at", at.toString());
    }

    static Stamp of(JsonObject json) {
        return new Stamp(json.getString("by"), json.getInstant("at"));
    }
}
