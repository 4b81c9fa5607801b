package dev.gatehouse.gateway.nango;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;

/**
 * Reads a JSON body of up to a megabyte. Nango's clients send {@code Content-Type: application/json} without a body with many
 * a GET and DELETE, so an empty one is fine; a body of another type is 415 {@code invalid_content_type}.
 */
public final class NangoBodyHandler implements Handler<RoutingContext> {
    private static final long MOST = 1024 * 1024;

    private final BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MOST);

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type) && hasBody(request)) {
            request.resume();
            ctx.fail(new NangoRefusal(415, "invalid_content_type", "Send application/json."));
            return;
        }
        bodies.handle(ctx);
    }

    private static boolean isJson(String type) {
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return plain.equals("application/json") || plain.endsWith("+json");
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /** The body that was read; empty if there is none. */
    public static StrictInput body(RoutingContext ctx) {
        return StrictInput.body(ctx.body() == null ? null : ctx.body().buffer());
    }

    public static StrictInput query(RoutingContext ctx) {
        MultiMap parameters = ctx.queryParams();
        return StrictInput.query(parameters);
    }

    /** For routes without parameters: any of them is 400 {@code invalid_query_params}. */
    public static void refuseQuery(RoutingContext ctx) {
        query(ctx).refuseMistakes();
    }
}
