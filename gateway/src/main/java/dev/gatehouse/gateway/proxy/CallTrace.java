package dev.gatehouse.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/** Follows one call from step to step, on its event loop. */
public interface CallTrace {
    /** Follows nothing, and costs nothing. */
    CallTrace NONE = new CallTrace() {};

    /** The wait for an access token, with a refresh if there was one. */
    default <T> Future<T> token(Future<T> wait) {
        return wait;
    }

    /**
     * A request goes to the EHR. It may be called again, for the next attempt.
     *
     * @param headers that go with it, which may be added to
     */
    default void sent(MultiMap headers) {}

    /** The head of the EHR's answer is there. */
    default void answered(int status) {}

    /** The call is over. */
    default void ended(CallRecord call) {}
}
