package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a FHIR Bundle (R4) of Organization and Endpoint entries as it streams by, one entry in memory at a time. Blocking;
 * for a worker thread. Fails with {@link DirectoryUnreadable}, which says where.
 */
final class BundleReader {
    static final int DEEPEST = 64;
    /** Longer texts end the import; shorter ones are the screening's business. */
    private static final int LONGEST_TEXT = 4 << 20;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(10_000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Takes each entry of the Bundle, in the order of the file. */
    interface Entries {
        void take(int index, BundleResource resource) throws IOException;

        /** An entry without a resource that could be one of ours. */
        void ignore(int index) throws IOException;
    }

    private final Entries entries;
    private int index = -1;

    private BundleReader(Entries entries) {
        this.entries = entries;
    }

    static void read(InputStream file, Entries entries) throws IOException {
        new BundleReader(entries).read(file);
    }

    private void read(InputStream file) throws IOException {
        PushbackInputStream start = new PushbackInputStream(file, 1);
        int first = start.read();
        if (first < 0) {
            throw new DirectoryUnreadable("The file is empty.");
        }
        if (first == '<') {
            throw new DirectoryUnreadable("The file is a web page or XML, not JSON. Servers answer like that when they"
                    + " want a login or have moved the file.");
        }
        if (first == 0x1f || first == 'P') {
            throw new DirectoryUnreadable("The file is compressed or no JSON. Send the plain JSON file.");
        }
        start.unread(first);
        try (JsonParser json = JSON.createParser(start)) {
            readBundle(json);
        }
    }

    private void readBundle(JsonParser json) throws IOException {
        try {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(json, "The file is not a FHIR Bundle: its JSON is no object.");
            }
            String type = null;
            boolean anyEntries = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("resourceType")) {
                    type = text(json);
                    needBundle(json, type);
                } else if (field.equals("entry")) {
                    anyEntries = true;
                    readEntries(json);
                } else {
                    json.skipChildren();
                }
            }
            needBundle(json, type);
            if (!anyEntries) {
                throw unreadable(json, "The Bundle has no \"entry\".");
            }
            if (json.nextToken() != null) {
                throw unreadable(json, "There is more text after the end of the Bundle.");
            }
        } catch (StreamConstraintsException e) {
            throw unreadable(
                    json,
                    "The JSON is nested deeper than " + DEEPEST + " levels or has a text of more than "
                            + (LONGEST_TEXT >> 20) + " MB.");
        } catch (JsonProcessingException e) {
            throw unreadable(json, "The JSON is broken or ends too early.");
        }
    }

    private void needBundle(JsonParser json, @Nullable String type) {
        if (!"Bundle".equals(type)) {
            throw unreadable(json, "The file is not a FHIR Bundle: its \"resourceType\" is not \"Bundle\".");
        }
    }

    private void readEntries(JsonParser json) throws IOException {
        if (!json.isExpectedStartArrayToken()) {
            throw unreadable(json, "The Bundle's \"entry\" is no list.");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            index++;
            readEntry(json);
        }
        index = -1;
    }

    private void readEntry(JsonParser json) throws IOException {
        String[] fullUrl = new String[1];
        BundleResource[] resource = new BundleResource[1];
        object(json, field -> {
            switch (field) {
                case "fullUrl" -> fullUrl[0] = text(json);
                case "resource" -> {
                    if (json.currentToken() == JsonToken.START_OBJECT) {
                        resource[0] = readResource(json);
                    } else {
                        json.skipChildren();
                    }
                }
                default -> json.skipChildren();
            }
        });
        BundleResource found = resource[0];
        if (found == null) {
            entries.ignore(index);
            return;
        }
        found.fullUrl = fullUrl[0];
        entries.take(index, found);
    }

    private BundleResource readResource(JsonParser json) throws IOException {
        BundleResource resource = new BundleResource();
        object(json, field -> {
            switch (field) {
                case "resourceType" -> resource.type = text(json);
                case "id" -> resource.id = text(json);
                case "name" -> resource.name = text(json);
                case "status" -> resource.status = text(json);
                case "active" -> resource.inactive = json.currentToken() == JsonToken.VALUE_FALSE;
                case "address" -> readAddress(json, resource);
                case "identifier" -> each(json, () -> readIdentifier(json, resource));
                case "endpoint" -> each(json, () -> reference(json, resource.endpoints::add));
                case "managingOrganization" -> reference(json, value -> resource.managingOrganization = value);
                case "contained" -> each(json, () -> resource.contained.add(readResource(json)));
                default -> json.skipChildren();
            }
        });
        return resource;
    }

    /** A text on Endpoint, a list of postal addresses on Organization. */
    private void readAddress(JsonParser json, BundleResource resource) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            resource.url = json.getText();
            return;
        }
        boolean[] taken = new boolean[1];
        each(json, () -> {
            if (taken[0]) {
                json.skipChildren();
                return;
            }
            taken[0] = true;
            object(json, field -> {
                switch (field) {
                    case "line" -> resource.street = firstText(json);
                    case "city" -> resource.city = text(json);
                    case "state" -> resource.state = text(json);
                    case "postalCode" -> resource.postalCode = text(json);
                    default -> json.skipChildren();
                }
            });
        });
    }

    private void readIdentifier(JsonParser json, BundleResource resource) throws IOException {
        String[] found = new String[2];
        object(json, field -> {
            switch (field) {
                case "system" -> found[0] = text(json);
                case "value" -> found[1] = text(json);
                default -> json.skipChildren();
            }
        });
        if (found[1] != null) {
            resource.identifiers.add(new BundleResource.Identifier(found[0] == null ? "" : found[0], found[1]));
        }
    }

    private void reference(JsonParser json, Consumer<String> taker) throws IOException {
        object(json, field -> {
            String value = field.equals("reference") ? text(json) : null;
            if (value != null) {
                taker.accept(value);
            } else {
                json.skipChildren();
            }
        });
    }

    private @Nullable String firstText(JsonParser json) throws IOException {
        String[] first = new String[1];
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String value = text(json);
                first[0] = first[0] == null ? value : first[0];
            }
            return first[0];
        }
        return text(json);
    }

    private interface Field {
        void read(String name) throws IOException;
    }

    private interface Element {
        void read() throws IOException;
    }

    /** The fields of the object at hand, each with the parser at its value; anything but an object is passed over. */
    private static void object(JsonParser json, Field reader) throws IOException {
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
    private static void each(JsonParser json, Element reader) throws IOException {
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
    private static @Nullable String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    private DirectoryUnreadable unreadable(JsonParser json, String what) {
        JsonLocation at = json.currentLocation();
        return new DirectoryUnreadable(what, index, at.getLineNr(), at.getColumnNr());
    }
}
