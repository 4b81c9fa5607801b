package dev.gatehouse.registration.reach;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A JSON Web Key Set as somebody published it (RFC 7517): which keys are in it, and whether a private part is. */
record KeySet(List<Checked.Key> keys, boolean privateKey) {
    /** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1. */
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    KeySet {
        keys = List.copyOf(keys);
    }

    /** Empty if it is no key set. */
    static Optional<KeySet> of(Buffer text) {
        try {
            JsonObject json = new JsonObject(text);
            return json.getValue("keys") instanceof JsonArray all ? of(all) : Optional.empty();
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static Optional<KeySet> of(JsonArray all) {
        List<Checked.Key> keys = new ArrayList<>();
        boolean open = false;
        for (Object each : all) {
            if (!(each instanceof JsonObject key)) {
                return Optional.empty();
            }
            keys.add(new Checked.Key(text(key, "kid"), algorithm(key)));
            open |= key.fieldNames().stream().anyMatch(PRIVATE::contains);
        }
        return Optional.of(new KeySet(keys, open));
    }

    private static String algorithm(JsonObject key) {
        String said = text(key, "alg");
        return said.isEmpty() ? (text(key, "kty") + " " + text(key, "crv")).strip() : said;
    }

    private static String text(JsonObject key, String name) {
        return Objects.toString(key.getValue(name), "");
    }
}
