package dev.gatehouse.gateway.nango.connect;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Where browsers open their web socket: at whatever path their program was told, {@code /} if none, so the request's {@code
 * Upgrade} header decides. Not below the addresses of APIs, where such a header means nothing to us.
 */
public final class SocketHandler implements Handler<RoutingContext> {
    private static final String[] APIS = {"/fhir/", "/api/", "/proxy/"};

    private final BrowserSockets sockets;

    public SocketHandler(BrowserSockets sockets) {
        this.sockets = sockets;
    }

    /** Before every other route: what becomes a socket is no call that anybody waits for. */
    public void mount(Router router) {
        router.get().order(Integer.MIN_VALUE).handler(this);
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (BrowserSockets.isAsked(ctx.request()) && !isApi(ctx.request().path())) {
            sockets.take(ctx.request());
        } else {
            ctx.next();
        }
    }

    private static boolean isApi(String path) {
        for (String each : APIS) {
            if (path.startsWith(each)) {
                return true;
            }
        }
        return false;
    }
}
