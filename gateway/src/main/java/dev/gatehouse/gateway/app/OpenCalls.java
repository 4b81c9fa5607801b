package dev.gatehouse.gateway.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that run on the public listener, and their connections. Vert.x 4 can only close a server with everything on it;
 * to end without cutting anybody off, the listening socket is closed by itself first, and connections are looked at for bytes
 * that a slow client has not taken yet. For both this reaches for the channels below.
 */
final class OpenCalls {
    private static final Logger log = LoggerFactory.getLogger(OpenCalls.class);

    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean leaving;

    /** A client has connected. */
    void opened(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            Channel channel = base.channel();
            connections.add(channel);
            channel.closeFuture().addListener(closed -> connections.remove(channel));
            if (channel.parent() != null) {
                listening.add(channel.parent());
            }
        }
    }

    /** A call begins. */
    void begin(RoutingContext ctx) {
        running.incrementAndGet();
        ctx.addEndHandler(ended -> running.decrementAndGet());
        if (leaving) {
            // whoever keeps connections open for the next call should open that elsewhere
            ctx.response().putHeader("Connection", "close");
        }
        ctx.next();
    }

    /** The same for a call that goes past the router. */
    void begin(HttpServerResponse response) {
        running.incrementAndGet();
        response.endHandler(ended -> running.decrementAndGet());
        if (leaving) {
            response.putHeader("Connection", "close");
        }
    }

    /** From now on clients are asked to close their connections. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Whoever connects from now on is refused by the machine. What is connected stays so. */
    void acceptNoMore() {
        for (Channel each : listening) {
            each.close().addListener(closed -> {
                if (!closed.isSuccess()) {
                    log.warn("a listener did not close: {}", closed.cause().toString());
                }
            });
        }
    }

    int running() {
        return running.get();
    }

    /** True if no call runs and every answer has left this process. */
    boolean areOver() {
        return running.get() == 0 && connections.stream().noneMatch(OpenCalls::isWriting);
    }

    private static boolean isWriting(Channel channel) {
        @Nullable ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return channel.isActive() && waiting != null && !waiting.isEmpty();
    }
}
