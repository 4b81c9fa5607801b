package dev.gatehouse.common.egress;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One body on its way into a file, never faster than the disk takes it. The file is opened before the call is made, so that
 * the answer can be read from its first byte on; a call that fails leaves no file behind.
 */
final class Download {
    private final Vertx vertx;
    private final EgressSettings settings;
    private final String host;
    private final Path file;
    private final long mostBytes;

    private long timer = -1;
    private long received;

    Download(Vertx vertx, EgressSettings settings, String host, Path file, long mostBytes) {
        this.vertx = vertx;
        this.settings = settings;
        this.host = host;
        this.file = file;
        this.mostBytes = mostBytes;
    }

    Future<Path> start(Supplier<Future<HttpClientRequest>> opening) {
        OpenOptions fresh =
                new OpenOptions().setCreate(true).setTruncateExisting(true).setPerms("rw-------");
        return vertx.fileSystem()
                .open(file.toString(), fresh)
                .compose(out -> fill(out, opening).eventually(() -> out.close()))
                .map(file)
                .recover(this::withoutFile);
    }

    private Future<Path> withoutFile(Throwable failure) {
        return vertx.fileSystem().delete(file.toString()).transform(gone -> Future.failedFuture(failure));
    }

    private Future<Void> fill(AsyncFile out, Supplier<Future<HttpClientRequest>> opening) {
        Promise<Void> done = Promise.promise();
        return opening.get()
                .compose(request -> {
                    send(request, out, done);
                    return done.future().onFailure(failure -> request.reset());
                })
                .onComplete(ended -> vertx.cancelTimer(timer));
    }

    private void send(HttpClientRequest request, AsyncFile out, Promise<Void> done) {
        limit(settings.header(), done);
        request.exceptionHandler(cause -> done.tryFail(EgressFailure.cut(host, cause)));
        request.response()
                .onSuccess(in -> receive(in, out, done))
                .onFailure(cause -> done.tryFail(EgressFailure.cut(host, cause)));
        request.end().onFailure(cause -> done.tryFail(EgressFailure.cut(host, cause)));
    }

    private void receive(HttpClientResponse in, AsyncFile out, Promise<Void> done) {
        in.exceptionHandler(cause -> done.tryFail(EgressFailure.cut(host, cause)));
        if (in.statusCode() != 200) {
            done.tryFail(new Failure.Upstream(
                    "download-refused", host + " answered " + in.statusCode() + " instead of the file."));
            return;
        }
        limit(settings.download(), done);
        in.endHandler(end -> done.tryComplete());
        in.handler(bytes -> take(bytes, in, out, done));
    }

    private void take(Buffer bytes, HttpClientResponse in, AsyncFile out, Promise<Void> done) {
        if (done.future().isComplete()) {
            return;
        }
        received += bytes.length();
        if (received > mostBytes) {
            done.tryFail(EgressFailure.tooLarge(host, mostBytes));
            return;
        }
        out.write(bytes).onFailure(done::tryFail);
        if (out.writeQueueFull()) {
            in.pause();
            out.drainHandler(room -> in.resume());
        }
    }

    private void limit(Duration time, Promise<Void> done) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(
                time.toMillis(),
                late -> done.tryFail(
                        new EgressTimeout(NoAnswer.Stage.MAYBE_SENT, host + " takes too long to send the file.")));
    }
}
