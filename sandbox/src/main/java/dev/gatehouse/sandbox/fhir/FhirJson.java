package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** FHIR's JSON: a decimal keeps its digits, {@code 1.00} is not {@code 1.0} (FHIR R4, section 2.24.0.1, decimal). */
final class FhirJson {

    static final String TYPE = "application/fhir+json; charset=utf-8";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private FhirJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode resource(String type) {
        return object().put("resourceType", type);
    }

    static Buffer write(JsonNode node) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree can always be written", impossible);
        }
    }

    /** The object in the text, or null if it is something else or no JSON. */
    static @Nullable ObjectNode read(Buffer text) {
        try {
            return MAPPER.readTree(text.getBytes()) instanceof ObjectNode object ? object : null;
        } catch (IOException broken) {
            return null;
        }
    }
}
