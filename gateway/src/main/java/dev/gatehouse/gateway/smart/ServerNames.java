package dev.gatehouse.gateway.smart;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a practice trusts with sign-in: what an attacker who can change its metadata would change first.
 *
 * @param issuer empty if the metadata names none
 * @param token host and port of the token endpoint
 * @param keys host and port of the key set; empty if the metadata names none
 */
public record ServerNames(String issuer, String token, String keys) {

    static ServerNames of(SmartEndpoints endpoints) {
        return new ServerNames(
                Objects.requireNonNullElse(endpoints.issuer(), ""),
                server(endpoints.token()),
                server(endpoints.jwks()));
    }

    private static String server(@Nullable URI address) {
        return address == null ? "" : address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }
}
