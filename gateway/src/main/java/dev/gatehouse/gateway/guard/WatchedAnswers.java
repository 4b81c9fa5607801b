package dev.gatehouse.gateway.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection: counts answers, ends what keeps no pace, and closes so that an answer to a request nobody
 * read to its end still arrives. (Closing with unread bytes makes the system send a reset, which can overtake the answer.)
 */
final class WatchedAnswers extends ChannelOutboundHandlerAdapter {
    private static final long LINGER_MILLIS = 1_000;
    private static final byte[] TOO_LATE = ("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n"
                    + "Cache-Control: no-store\r\n\r\n")
            .getBytes(US_ASCII);

    private final Channel channel;
    private final GuardedDecoder decoder;
    private final LoopWatch watch;
    private final Runnable resume;
    private Pace.Finding finding = Pace.Finding.FINE;
    private boolean closing;
    private @Nullable ChannelHandlerContext context;

    /** @param resume makes the connection read again, whoever paused it */
    WatchedAnswers(Channel channel, GuardedDecoder decoder, LoopWatch watch, Runnable resume) {
        this.channel = channel;
        this.decoder = decoder;
        this.watch = watch;
        this.resume = resume;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        super.write(ctx, message, promise);
        if (isInterim(message)) {
            decoder.pace().leaveGiven();
        } else if (message instanceof LastHttpContent) {
            answered();
        }
    }

    /** Whoever answered a body before its end may have left it standing, and no next request would ever be read. */
    private void answered() {
        Pace pace = decoder.pace();
        pace.answered(watch.now());
        if (pace.inBody() && pace.due() <= 0) {
            decoder.dropBody();
            resume.run();
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        boolean lingers = decoder.hasUnread() && channel.isActive();
        if (!lingers || !(channel instanceof DuplexChannel duplex)) {
            super.close(ctx, promise);
            return;
        }
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        if (!closing) {
            closing = true;
            decoder.refuseTheRest();
            duplex.shutdownOutput().addListener(shut -> readToTheEnd());
        }
    }

    /** What comes is thrown away, until the client has heard that it may stop, or a second has passed. */
    private void readToTheEnd() {
        channel.config().setAutoRead(true);
        channel.eventLoop()
                .schedule(this::closeNow, LINGER_MILLIS, TimeUnit.MILLISECONDS)
                .addListener(closed -> {});
    }

    private void closeNow() {
        channel.unsafe().close(channel.newPromise());
    }

    boolean isLate(int now, boolean crowded) {
        finding = decoder.pace().look(now, channel.config().isAutoRead(), crowded);
        return finding != Pace.Finding.FINE;
    }

    /** Ends it at once, with a word only where no answer is under way that it could get into. */
    void cutOff() {
        decoder.refuseTheRest();
        if (finding == Pace.Finding.LATE_HEAD && context != null) {
            // past the encoder, which knows of no answer
            channel.pipeline()
                    .firstContext()
                    .writeAndFlush(Unpooled.wrappedBuffer(TOO_LATE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            closeNow();
        }
    }
}
