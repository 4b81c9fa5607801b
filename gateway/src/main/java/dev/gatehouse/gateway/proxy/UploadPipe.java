package dev.gatehouse.gateway.proxy;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/** A request's body on its way to the EHR: read no faster than the EHR takes it. */
final class UploadPipe {
    private final HttpServerRequest from;
    private final HttpClientRequest to;
    private final long most;
    private final Runnable progress;
    private final Runnable tooLarge;
    private long bytes;
    private boolean blocked;
    private boolean over;

    /**
     * @param most bytes; a body that tells its length was refused before
     * @param progress told of each step
     * @param tooLarge told when more than that came; must end the upload
     */
    UploadPipe(HttpServerRequest from, HttpClientRequest to, long most, Runnable progress, Runnable tooLarge) {
        this.from = from;
        this.to = to;
        this.most = most;
        this.progress = progress;
        this.tooLarge = tooLarge;
    }

    void start() {
        from.handler(chunk -> {
            bytes += chunk.length();
            if (bytes > most) {
                tooLarge.run();
                return;
            }
            progress.run();
            to.write(chunk);
            if (to.writeQueueFull()) {
                blocked = true;
                from.pause();
                to.drainHandler(free -> unblock());
            }
        });
        from.exceptionHandler(gone -> stop());
        from.endHandler(end -> {
            over = true;
            progress.run();
            to.end();
        });
        from.resume();
    }

    /** Ends an upload nobody wants any more; what still comes of it is thrown away. */
    void stop() {
        if (!over) {
            over = true;
            to.reset();
            from.handler(null);
            from.endHandler(null);
            from.resume();
        }
    }

    /** True once the last byte was handed over, or the rest is not wanted. */
    boolean isOver() {
        return over;
    }

    long bytes() {
        return bytes;
    }

    /** True if the next move is the client's. */
    boolean awaitsClient() {
        return !over && !blocked;
    }

    private void unblock() {
        blocked = false;
        progress.run();
        if (!over) {
            from.resume();
        }
    }
}
