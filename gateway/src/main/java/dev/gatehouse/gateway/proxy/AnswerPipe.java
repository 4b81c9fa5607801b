package dev.gatehouse.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body on its way to the client: read no faster than the client takes it, links rewritten on the way. An answer
 * that arrives in one piece leaves in one, with its length.
 */
final class AnswerPipe {
    /** Of an answer whose length is not told. */
    static final long UNKNOWN = -1;

    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final @Nullable LinkRewriter rewriter;
    private final long length;
    private final Runnable progress;
    private final Promise<Void> done = Promise.promise();
    private long received;
    private long sent;
    private boolean blocked;

    /**
     * @param rewriter null if the body must leave as it came
     * @param length what the EHR says the body has, or {@link #UNKNOWN}
     */
    AnswerPipe(
            HttpClientResponse from,
            HttpServerResponse to,
            @Nullable LinkRewriter rewriter,
            long length,
            Runnable progress) {
        this.from = from;
        this.to = to;
        this.rewriter = rewriter;
        this.length = length;
        this.progress = progress;
    }

    /** Done when the last byte is handed over; fails when the EHR breaks off. The source must be paused. */
    Future<Void> start() {
        from.handler(this::take);
        from.endHandler(end -> finish(rewriter == null ? Buffer.buffer(0) : rewriter.finish()));
        from.exceptionHandler(done::tryFail);
        from.resume();
        return done.future();
    }

    long bytes() {
        return sent;
    }

    /** True if the next move is the client's. */
    boolean awaitsClient() {
        return blocked;
    }

    private void take(Buffer chunk) {
        progress.run();
        received += chunk.length();
        Buffer ready = rewriter == null ? chunk : rewriter.rewrite(chunk);
        if (received == length) {
            finish(rewriter == null ? ready : withRest(ready, rewriter.finish()));
            return;
        }
        if (ready.length() == 0) {
            return;
        }
        beginChunks();
        sent += ready.length();
        to.write(ready);
        if (to.writeQueueFull()) {
            blocked = true;
            from.pause();
            to.drainHandler(free -> {
                blocked = false;
                progress.run();
                from.resume();
            });
        }
    }

    private void finish(Buffer last) {
        if (!done.future().isComplete() && !to.ended() && !to.closed()) {
            sent += last.length();
            to.end(last);
        }
        done.tryComplete();
    }

    private void beginChunks() {
        if (!to.headWritten()) {
            if (rewriter == null && length != UNKNOWN) {
                to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            } else {
                to.setChunked(true);
            }
        }
    }

    private static Buffer withRest(Buffer ready, Buffer rest) {
        return rest.length() == 0 ? ready : Buffer.buffer().appendBuffer(ready).appendBuffer(rest);
    }
}
