package dev.gatehouse.gateway.proxy;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body on its way to the client: read no faster than the client takes it, unpacked and links rewritten on the
 * way. An answer that arrives in one piece leaves in one, with its length.
 */
final class AnswerPipe {
    /** Of an answer whose length is not told. */
    static final long UNKNOWN = -1;

    /** How many links of an answer lead away from the practice; a trailer if the head was out before they were counted. */
    static final CharSequence FOREIGN_LINKS = createOptimized("gatehouse-foreign-links");

    private static final Buffer NOTHING = Buffer.buffer(0);

    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final @Nullable LinkRewriter rewriter;
    private final @Nullable GzipReader gzip;
    private final long length;
    private final Runnable progress;
    private final Promise<Void> done = Promise.promise();
    private Buffer unpacked = NOTHING;
    private long received;
    private long sent;
    private boolean blocked;

    /**
     * @param rewriter null if links must leave as they came
     * @param gzip null if the body must leave as packed as it came
     * @param length what the EHR says the body has, or {@link #UNKNOWN}
     */
    AnswerPipe(
            HttpClientResponse from,
            HttpServerResponse to,
            @Nullable LinkRewriter rewriter,
            @Nullable GzipReader gzip,
            long length,
            Runnable progress) {
        this.from = from;
        this.to = to;
        this.rewriter = rewriter;
        this.gzip = gzip;
        this.length = length;
        this.progress = progress;
    }

    /** Done when the last byte is handed over; fails when the EHR breaks off. The source must be paused. */
    Future<Void> start() {
        GzipReader packed = gzip;
        if (packed == null) {
            from.handler(this::take).endHandler(end -> finish(NOTHING));
        } else {
            from.handler(chunk -> unpack(packed, chunk)).endHandler(end -> unpackedAll(packed));
        }
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
            finish(ready);
        } else {
            write(ready, from::resume);
        }
    }

    private void unpack(GzipReader packed, Buffer chunk) {
        progress.run();
        packed.feed(chunk.getBytes());
        drain(packed);
    }

    /** One piece stays behind, so that an answer of one piece can tell its length. */
    private void drain(GzipReader packed) {
        try {
            for (Buffer next = packed.next();
                    next.length() > 0 && !done.future().isComplete();
                    next = packed.next()) {
                Buffer ready = unpacked;
                unpacked = rewriter == null ? next : rewriter.rewrite(next);
                write(ready, () -> {
                    drain(packed);
                    if (!blocked) {
                        from.resume();
                    }
                });
                if (blocked) {
                    return;
                }
            }
        } catch (GzipReader.Unreadable damaged) {
            fail(damaged);
        }
    }

    private void unpackedAll(GzipReader packed) {
        if (packed.isComplete()) {
            finish(unpacked);
        } else {
            fail(new IllegalStateException("it ended in the middle of a gzip stream"));
        }
    }

    /** Takes and gives nothing more; what still comes is somebody else's to throw away. */
    void stop(Throwable why) {
        done.tryFail(why);
    }

    private void fail(Exception why) {
        if (done.tryFail(why)) {
            Discard.of(from);
        }
    }

    /** @param goOn when the client, who was slow, takes more */
    private void write(Buffer ready, Runnable goOn) {
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
                goOn.run();
            });
        }
    }

    private void finish(Buffer ready) {
        if (!done.future().isComplete() && !to.ended() && !to.closed()) {
            Buffer last = rewriter == null ? ready : withRest(ready, rewriter.finish());
            tellForeignLinks();
            sent += last.length();
            to.end(last);
        }
        done.tryComplete();
    }

    private void tellForeignLinks() {
        if (rewriter != null && rewriter.foreignLinks() > 0) {
            String count = Integer.toString(rewriter.foreignLinks());
            if (to.headWritten()) {
                to.putTrailer(FOREIGN_LINKS, count);
            } else {
                to.putHeader(FOREIGN_LINKS, count);
            }
        }
    }

    private void beginChunks() {
        if (!to.headWritten()) {
            if (rewriter == null && gzip == null && length != UNKNOWN) {
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
