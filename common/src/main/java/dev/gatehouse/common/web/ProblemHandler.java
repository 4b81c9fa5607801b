package dev.gatehouse.common.web;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Problem;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an HTTP answer. What is not a {@link Failure} is a bug: logged whole, told as 500. */
public final class ProblemHandler implements Handler<RoutingContext> {
    private static final List<Integer> NO_ROUTE = List.of(400, 404, 405, 406, 415);
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    /** Answers for everything that fails in a router, and for what none of its routes takes. Mount it last. */
    public static void mount(Router router) {
        ProblemHandler problems = new ProblemHandler();
        router.route().failureHandler(problems);
        // No route failed where none matched: Vert.x asks these, and would answer in HTML without them.
        NO_ROUTE.forEach(status -> router.errorHandler(status, problems));
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.request().connection().close();
            return;
        }
        Json.problem(ctx, problem(ctx));
    }

    private static Problem problem(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        int status = ctx.statusCode();
        if (failure instanceof HttpException http) {
            status = http.getStatusCode();
        } else if (failure != null && !(status >= 400 && status < 500)) {
            if (!(failure instanceof Failure)) {
                log.error("request {} failed", RequestId.of(ctx), failure);
            } else if (failure.getCause() != null) {
                log.warn("request {}: {}", RequestId.of(ctx), describe(failure));
            }
            return Problem.of(failure);
        }
        return failure instanceof Failure ? Problem.of(failure) : ofStatus(status);
    }

    /** The kinds of what happened, without messages: those of drivers and parsers may hold data. */
    private static String describe(Throwable failure) {
        StringBuilder kinds = new StringBuilder(Problem.of(failure).code());
        for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
            kinds.append(" < ").append(each.getClass().getName());
        }
        return kinds.toString();
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> plain(400, "invalid-request", "The request is not valid", "The request could not be read.");
            case 404 -> plain(404, "route-unknown", "Not found", "There is nothing at this address.");
            case 405 ->
                plain(405, "method-not-allowed", "Method not allowed", "This address does not take that method.");
            case 413 -> plain(413, "body-too-large", "Too large", "The body is larger than this address takes.");
            case 415 -> plain(415, "content-type-unknown", "Content type unknown", "Send application/json.");
            default -> Problem.of(new IllegalStateException("status " + status));
        };
    }

    private static Problem plain(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), null);
    }
}
