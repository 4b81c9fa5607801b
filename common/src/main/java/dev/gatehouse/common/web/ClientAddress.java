package dev.gatehouse.common.web;

import dev.gatehouse.common.network.TrustedProxies;
import io.vertx.core.Handler;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from: whoever opened the connection, or, behind a reverse proxy that is trusted, whom that names. Only
 * needed where there are such proxies.
 */
public final class ClientAddress implements Handler<RoutingContext> {
    private static final String KEY = "gatehouse.clientAddress";

    private final TrustedProxies proxies;

    public ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.put(KEY, proxies.client(ctx.request()));
        ctx.next();
    }

    /** In numbers; null if the connection has none. */
    public static @Nullable String of(RoutingContext ctx) {
        String named = ctx.get(KEY);
        if (named != null) {
            return named;
        }
        SocketAddress from = ctx.request().remoteAddress();
        return from == null ? null : from.hostAddress();
    }
}
