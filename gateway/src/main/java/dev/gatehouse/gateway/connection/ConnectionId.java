package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;
import java.util.regex.Pattern;

/**
 * Names one connection within its tenant.
 *
 * @param value {@code con_} and 26 characters of Crockford's base 32
 */
public record ConnectionId(String value) {
    private static final Pattern SHAPE = Pattern.compile("con_[0-9a-hjkmnp-tv-z]{26}");

    public ConnectionId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a connection id");
        }
    }

    /** From a path. Anything that is no id at all fails like an id that nobody has: 404 {@code connection-unknown}. */
    public static ConnectionId named(String text) {
        if (!isValid(text)) {
            throw new Failure.Missing("connection-unknown", "There is no connection with this id.");
        }
        return new ConnectionId(text);
    }

    public static boolean isValid(String value) {
        return SHAPE.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
