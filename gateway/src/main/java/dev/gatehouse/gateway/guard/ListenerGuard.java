package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Puts the guard into the connections of a listener: its decoder takes the place of Vert.x' own before the first byte is
 * read. One for all event loops.
 */
public final class ListenerGuard {
    private static final byte[] FULL = ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
                    + "Content-Length: 0\r\nCache-Control: no-store\r\n\r\n")
            .getBytes(US_ASCII);

    /** What Vert.x calls its own, which it looks up by these names. */
    private static final String DECODER = "httpDecoder";

    private static final String ENCODER = "httpEncoder";

    private final RequestGuard guard;
    private final OpenConnections open;

    public ListenerGuard(RequestGuard guard, GuardSettings settings) {
        this.guard = guard;
        this.open = new OpenConnections(settings);
    }

    /**
     * Begins to watch over the connections of the event loop this is called on, until its verticle ends.
     *
     * @return what must be told of each new connection there
     */
    public Consumer<HttpConnection> watch(Vertx vertx, HttpServerOptions options) {
        LoopWatch watch = new LoopWatch();
        vertx.setPeriodic(Pace.TICK.toMillis(), tick -> watch.tick(open.areMany()));
        return connection -> {
            if (connection instanceof ConnectionBase base) {
                opened(base, options, watch);
            } else {
                throw new IllegalStateException("a connection without a channel can't be guarded");
            }
        };
    }

    private void opened(ConnectionBase connection, HttpServerOptions options, LoopWatch watch) {
        Channel channel = connection.channel();
        GuardedDecoder decoder = new GuardedDecoder(options, guard, watch);
        WatchedAnswers answers = new WatchedAnswers(channel, decoder, watch, connection::doResume);
        channel.pipeline().replace(channel.pipeline().get(HttpRequestDecoder.class), DECODER, decoder);
        channel.pipeline().addAfter(ENCODER, "answers", answers);
        SocketAddress from = channel.remoteAddress();
        channel.closeFuture().addListener(closed -> {
            open.closed(from);
            watch.remove(answers);
        });
        if (!open.opened(from)) {
            decoder.refuseTheRest();
            channel.pipeline()
                    .firstContext()
                    .writeAndFlush(Unpooled.wrappedBuffer(FULL))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        watch.add(answers);
    }

    /** Connections that were turned away because there were too many altogether. */
    public long refused() {
        return open.refused();
    }

    /** Connections that were turned away because their client had too many. */
    public long refusedByAddress() {
        return open.refusedByAddress();
    }
}
