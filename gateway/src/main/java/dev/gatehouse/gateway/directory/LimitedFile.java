package dev.gatehouse.gateway.directory;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A file that takes so many bytes and fails with 413 {@code directory-too-large} behind them. */
final class LimitedFile implements WriteStream<Buffer> {
    private final AsyncFile file;
    private final long most;
    private long taken;

    LimitedFile(AsyncFile file, long most) {
        this.file = file;
        this.most = most;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        file.exceptionHandler(handler);
        return this;
    }

    @Override
    public Future<Void> write(Buffer data) {
        taken += data.length();
        return taken > most ? Future.failedFuture(CountedStream.tooLarge(most)) : file.write(data);
    }

    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
        write(data).onComplete(handler);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
        file.end(handler);
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        file.setWriteQueueMaxSize(maxSize);
        return this;
    }

    /** Full behind the limit, so that no more is asked for. */
    @Override
    public boolean writeQueueFull() {
        return taken > most || file.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        file.drainHandler(handler);
        return this;
    }
}
