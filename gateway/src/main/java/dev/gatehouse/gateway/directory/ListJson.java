package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How lists in JSON are parsed: with limits, and forgiving where a value is of another type than expected. */
final class ListJson {
    static final int DEEPEST = 64;
    /** Longer texts end the import; shorter ones are the screening's business. */
    static final int LONGEST_TEXT = 4 << 20;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(10_000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    static final String TOO_DEEP = "The JSON is nested deeper than " + DEEPEST + " levels or has a text of more than "
            + (LONGEST_TEXT >> 20) + " MB.";
    static final String BROKEN = "The JSON is broken or ends too early.";

    private ListJson() {}

    interface Field {
        void read(String name) throws IOException;
    }

    interface Element {
        void read() throws IOException;
    }

    /** The fields of the object at hand, each with the parser at its value; anything but an object is passed over. */
    static void object(JsonParser json, Field reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            reader.read(field);
        }
    }

    /** The objects of the list at hand; a single object counts as a list of one. */
    static void each(JsonParser json, Element reader) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            reader.read();
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                reader.read();
            } else {
                json.skipChildren();
            }
        }
    }

    /** The text at hand; null if it is something else, which is then passed over. */
    static @Nullable String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }
}
