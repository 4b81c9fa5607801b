package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.directory.Base;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one person allowed one app at one base, for as long as it lasts. Its own monitor guards the changing parts. */
public final class Grant {

    private final Base base;
    private final String clientId;
    private final Set<String> scopes;
    private final Chart.@Nullable Person user;
    private final @Nullable String patient;
    private final @Nullable String nonce;
    private final boolean fromEhr;
    private final Deque<String> refreshTokens = new ArrayDeque<>();
    private volatile boolean revoked;
    private boolean refreshEnded;

    Grant(
            Base base,
            String clientId,
            Set<String> scopes,
            Chart.@Nullable Person user,
            @Nullable String patient,
            @Nullable String nonce,
            boolean fromEhr) {
        this.base = base;
        this.clientId = clientId;
        this.scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        this.user = user;
        this.patient = patient;
        this.nonce = nonce;
        this.fromEhr = fromEhr;
    }

    public Base base() {
        return base;
    }

    public String clientId() {
        return clientId;
    }

    public Set<String> scopes() {
        return scopes;
    }

    /** Who allowed it; null for a system app. */
    public Chart.@Nullable Person user() {
        return user;
    }

    /** Id of the patient in context, if there is one. */
    public @Nullable String patient() {
        return patient;
    }

    @Nullable
    String nonce() {
        return nonce;
    }

    boolean fromEhr() {
        return fromEhr;
    }

    boolean revoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    synchronized boolean refreshEnded() {
        return refreshEnded;
    }

    synchronized void endRefresh() {
        refreshEnded = true;
    }

    /** Every refresh token this grant ever had, the last one at the end, as far as they are remembered. */
    Deque<String> refreshTokens() {
        return refreshTokens;
    }
}
