package dev.gatehouse.gateway.nango;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.RequestId;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what went wrong as {@code {"error": {code, message, errors, payload}}}. What was not foreseen is logged whole and
 * told as 500 {@code generic_error_support} with the request's id.
 */
public final class NangoErrorHandler implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(NangoErrorHandler.class);

    @Override
    public void handle(RoutingContext ctx) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.response().reset();
            return;
        }
        NangoRefusal refusal = refusal(ctx);
        if (ctx.failure() instanceof Failure known) {
            Long seconds = Problem.of(known).retryAfterSeconds();
            if (seconds != null) {
                ctx.response().putHeader("Retry-After", Long.toString(seconds));
            }
        }
        Json.answer(ctx, refusal.status(), refusal.toJson());
    }

    private static NangoRefusal refusal(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure instanceof NangoRefusal refusal) {
            return refusal;
        }
        if (failure instanceof Failure known) {
            return of(known);
        }
        int status = failure instanceof HttpException http ? http.getStatusCode() : ctx.statusCode();
        if (status == 413) {
            return new NangoRefusal(413, "invalid_body", "The body is larger than this address takes.");
        }
        if (status >= 400 && status < 500) {
            return new NangoRefusal(400, "invalid_body", "The request could not be read.");
        }
        log.error("request {} failed", RequestId.of(ctx), failure);
        return new NangoRefusal(
                500,
                "generic_error_support",
                "Something went wrong on our side. The id helps us to find it.",
                List.of(),
                new JsonObject().put("id", RequestId.of(ctx)));
    }

    /** Our own failures where Nango has no case of its own: the status of the kind, our code with underscores. */
    private static NangoRefusal of(Failure failure) {
        Problem problem = Problem.of(failure);
        String code = switch (failure.kind()) {
            case UNAUTHORIZED -> "unknown_account";
            case FORBIDDEN -> "forbidden";
            case MISSING -> "not_found";
            case INVALID, UNPROCESSABLE -> "invalid_body";
            case TOO_MANY -> "too_many_request";
            case UPSTREAM, UNAVAILABLE, UPSTREAM_TIMEOUT -> "server_error";
            default -> failure.code().replace('-', '_').toLowerCase(Locale.ROOT);
        };
        List<NangoRefusal.Slip> slips = problem.errors().stream()
                .map(each -> new NangoRefusal.Slip(
                        "custom", each.message(), List.of(each.path().split("\\.", -1))))
                .toList();
        int status = failure.kind() == Failure.Kind.UNPROCESSABLE ? 400 : problem.status();
        return new NangoRefusal(status, code, problem.detail(), slips, null);
    }
}
