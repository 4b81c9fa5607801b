package dev.gatehouse.gateway.directory;

import java.util.List;
import java.util.Locale;

/**
 * The ways a list's entries name each other (FHIR R4, 2.36.4.1, and what vendors make of it): by fullUrl, {@code Type/id},
 * {@code endpoint/id}, a bare id, {@code urn:uuid:…}, an absolute URL that ends in {@code Type/id}, and {@code #id} for
 * contained resources.
 */
final class References {
    private References() {}

    static String fullUrl(String fullUrl) {
        return "u:" + fullUrl.strip();
    }

    static String id(String id) {
        return "i:" + id.strip().toLowerCase(Locale.ROOT);
    }

    static String contained(int entry, String id) {
        return "c:" + entry + "#" + id;
    }

    /** Keys under which the referred resource may be found, the most exact first. */
    static List<String> keys(String reference, int fromEntry, String type) {
        String text = reference.strip();
        if (text.startsWith("#")) {
            return List.of(contained(fromEntry, text.substring(1)));
        }
        String path = text.startsWith("urn:uuid:") ? text.substring("urn:uuid:".length()) : text;
        int history = path.indexOf("/_history/");
        path = history < 0 ? path : path.substring(0, history);
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return List.of(fullUrl(text), id(path));
        }
        String before = path.substring(0, slash);
        String named = before.substring(before.lastIndexOf('/') + 1);
        return named.equalsIgnoreCase(type)
                ? List.of(fullUrl(text), id(path.substring(slash + 1)))
                : List.of(fullUrl(text));
    }
}
