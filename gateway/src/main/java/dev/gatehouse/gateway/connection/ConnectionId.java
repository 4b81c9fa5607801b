package dev.gatehouse.gateway.connection;

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

    public static boolean isValid(String value) {
        return SHAPE.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
