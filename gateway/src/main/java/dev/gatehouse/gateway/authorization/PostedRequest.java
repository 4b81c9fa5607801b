package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An authorization request that a browser sends as a form (SMART App Launch 2.2, capability {@code authorize-post}), so that
 * nothing of it is in an address.
 *
 * @param action where to
 */
record PostedRequest(String action, Map<String, String> fields) {

    PostedRequest {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** To be sealed. */
    SecretText text() {
        JsonObject named = new JsonObject();
        fields.forEach(named::put);
        return new SecretText(
                new JsonObject().put("action", action).put("fields", named).encode());
    }

    static PostedRequest of(SecretText text) {
        JsonObject json = new JsonObject(text.reveal());
        Map<String, String> fields = new LinkedHashMap<>();
        json.getJsonObject("fields").forEach(each -> fields.put(each.getKey(), (String) each.getValue()));
        return new PostedRequest(json.getString("action"), fields);
    }

    @Override
    public String toString() {
        return "PostedRequest[****]";
    }
}
