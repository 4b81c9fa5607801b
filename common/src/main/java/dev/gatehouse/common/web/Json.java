package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How answers are written: JSON, never cached, never sniffed. */
public final class Json {
    private Json() {}

    public static void answer(RoutingContext ctx, int status, JsonObject body) {
        send(ctx, status, "application/json", body);
    }

    public static void ok(RoutingContext ctx, JsonObject body) {
        answer(ctx, 200, body);
    }

    public static void created(RoutingContext ctx, JsonObject body) {
        answer(ctx, 201, body);
    }

    public static void noContent(RoutingContext ctx) {
        ctx.response().setStatusCode(204).putHeader("Cache-Control", "no-store").end();
    }

    /** {@code {items, nextCursor}}. */
    public static JsonObject page(List<JsonObject> items, @Nullable String nextCursor) {
        return new JsonObject().put("items", new JsonArray(items)).put("nextCursor", nextCursor);
    }

    /** ISO 8601 in UTC, or null. */
    public static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** {@code application/problem+json} (RFC 9457). */
    public static void problem(RoutingContext ctx, Problem problem) {
        JsonObject body = new JsonObject()
                .put("type", "urn:gatehouse:problem:" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("code", problem.code())
                .put("requestId", RequestId.of(ctx));
        if (!problem.errors().isEmpty()) {
            JsonArray errors = new JsonArray();
            for (Mistake each : problem.errors()) {
                errors.add(new JsonObject().put("path", each.path()).put("message", each.message()));
            }
            body.put("errors", errors);
        }
        problem.more().forEach(body::put);
        if (problem.retryAfterSeconds() != null) {
            ctx.response().putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        if (problem.status() == 401) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"gatehouse\"");
        }
        send(ctx, problem.status(), "application/problem+json", body);
    }

    private static void send(RoutingContext ctx, int status, String contentType, JsonObject body) {
        Buffer bytes = body.toBuffer();
        AnswerKeeper keeper = AnswerKeeper.of(ctx);
        if (keeper == null) {
            send(ctx, status, contentType, bytes);
        } else {
            keeper.keep(status, bytes).onComplete(kept -> send(ctx, status, contentType, bytes));
        }
    }

    /** An answer that is JSON already. */
    public static void send(RoutingContext ctx, int status, String contentType, Buffer body) {
        HttpServerResponse response = ctx.response();
        response.setStatusCode(status)
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }
}
