package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.PullStream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** Sends an answer, or does to it what a fault demands. */
final class Sender {

    private static final Buffer WHITE_SPACE = Buffer.buffer(" ".repeat(16 * 1024));

    private final Vertx vertx;

    Sender(Vertx vertx) {
        this.vertx = vertx;
    }

    void send(HttpServerRequest request, Answer answer, @Nullable Fault fault) {
        if (request.response().closed()) {
            return;
        }
        switch (fault == null ? Fault.Mode.LATE : fault.mode()) {
            case DROP_AFTER -> drop(request);
            case CUT -> cut(request, answer, fault == null ? 0 : fault.bytes());
            case DRIBBLE -> dribble(request, answer, fault == null ? 1 : fault.bytes());
            case ENDLESS -> endless(request, answer);
            default -> plain(request, answer);
        }
    }

    /** Closes the connection without a word. */
    void drop(HttpServerRequest request) {
        end(request.connection().close());
    }

    private void plain(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = head(request, answer);
        ReadStream<Buffer> stream = answer.stream();
        if (stream == null) {
            end(response.end(answer.body()));
            return;
        }
        if (!answer.headers().containsKey("content-length")) {
            response.setChunked(true);
        }
        end(stream.pipeTo(response));
    }

    private static HttpServerResponse head(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        return response;
    }

    /** The length of the whole is promised, so that the reader can tell that something is missing. */
    private void cut(HttpServerRequest request, Answer answer, long bytes) {
        HttpServerResponse response = head(request, answer);
        ReadStream<Buffer> stream = answer.stream();
        if (stream == null) {
            int sent = (int) Math.min(bytes, answer.body().length());
            response.putHeader("content-length", Integer.toString(answer.body().length()));
            response.write(answer.body().slice(0, sent)).onComplete(written -> drop(request));
            return;
        }
        if (!answer.headers().containsKey("content-length")) {
            response.setChunked(true);
        }
        cutStream(request, stream, bytes);
    }

    private void cutStream(HttpServerRequest request, ReadStream<Buffer> stream, long bytes) {
        HttpServerResponse response = request.response();
        long[] left = {bytes};
        stream.handler(piece -> {
            int sent = (int) Math.min(left[0], piece.length());
            left[0] -= sent;
            stream.pause();
            response.write(piece.slice(0, sent)).onComplete(written -> {
                if (left[0] == 0 || written.failed()) {
                    stream.handler(null);
                    drop(request);
                } else {
                    stream.resume();
                }
            });
        });
        stream.endHandler(end -> drop(request));
    }

    private void dribble(HttpServerRequest request, Answer answer, long bytesPerSecond) {
        HttpServerResponse response = head(request, answer);
        response.putHeader("content-length", Integer.toString(answer.body().length()));
        // ten steps a second at most, so that a fast dribble does not keep the loop busy
        int step = (int) Math.max(1, bytesPerSecond / 10);
        long pause = Math.max(1, 1000L * step / bytesPerSecond);
        int[] at = new int[1];
        long timer = vertx.setPeriodic(pause, tick -> {
            int to = Math.min(answer.body().length(), at[0] + step);
            end(response.write(answer.body().slice(at[0], to)));
            at[0] = to;
            if (to == answer.body().length()) {
                vertx.cancelTimer(tick);
                end(response.end());
            }
        });
        response.closeHandler(gone -> vertx.cancelTimer(timer));
    }

    private void endless(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = head(request, answer).setChunked(true);
        end(response.write(answer.body().slice(0, Math.max(0, answer.body().length() - 1))));
        end(new PullStream(vertx.getOrCreateContext(), WHITE_SPACE::copy).pipeTo(response));
    }

    /** The other side may leave at any time; that is its right and needs no word. */
    private static void end(Future<Void> sending) {
        sending.onFailure(gone -> {});
    }
}
