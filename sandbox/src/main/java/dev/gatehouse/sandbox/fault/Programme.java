package dev.gatehouse.sandbox.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The switches of the vendor's partner programme: who must let an app in, how a partner is approved, whether apps may
 * register themselves, and how much is said to a client that cannot show who it is.
 */
public final class Programme {

    /** What the token endpoint says to a client that cannot show who it is. */
    public enum ClientErrors {
        /** {@code invalid_client} with the same words for every cause (RFC 6749, section 5.2). */
        ALIKE,
        /** {@code invalid_client}, with the cause in {@code error_description}, as some servers do. */
        TELLING,
        /** The shape of Practice Fusion's authorization layer, which is not that of RFC 6749. */
        VENDOR
    }

    /**
     * What the switches start with.
     *
     * @param practiceGate whether apps for users, too, need the practice's consent
     * @param dynamicRegistration whether apps may register themselves
     * @param approveAfter how long a partner waits for approval; null for until somebody approves
     */
    public record Start(
            boolean practiceGate,
            boolean dynamicRegistration,
            @Nullable Duration approveAfter) {

        /** As the other parts of the sandbox expect it: no gate for users' apps, approval by hand, no self-service. */
        public static Start defaults() {
            return new Start(false, false, null);
        }
    }

    private final Start start;
    private volatile boolean practiceGate;
    private volatile boolean dynamicRegistration;
    private volatile ClientErrors clientErrors = ClientErrors.ALIKE;
    private volatile Duration registeredSecretLifetime = Duration.ZERO;

    @Nullable
    private volatile Duration approveAfter;

    @Nullable
    private volatile String initialAccessToken;

    Programme(Start start) {
        this.start = start;
        reset();
    }

    void reset() {
        practiceGate = start.practiceGate();
        dynamicRegistration = start.dynamicRegistration();
        approveAfter = start.approveAfter();
        clientErrors = ClientErrors.ALIKE;
        registeredSecretLifetime = Duration.ZERO;
        initialAccessToken = null;
    }

    /** Whether a practice must have FHIR enabled and the app authorized before its users may connect the app. */
    public boolean practiceGate() {
        return practiceGate;
    }

    public void practiceGate(boolean on) {
        practiceGate = on;
    }

    /** Whether there is a registration endpoint (RFC 7591), named in both discovery documents. */
    public boolean dynamicRegistration() {
        return dynamicRegistration;
    }

    public void dynamicRegistration(boolean on) {
        dynamicRegistration = on;
    }

    /** The token that a registration must show; null when anybody may register. */
    public @Nullable String initialAccessToken() {
        return initialAccessToken;
    }

    public void initialAccessToken(@Nullable String token) {
        initialAccessToken = token;
    }

    /** How long the secrets of apps that registered themselves live; zero for ever. */
    public Duration registeredSecretLifetime() {
        return registeredSecretLifetime;
    }

    public void registeredSecretLifetime(Duration lifetime) {
        registeredSecretLifetime = lifetime;
    }

    /** How long a partner's registration waits until it is approved by itself; null for until somebody approves. */
    public @Nullable Duration approveAfter() {
        return approveAfter;
    }

    public void approveAfter(@Nullable Duration delay) {
        approveAfter = delay;
    }

    public ClientErrors clientErrors() {
        return clientErrors;
    }

    public void clientErrors(ClientErrors other) {
        clientErrors = other;
    }
}
