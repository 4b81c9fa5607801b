package dev.gatehouse.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.ContentLengthNotAllowedException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.TransferEncodingNotAllowedException;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x' request decoder with the guard in it. It sees the bytes of each head as well as what was read from them, so there is
 * no second parser that could read them differently. A refused request goes on as an empty one that is marked {@link Refused};
 * it takes its turn behind the answers that are due, and nothing that comes after it on this connection is ever read as a
 * request.
 */
final class GuardedDecoder extends VertxHttpRequestDecoder {
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    /** Requests sent ahead on one connection whose answers are due. */
    private static final int MOST_AHEAD = 128;

    /** Of a body that was answered before its end; for more the connection is closed. */
    private static final long MOST_DROPPED = 256 * 1024;

    private final RequestGuard guard;
    private final LoopWatch watch;
    private final HeadScan scan = new HeadScan();
    private final Pace pace;
    private boolean inHead = true;
    private boolean refused;
    private boolean unwanted;
    private long dropped;

    GuardedDecoder(HttpServerOptions options, RequestGuard guard, LoopWatch watch) {
        super(options);
        this.guard = guard;
        this.watch = watch;
        this.pace = new Pace(watch.now());
    }

    Pace pace() {
        return pace;
    }

    /** From now on whatever comes is thrown away. */
    void refuseTheRest() {
        refused = true;
        pace.elsewhere();
    }

    /** What is still to come of the present body interests nobody any more: it has been answered. */
    void dropBody() {
        unwanted = true;
        dropped = 0;
    }

    /** True if bytes of a request may still be on their way that nobody will read. */
    boolean hasUnread() {
        return refused || pace.inBody();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
        } else if (inHead) {
            decodeHead(ctx, buffer, out);
        } else {
            decodeBody(ctx, buffer, out);
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (buffer.isReadable()) {
            pace.head(watch.now());
        }
        int from = buffer.readerIndex();
        int before = out.size();
        // if it fails, the decoder skips all there is, and the reason may be anywhere in it
        int readable = Math.min(buffer.readableBytes(), watch.scratch().length);
        super.decode(ctx, buffer, out);
        int read = buffer.readerIndex() - from;
        boolean whole = out.size() > before;
        if (read == 0 && !whole) {
            return;
        }
        int looked = whole ? Math.min(read, readable) : read;
        if (looked > watch.scratch().length) {
            refuse(out, before, null, Refusal.HEADERS_TOO_LARGE);
            return;
        }
        buffer.getBytes(from, watch.scratch(), 0, looked);
        scan.take(watch.scratch(), looked);
        if (whole) {
            headRead(buffer, out, before, (HttpRequest) out.get(before));
        }
    }

    private void headRead(ByteBuf buffer, List<Object> out, int before, HttpRequest head) {
        Refusal refusal = refusal(head);
        if (refusal != null) {
            refuse(out, before, head, refusal);
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        boolean body = !(out.get(out.size() - 1) instanceof LastHttpContent);
        pace.headDone(watch.now(), body, body && HttpUtil.is100ContinueExpected(head));
        inHead = !body;
        scan.begin();
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int from = buffer.readerIndex();
        super.decode(ctx, buffer, out);
        int read = buffer.readerIndex() - from;
        if (read > 0) {
            pace.body(read);
        }
        boolean ended = !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
        if (unwanted) {
            drop(ctx, out, read, ended);
        }
        if (ended && !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent last) {
            unwanted = false;
            if (last.decoderResult().isSuccess()) {
                inHead = true;
                pace.bodyDone(watch.now());
            } else {
                refuseTheRest();
            }
        }
    }

    /** Nothing but the end is passed on, and a long rest is not waited for. */
    private void drop(ChannelHandlerContext ctx, List<Object> out, int read, boolean ended) {
        boolean good = !ended
                || ((LastHttpContent) out.get(out.size() - 1)).decoderResult().isSuccess();
        out.forEach(ReferenceCountUtil::release);
        out.clear();
        dropped += read;
        if (!good || dropped > MOST_DROPPED) {
            refuseTheRest();
            ctx.channel().close().addListener(closed -> {});
        } else if (ended) {
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** What the bytes showed comes first: it is more exact than why they could not be read. */
    private @Nullable Refusal refusal(HttpRequest head) {
        boolean read = head.decoderResult().isSuccess();
        Refusal found = scan.found();
        if (found == null && !read) {
            found = unreadable(head.decoderResult().cause());
        }
        if (found == null && pace.due() >= MOST_AHEAD) {
            found = Refusal.PIPELINE;
        }
        return found == null ? guard.refusal(head) : found;
    }

    private static Refusal unreadable(Throwable why) {
        if (why instanceof TooLongHttpLineException) {
            return Refusal.TARGET_TOO_LONG;
        }
        if (why instanceof TooLongHttpHeaderException) {
            return Refusal.HEADERS_TOO_LARGE;
        }
        boolean framing = why instanceof ContentLengthNotAllowedException
                || why instanceof TransferEncodingNotAllowedException
                || why instanceof NumberFormatException;
        return framing ? Refusal.FRAMING : Refusal.REQUEST_LINE;
    }

    /** What proxies may have written of where it came from. */
    private static HttpHeaders whereFrom(@Nullable HttpRequest read) {
        HttpHeaders headers = HeadersMultiMap.httpHeaders();
        if (read != null) {
            headers.add(X_FORWARDED_FOR, read.headers().getAll(X_FORWARDED_FOR));
            headers.add(FORWARDED, read.headers().getAll(FORWARDED));
        }
        return headers;
    }

    /** Puts a request that holds nothing of what was sent, but where it came from, in the place of what was read. */
    private void refuse(List<Object> out, int before, @Nullable HttpRequest head, Refusal refusal) {
        while (out.size() > before) {
            out.remove(out.size() - 1);
        }
        HttpRequest read = head != null && head.decoderResult().isSuccess() ? head : null;
        String target = read == null ? null : read.uri();
        HttpMethod method = read == null || refusal == Refusal.METHOD ? HttpMethod.GET : read.method();
        boolean fhir = target != null && target.startsWith(RequestGuard.FHIR);
        DefaultHttpRequest standIn =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, fhir ? RequestGuard.FHIR : "/", whereFrom(read));
        standIn.setDecoderResult(DecoderResult.failure(new Refused(refusal, target)));
        out.add(standIn);
        refuseTheRest();
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else {
            super.decodeLast(ctx, in, out);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        pace.elsewhere();
        super.handlerRemoved0(ctx);
    }
}
