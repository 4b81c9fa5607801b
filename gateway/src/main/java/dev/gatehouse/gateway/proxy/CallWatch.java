package dev.gatehouse.gateway.proxy;

import io.vertx.core.MultiMap;
import java.util.List;

/** Looks on at all calls. Everything is told on the call's event loop and must not block. */
@FunctionalInterface
public interface CallWatch {
    /** Looks away. */
    CallWatch NONE = call -> {};

    /**
     * Headers of an EHR's answers that hold ids by which its support finds a call, the likeliest first.
     *
     * @param ehr key of the EHR profile
     */
    default List<String> correlationHeaders(String ehr) {
        return List.of();
    }

    /**
     * A call begins.
     *
     * @param headers of the client's request
     */
    default CallTrace begin(ProxyCall call, MultiMap headers) {
        return CallTrace.NONE;
    }

    /** A call is over. */
    void ended(CallRecord call);
}
