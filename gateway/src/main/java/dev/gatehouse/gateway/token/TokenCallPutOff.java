package dev.gatehouse.gateway.token;

import dev.gatehouse.common.failure.Failure;
import java.time.Duration;

/**
 * A token request was not sent, since it would have had to wait too long for its turn: 503 {@code ehr-calls-queued} if our
 * own requests are in the way, {@code token-endpoint-paused} if the EHR asked for quiet. Says nothing about the grant.
 */
public final class TokenCallPutOff extends Failure.Unavailable {
    private TokenCallPutOff(String code, String message, Duration retryAfter) {
        super(code, message, retryAfter, null);
    }

    static TokenCallPutOff queued(String origin, Duration wait) {
        return new TokenCallPutOff("ehr-calls-queued", "Too many token requests to " + origin + " wait already.", wait);
    }

    static TokenCallPutOff paused(String origin, Duration wait) {
        return new TokenCallPutOff(
                "token-endpoint-paused", origin + " asked us to send it no token requests for a while.", wait);
    }
}
