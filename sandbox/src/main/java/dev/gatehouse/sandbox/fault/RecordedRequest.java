package dev.gatehouse.sandbox.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived. Secrets (codes, tokens, verifiers, passwords) are replaced by {@code sha256:} and twelve hex
 * digits, so equal ones can be told without any being readable.
 *
 * @param sequence counts up from 1 over the life of the sandbox
 * @param at arrival
 * @param origin the listener it came to
 * @param kind what it was for
 * @param practice GUID, or null when the path names none
 * @param method HTTP method
 * @param target path and query as sent, byte for byte but for secrets
 * @param path the path of it
 * @param query decoded pairs, in order
 * @param form decoded pairs of a form body, in order
 * @param headerNames all names, in lower case, in order
 * @param headers values of the headers that matter, secrets left out
 * @param authorization how the caller showed who it is: {@code none}, {@code basic}, {@code bearer} or {@code other}
 * @param credential fingerprint of what was shown, or null
 */
public record RecordedRequest(
        long sequence,
        Instant at,
        String origin,
        RequestKind kind,
        @Nullable String practice,
        String method,
        String target,
        String path,
        List<Map.Entry<String, String>> query,
        List<Map.Entry<String, String>> form,
        List<String> headerNames,
        Map<String, String> headers,
        String authorization,
        @Nullable String credential) {

    /** The first value of that name in the query. */
    public @Nullable String query(String name) {
        return first(query, name);
    }

    /** The first value of that name in the form body. */
    public @Nullable String form(String name) {
        return first(form, name);
    }

    private static @Nullable String first(List<Map.Entry<String, String>> pairs, String name) {
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                return pair.getValue();
            }
        }
        return null;
    }

    JsonObject toJson() {
        JsonObject named = new JsonObject();
        headers.forEach(named::put);
        return new JsonObject()
                .put("sequence", sequence)
                .put("at", at.toString())
                .put("origin", origin)
                .put("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
                .put("practice", practice)
                .put("method", method)
                .put("target", target)
                .put("path", path)
                .put("query", pairs(query))
                .put("form", pairs(form))
                .put("headerNames", new JsonArray(headerNames))
                .put("headers", named)
                .put("authorization", authorization)
                .put("credential", credential);
    }

    private static JsonArray pairs(List<Map.Entry<String, String>> pairs) {
        JsonArray list = new JsonArray();
        pairs.forEach(
                pair -> list.add(new JsonObject().put("name", pair.getKey()).put("value", pair.getValue())));
        return list;
    }
}
