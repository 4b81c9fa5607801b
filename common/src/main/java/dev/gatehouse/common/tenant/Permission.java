package dev.gatehouse.common.tenant;

import java.util.Arrays;
import java.util.Optional;

/** What an API key or an operator may do. The texts are public contract. */
public enum Permission {
    REGISTRATIONS("registrations"),
    CREDENTIALS("credentials"),
    CREDENTIALS_REVEAL("credentials:reveal"),
    DIRECTORY("directory"),
    CONNECT("connect"),
    CONNECTIONS("connections"),
    PROXY_READ("proxy:read"),
    PROXY_WRITE("proxy:write"),
    TOKEN_EXPORT("token:export"),
    WEBHOOKS("webhooks"),
    AUDIT("audit"),
    KEYS("keys"),
    TENANTS("tenants");

    private final String text;

    Permission(String text) {
        this.text = text;
    }

    /** As it stands in JSON and in the database. */
    public String text() {
        return text;
    }

    public static Optional<Permission> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
