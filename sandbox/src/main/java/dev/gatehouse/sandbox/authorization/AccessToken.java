package dev.gatehouse.sandbox.authorization;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** An issued access token; opaque to everybody but this server. */
public final class AccessToken {

    private final String value;
    private final Grant grant;
    private final Set<String> scopes;
    private volatile Instant expiresAt;

    AccessToken(String value, Grant grant, Set<String> scopes, Instant expiresAt) {
        this.value = value;
        this.grant = grant;
        this.scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        this.expiresAt = expiresAt;
    }

    String value() {
        return value;
    }

    public Grant grant() {
        return grant;
    }

    public Set<String> scopes() {
        return scopes;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    void expire(Instant now) {
        if (expiresAt.isAfter(now)) {
            expiresAt = now;
        }
    }

    /** Good at that moment: neither expired nor revoked. */
    public boolean good(Instant now) {
        return now.isBefore(expiresAt) && !grant.revoked();
    }
}
