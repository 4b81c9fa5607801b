package dev.gatehouse.gateway.proxy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;

/**
 * Lets go of an EHR's answer that nobody takes any more.
 *
 * <p>An answer that was read to its end frees its kept connection at once, also while we have taken only a part of it; another
 * call may be on that connection by then. Resetting the request would close it under that call. So the rest of what has
 * arrived is thrown away first, and only an answer whose end has not come is reset.
 */
final class Discard {
    private Discard() {}

    /** Of a request that was sent whole; on its context. */
    static void of(HttpClientResponse answer) {
        Context context = Vertx.currentContext();
        if (context == null) {
            answer.request().reset();
            return;
        }
        boolean[] over = new boolean[1];
        try {
            answer.handler(rest -> {})
                    .exceptionHandler(cut -> over[0] = true)
                    .endHandler(end -> over[0] = true)
                    .resume();
        } catch (IllegalStateException ended) {
            return;
        }
        context.runOnContext(taken -> {
            if (!over[0]) {
                answer.request().reset();
            }
        });
    }
}
