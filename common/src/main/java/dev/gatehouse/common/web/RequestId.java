package dev.gatehouse.common.web;

import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Gives every request an id, in the answer's {@code X-Request-Id} and in every problem. One that the caller sent is kept if
 * it is short and plain.
 */
public final class RequestId implements Handler<RoutingContext> {
    private static final String KEY = "gatehouse.requestId";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    private static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

    private final Ids ids;

    public RequestId(Ids ids) {
        this.ids = ids;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String id = choose(ctx.request());
        ctx.put(KEY, id);
        tell(ctx.request(), id);
        ctx.next();
    }

    /** The id of a request that does not come through a router; to be {@linkplain #tell told}. */
    public String choose(HttpServerRequest request) {
        String sent = request.getHeader(HEADER);
        return sent != null && PLAIN.matcher(sent).matches() ? sent : ids.nextGuessable("req");
    }

    /** Puts it into the answer. */
    public static void tell(HttpServerRequest request, String id) {
        request.response().putHeader(HEADER, id);
    }

    public static String of(RoutingContext ctx) {
        return Objects.requireNonNullElse(ctx.get(KEY), "unknown");
    }
}
