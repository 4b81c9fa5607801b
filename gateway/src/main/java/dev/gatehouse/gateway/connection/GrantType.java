package dev.gatehouse.gateway.connection;

import java.util.Locale;

/** How a connection's tokens are had (RFC 6749, sections 4.1 and 4.4). */
public enum GrantType {
    /** Somebody granted it once; a refresh token brings the next ones. */
    AUTHORIZATION_CODE,
    /** The application asks for itself, each time anew (SMART App Launch 2.2, "Backend Services"). */
    CLIENT_CREDENTIALS;

    /** As it stands in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
