package dev.gatehouse.gateway.conformance;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes addresses apart. */
final class Addresses {
    private Addresses() {}

    /** The decoded parameters; one that stands twice fails the test. */
    static Map<String, String> query(URI address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : address.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String before = parameters.put(
                    parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
            if (before != null) {
                throw new AssertionError(parts[0] + " stands twice");
            }
        }
        return parameters;
    }
}
