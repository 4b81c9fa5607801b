package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.failure.Failure;

/**
 * Names one connection within its tenant.
 *
 * @param value {@code con_} and 26 characters of Crockford's base 32
 */
public record ConnectionId(String value) {
    private static final String PREFIX = "con_";
    private static final int LENGTH = PREFIX.length() + 26;

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

    /** Asked with every call, so without a pattern. */
    public static boolean isValid(String value) {
        if (value.length() != LENGTH || !value.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u';
            if (!letter && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
