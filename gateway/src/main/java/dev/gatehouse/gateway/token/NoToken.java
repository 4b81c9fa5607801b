package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token endpoint gave no token. What to do next follows from the {@linkplain #outcome() outcome}; the code and the message
 * are for people, and the {@linkplain #vendor() vendor's own words} for its support.
 */
public final class NoToken extends Failure.Upstream {

    /** What a token call without a token means for the grant behind it. */
    public enum Outcome {
        /** The request was not acted on: no connection, or the EHR asked us to wait. The same token may be sent again. */
        RETRYABLE,
        /** The request may have been acted on, and a refresh token may have been used up. Send the same token again soon. */
        UNKNOWN,
        /** The code or the refresh token is not accepted ({@code invalid_grant}). */
        DENIED,
        /** The application is not accepted; says nothing about the grant, which stays as it is. */
        CLIENT_BROKEN,
        /** The scopes are more than the EHR allows this application, or in the wrong dialect. */
        INVALID_SCOPE,
        /** The practice has not (or no longer) allowed this application. */
        PRACTICE_NOT_AUTHORIZED,
        /** The EHR understands the request and does not take such ones: a setting is wrong. Repeating won't help. */
        REQUEST_REFUSED
    }

    private final Outcome outcome;
    private final int status;
    private final boolean endpointSuspect;
    private final transient @Nullable Duration retryAfter;
    private final transient VendorWords vendor;
    private final transient @Nullable SecretText answer;

    NoToken(Outcome outcome, String code, String message, @Nullable Throwable cause) {
        this(outcome, code, message, 0, false, null, VendorWords.NONE, cause);
    }

    NoToken(
            Outcome outcome,
            String code,
            String message,
            int status,
            boolean endpointSuspect,
            @Nullable Duration retryAfter,
            VendorWords vendor,
            @Nullable Throwable cause) {
        this(outcome, code, message, status, endpointSuspect, retryAfter, vendor, null, cause);
    }

    private NoToken(
            Outcome outcome,
            String code,
            String message,
            int status,
            boolean endpointSuspect,
            @Nullable Duration retryAfter,
            VendorWords vendor,
            @Nullable SecretText answer,
            @Nullable Throwable cause) {
        super(code, message, cause);
        this.answer = answer;
        this.outcome = outcome;
        this.status = status;
        this.endpointSuspect = endpointSuspect;
        this.retryAfter = retryAfter;
        this.vendor = vendor;
    }

    /** A success that can't be read as one. It may hold tokens, so that nobody knows what the one that was sent is worth. */
    static NoToken unreadable(String message, int status, VendorWords vendor, SecretText answer) {
        return new NoToken(
                Outcome.UNKNOWN, "token-answer-unusable", message, status, false, null, vendor, answer, null);
    }

    /** The whole answer, if it claimed success. */
    Optional<SecretText> answer() {
        return Optional.ofNullable(answer);
    }

    public Outcome outcome() {
        return outcome;
    }

    /** HTTP status of the answer; 0 if there was none. */
    public int status() {
        return status;
    }

    /** True if the endpoint may have moved (gone, another name, another certificate): worth reading the metadata again. */
    public boolean isEndpointSuspect() {
        return endpointSuspect;
    }

    /** How long the EHR asked us to wait, between a second and fifteen minutes. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public VendorWords vendor() {
        return vendor;
    }
}
