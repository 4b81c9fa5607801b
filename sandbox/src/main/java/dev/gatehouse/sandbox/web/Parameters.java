package dev.gatehouse.sandbox.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decoded pairs of a query string or of a form body, in the order in which they came, repeats included: a repeated
 * OAuth parameter is an error (RFC 6749, section 3.1), so nothing may hide one.
 */
public final class Parameters {

    private static final Parameters NONE = new Parameters(List.of());

    private final List<Map.Entry<String, String>> pairs;

    private Parameters(List<Map.Entry<String, String>> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    public static Parameters none() {
        return NONE;
    }

    /** Reads {@code a=1&b=2}; a pair with broken percent-encoding is kept as it was written. */
    public static Parameters parse(@Nullable String encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return NONE;
        }
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (int at = 0; at <= encoded.length(); ) {
            int end = encoded.indexOf('&', at);
            String pair = encoded.substring(at, end < 0 ? encoded.length() : end);
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                found.add(Map.entry(decode(name), decode(value)));
            }
            at = end < 0 ? encoded.length() + 1 : end + 1;
        }
        return new Parameters(found);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }

    /** The first value of the name, or null. */
    public @Nullable String one(String name) {
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                return pair.getValue();
            }
        }
        return null;
    }

    /** The first value of the name, or the empty text. */
    public String text(String name) {
        String value = one(name);
        return value == null ? "" : value;
    }

    public boolean has(String name) {
        return one(name) != null;
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                values.add(pair.getValue());
            }
        }
        return values;
    }

    /** The names that came more than once. */
    public Set<String> repeated() {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (Map.Entry<String, String> pair : pairs) {
            if (!seen.add(pair.getKey())) {
                twice.add(pair.getKey());
            }
        }
        return twice;
    }

    public List<Map.Entry<String, String>> pairs() {
        return pairs;
    }
}
