package dev.gatehouse.gateway.tracing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a call that has ended.
 *
 * @param parentId the step it is a part of; null for none
 * @param kind as OTLP numbers them
 * @param beginNanos since 1970
 * @param endNanos since 1970
 * @param attributes texts and numbers
 * @param failed true if it did not end well
 */
record Span(
        String traceId,
        String spanId,
        @Nullable String parentId,
        String name,
        int kind,
        long beginNanos,
        long endNanos,
        Map<String, Object> attributes,
        boolean failed) {
    static final int INTERNAL = 1;
    static final int SERVER = 2;
    static final int CLIENT = 3;
    private static final int ERROR = 2;

    /** As OTLP 1.x writes it in JSON: ids in hexadecimal, numbers of 64 bits as texts. */
    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("traceId", traceId)
                .put("spanId", spanId)
                .put("name", name)
                .put("kind", kind)
                .put("startTimeUnixNano", Long.toString(beginNanos))
                .put("endTimeUnixNano", Long.toString(endNanos))
                .put("attributes", attributes(attributes))
                .put("status", failed ? new JsonObject().put("code", ERROR) : new JsonObject());
        return parentId == null ? json : json.put("parentSpanId", parentId);
    }

    static JsonArray attributes(Map<String, Object> attributes) {
        JsonArray array = new JsonArray();
        attributes.forEach((key, value) -> array.add(new JsonObject()
                .put("key", key)
                .put(
                        "value",
                        value instanceof String text
                                ? new JsonObject().put("stringValue", text)
                                : new JsonObject().put("intValue", value.toString()))));
        return array;
    }
}
