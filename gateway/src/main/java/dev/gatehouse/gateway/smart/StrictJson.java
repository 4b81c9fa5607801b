package dev.gatehouse.gateway.smart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Reads JSON that a stranger wrote. Exactly one object of bounded depth, without the same name twice: of two {@code
 * access_token}s, whichever a lenient parser picks may be the wrong one. Fractions keep their digits. What is wrong with an
 * unreadable text is not told, because parsers quote it and it may hold a token.
 */
public final class StrictJson {
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 400;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {});

    private StrictJson() {}

    /** The object; empty if the text is anything else. */
    public static Optional<JsonObject> object(Buffer text) {
        try {
            LinkedHashMap<String, Object> members = READER.readValue(text.getBytes());
            return members == null ? Optional.empty() : Optional.of(new JsonObject(members));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
