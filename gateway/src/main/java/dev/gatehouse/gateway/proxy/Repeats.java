package dev.gatehouse.gateway.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that may be repeated is sent again, at its client's wish, after an answer or none. Asked for GET, HEAD,
 * and for PUT and DELETE without a body; no other request is ever repeated.
 */
@FunctionalInterface
public interface Repeats {
    /** The first answer is the client's. */
    Repeats NONE = (attempts, status, retryAfter) -> null;

    /** {@link #after}'s status of an attempt that got no answer. */
    int NO_ANSWER = 0;

    /**
     * How long to wait before the next attempt; null if this was the last.
     *
     * @param attempts made so far, at least one
     * @param status of the EHR's answer, or {@link #NO_ANSWER}
     * @param retryAfter header of the answer as it came; null without one
     */
    @Nullable
    Duration after(int attempts, int status, @Nullable String retryAfter);
}
