package dev.gatehouse.gateway.directory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.ListField;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain JSON objects, one a practice, by the profile's map of their members. The list is the whole file, or where the
 * profile says, or the only list of objects at the top of an object.
 */
final class JsonListReader implements ListReader {
    private final Map<String, ListField> fields = new HashMap<>();
    /** Members with mapped members below them. */
    private final Set<String> above = new HashSet<>();

    private final @Nullable String path;
    private final ListEntries entries;
    private final ListedRow row = new ListedRow();
    private int index = -1;
    private boolean found;
    private boolean inRows;
    private boolean twice;

    JsonListReader(DirectorySection section, ListEntries entries) {
        this.path = section.list();
        this.entries = entries;
        if (section.fields().isEmpty()) {
            for (ListField each : ListField.values()) {
                fields.put(each.text(), each);
            }
        }
        section.fields().forEach((field, source) -> fields.put(source.name(), field));
        for (String each : fields.keySet()) {
            for (int dot = each.indexOf('.'); dot > 0; dot = each.indexOf('.', dot + 1)) {
                above.add(each.substring(0, dot));
            }
        }
    }

    @Override
    public void read(InputStream file) throws IOException {
        try (JsonParser json = ListJson.FACTORY.createParser(FileStart.json(file))) {
            try {
                readFile(json);
            } catch (StreamConstraintsException e) {
                throw unreadable(json, ListJson.TOO_DEEP);
            } catch (JsonProcessingException e) {
                throw unreadable(json, ListJson.BROKEN);
            }
        }
    }

    private void readFile(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_ARRAY && path == null) {
            readRows(json, json.nextToken());
            found = true;
        } else if (first == JsonToken.START_OBJECT) {
            search(json, "");
        }
        if (!found) {
            throw unreadable(
                    json,
                    path == null
                            ? "The file is no list of objects, and has none at its top."
                            : "The file has no list at \"" + path + "\".");
        }
        if (json.nextToken() != null) {
            throw unreadable(json, "There is more text after the end of the list.");
        }
    }

    /** Looks for the list among the members of the object at hand. */
    private void search(JsonParser json, String prefix) throws IOException {
        ListJson.object(json, name -> {
            String here = prefix + name;
            JsonToken value = json.currentToken();
            if (value == JsonToken.START_ARRAY && (path == null || path.equals(here))) {
                JsonToken element = json.nextToken();
                if (element != JsonToken.START_OBJECT && path == null) {
                    skipRest(json);
                    return;
                }
                if (found) {
                    throw unreadable(json, "The file has more than one list of objects. The profile should name one.");
                }
                found = true;
                readRows(json, element);
            } else if (value == JsonToken.START_OBJECT && path != null && path.startsWith(here + ".")) {
                search(json, here + ".");
            } else {
                json.skipChildren();
            }
        });
    }

    private static void skipRest(JsonParser json) throws IOException {
        while (json.currentToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            if (json.nextToken() == null) {
                return;
            }
        }
    }

    private void readRows(JsonParser json, @Nullable JsonToken first) throws IOException {
        inRows = true;
        for (JsonToken at = first; at != JsonToken.END_ARRAY; at = json.nextToken()) {
            index++;
            if (at != JsonToken.START_OBJECT) {
                json.skipChildren();
                entries.ignore(index);
                continue;
            }
            row.clear();
            twice = false;
            readObject(json, "");
            if (twice) {
                entries.reject(index, "It says the same thing twice, differently.");
            } else {
                entries.take(index, row.toResource());
            }
        }
        inRows = false;
    }

    private void readObject(JsonParser json, String prefix) throws IOException {
        ListJson.object(json, name -> readValue(json, prefix + name));
    }

    private void readValue(JsonParser json, String here) throws IOException {
        ListField field = fields.get(here);
        JsonToken value = json.currentToken();
        if (value.isScalarValue()) {
            if (field != null && value != JsonToken.VALUE_NULL && !row.put(field, json.getText())) {
                twice = true;
            }
        } else if (value == JsonToken.START_ARRAY && (field != null || above.contains(here))) {
            readFirst(json, here);
        } else if (value == JsonToken.START_OBJECT && above.contains(here)) {
            readObject(json, here + ".");
        } else {
            json.skipChildren();
        }
    }

    /** Of a list of values only the first counts. */
    private void readFirst(JsonParser json, String here) throws IOException {
        boolean first = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (first && json.currentToken() != JsonToken.START_ARRAY) {
                readValue(json, here);
            } else {
                json.skipChildren();
            }
            first = false;
        }
    }

    private DirectoryUnreadable unreadable(JsonParser json, String what) {
        JsonLocation at = json.currentLocation();
        return new DirectoryUnreadable(what, inRows ? index : -1, at.getLineNr(), at.getColumnNr());
    }
}
