package dev.gatehouse.common.web;

import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
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
        String sent = ctx.request().getHeader(HEADER);
        String id = sent != null && PLAIN.matcher(sent).matches() ? sent : ids.nextGuessable("req");
        ctx.put(KEY, id);
        ctx.response().putHeader(HEADER, id);
        ctx.next();
    }

    public static String of(RoutingContext ctx) {
        return Objects.requireNonNullElse(ctx.get(KEY), "unknown");
    }
}
