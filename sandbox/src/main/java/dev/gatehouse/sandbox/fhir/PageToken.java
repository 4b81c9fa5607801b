package dev.gatehouse.sandbox.fhir;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The place in a search at which the next page begins, as an opaque text; nothing is kept on the server.
 *
 * @param type resource type
 * @param offset matches before the page
 * @param query of the search, as it was sent
 */
record PageToken(String type, int offset, String query) {

    /** Plain base64: with its {@code +}, {@code /} and {@code =} it must be kept percent-encoded by everybody. */
    String text() {
        String plain = type + "\n" + offset + "\n" + query;
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable PageToken parse(String text) {
        try {
            String plain = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = plain.split("\n", 3);
            return parts.length == 3 ? new PageToken(parts[0], Integer.parseInt(parts[1]), parts[2]) : null;
        } catch (IllegalArgumentException garbled) {
            return null;
        }
    }
}
