package dev.gatehouse.common.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Sees a JSON answer before it is sent; the sending waits for it, and goes on whether or not it succeeds. */
@FunctionalInterface
public interface AnswerKeeper {
    Future<Void> keep(int status, Buffer body);

    /** Asks to see this request's answer. */
    static void set(RoutingContext ctx, AnswerKeeper keeper) {
        ctx.put("gatehouse.answerKeeper", keeper);
    }

    static @Nullable AnswerKeeper of(RoutingContext ctx) {
        return ctx.get("gatehouse.answerKeeper");
    }
}
