package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.gateway.connection.Cause;
import dev.gatehouse.gateway.connection.ConnectionState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a try that brought no token: for the connection, for its grant's row, and for who waits.
 *
 * @param state null if the connection stays as it is
 * @param told to whoever waits
 */
record Aftermath(@Nullable ConnectionState state, @Nullable Cause cause, Setback setback, Throwable told) {
    /**
     * @param failure what the try ended with
     * @param unknown true if the EHR may have acted on this try or on one before
     * @param epoch of the application's {@linkplain ApplicationBreaker#epoch breaker} when it was tried
     * @param token the token endpoint
     */
    record Try(Claim claim, Throwable failure, boolean unknown, String applicationId, long epoch, URI token) {}

    static Aftermath of(Try one, RefreshPace pace, DueTimes due, Instant now) {
        return switch (outcome(one.failure())) {
            case DENIED -> denied(one, pace, due, now);
            case CLIENT_BROKEN ->
                passing(
                        one,
                        ConnectionState.MISCONFIGURED,
                        new Cause(
                                "invalid-client",
                                "The EHR refuses the application's credential. Check client id, secret and method; the"
                                        + " practice need not connect again."),
                        new ApplicationMisconfigured(one.applicationId(), one.epoch()),
                        due,
                        now);
            case PRACTICE_NOT_AUTHORIZED ->
                passing(
                        one,
                        ConnectionState.MISCONFIGURED,
                        Cause.practiceNotAuthorized(words(one)),
                        one.failure(),
                        due,
                        now);
            case INVALID_SCOPE ->
                passing(
                        one,
                        ConnectionState.MISCONFIGURED,
                        new Cause("scope-refused", words(one) + " Compare them with those registered at the vendor."),
                        one.failure(),
                        due,
                        now);
            default -> otherwise(one, due, now);
        };
    }

    private static String words(Try one) {
        return one.failure() instanceof Failure known ? known.detail() : "";
    }

    static NoToken.Outcome outcome(Throwable failure) {
        // what is no answer of the token endpoint happened before anything was sent
        return failure instanceof NoToken refused ? refused.outcome() : NoToken.Outcome.RETRYABLE;
    }

    /** A refusal ends a practice's grant, so it is heard twice before it is believed; a lost answer explains it at once. */
    private static Aftermath denied(Try one, RefreshPace pace, DueTimes due, Instant now) {
        if (one.claim().grant().refreshToken() == null) {
            Cause cause = new Cause(
                    "grant-refused",
                    "The EHR refuses this application a token. Check its registration there, and that the practice still"
                            + " authorizes it; it is tried again by itself.");
            return passing(one, ConnectionState.MISCONFIGURED, cause, one.failure(), due, now);
        }
        if (one.unknown()) {
            return ended(Cause.ROTATION_LOST);
        }
        if (one.claim().deniedAt() != null) {
            return ended(Cause.GRANT_REFUSED);
        }
        return new Aftermath(
                ConnectionState.DEGRADED,
                Cause.REFUSED_ONCE,
                new Setback(false, now, now.plus(pace.confirmAfter()), null),
                refusedOnce(pace.confirmAfter()));
    }

    static Failure refusedOnce(Duration wait) {
        return new Failure.Unavailable(Cause.REFUSED_ONCE.code(), Cause.REFUSED_ONCE.text(), wait, null);
    }

    private static Aftermath ended(Cause cause) {
        return new Aftermath(
                ConnectionState.NEEDS_RECONNECT, cause, new Setback(false, null, null, null), new NeedsReconnect());
    }

    private static Aftermath otherwise(Try one, DueTimes due, Instant now) {
        Throwable failure = one.failure();
        if (failure instanceof Failure.Conflict known && known.code().equals("credential-missing")) {
            Cause cause = new Cause(known.code(), known.detail());
            return passing(one, ConnectionState.MISCONFIGURED, cause, failure, due, now);
        }
        if (failure instanceof Failure known) {
            Cause cause = new Cause(known.code(), "The last refresh failed and is tried again: " + known.detail());
            return passing(one, ConnectionState.DEGRADED, cause, failure, due, now);
        }
        return passing(one, null, null, failure, due, now);
    }

    private static Aftermath passing(
            Try one,
            @Nullable ConnectionState state,
            @Nullable Cause cause,
            Throwable told,
            DueTimes due,
            Instant now) {
        Duration wait = pause(told, due.backOff(one.claim().failures()));
        return new Aftermath(
                state, cause, new Setback(one.unknown(), one.claim().deniedAt(), now.plus(wait), waitsFor(one)), told);
    }

    private static @Nullable String waitsFor(Try one) {
        if (!(one.failure() instanceof NoToken refused)) {
            return null;
        }
        return switch (refused.outcome()) {
            case UNKNOWN, RETRYABLE -> TokenTraffic.origin(one.token());
            case CLIENT_BROKEN -> ApplicationBreaker.waits(one.applicationId());
            default -> null;
        };
    }

    /** How long there is nothing to be gained from asking again. */
    static Duration pause(Throwable told, Duration backOff) {
        if (told instanceof Failure.Unavailable busy && busy.code().equals(Cause.REFUSED_ONCE.code())) {
            return busy.retryAfter();
        }
        Duration asked = told instanceof NoToken refused
                ? refused.retryAfter().orElse(Duration.ZERO)
                : told instanceof ApplicationMisconfigured ? Duration.ofMinutes(1) : Duration.ZERO;
        return asked.compareTo(backOff) > 0 ? asked : backOff;
    }
}
