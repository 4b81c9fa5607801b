package dev.gatehouse.common.egress;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One small call under way. All of it runs on one context, so its fields need no guard. Whatever ends it early also resets
 * the request, which closes the connection: an answer we gave up on must not be read by the next call.
 */
final class SmallCall {
    private final Vertx vertx;
    private final Clock clock;
    private final EgressSettings settings;
    private final SmallRequest request;
    private final Promise<SmallAnswer> answer = Promise.promise();
    private final Buffer body = Buffer.buffer();

    private long totalTimer = -1;
    private long headerTimer = -1;
    private boolean ended;
    private @Nullable HttpClientRequest sent;
    private @Nullable HttpClientResponse received;
    private Instant sentAt = Instant.EPOCH;

    SmallCall(Vertx vertx, Clock clock, EgressSettings settings, SmallRequest request) {
        this.vertx = vertx;
        this.clock = clock;
        this.settings = settings;
        this.request = request;
    }

    Future<SmallAnswer> start(Supplier<Future<HttpClientRequest>> opening) {
        vertx.getOrCreateContext().runOnContext(go -> {
            totalTimer = timer(settings.total());
            opening.get().onComplete(this::opened);
        });
        return answer.future();
    }

    private void opened(AsyncResult<HttpClientRequest> opened) {
        if (opened.failed()) {
            fail(opened.cause());
        } else if (ended) {
            opened.result().reset();
        } else {
            send(opened.result());
        }
    }

    private void send(HttpClientRequest out) {
        sent = out;
        sentAt = clock.instant();
        request.headers().forEach(out::putHeader);
        out.exceptionHandler(this::cut);
        out.response().onSuccess(this::receive).onFailure(this::cut);
        Buffer content = request.body();
        (content == null ? out.end() : out.end(content)).onFailure(this::cut);
        headerTimer = timer(settings.header());
    }

    private void receive(HttpClientResponse in) {
        vertx.cancelTimer(headerTimer);
        received = in;
        in.exceptionHandler(this::cut);
        if (announcedLength(in) > request.mostBytes()) {
            fail(EgressFailure.tooLarge(request.to().host(), request.mostBytes()));
            return;
        }
        in.handler(bytes -> take(bytes));
        in.endHandler(end -> complete(in));
    }

    private void take(Buffer bytes) {
        if (ended) {
            return;
        }
        if (body.length() + bytes.length() > request.mostBytes()) {
            fail(EgressFailure.tooLarge(request.to().host(), request.mostBytes()));
        } else {
            body.appendBuffer(bytes);
        }
    }

    private void complete(HttpClientResponse in) {
        String encoding = in.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || !encoding.trim().equalsIgnoreCase("gzip")) {
            complete(in, body);
            return;
        }
        try {
            complete(in, Unzipped.of(body, request.mostBytes()));
        } catch (Unzipped.TooLong bomb) {
            fail(EgressFailure.tooLarge(request.to().host(), request.mostBytes()));
        } catch (IOException broken) {
            // as unreadable as any other broken body; whoever reads it says so
            complete(in, body);
        }
    }

    private void complete(HttpClientResponse in, Buffer content) {
        if (end()) {
            answer.complete(new SmallAnswer(in.statusCode(), in.headers(), content, sentAt, clock.instant()));
        }
    }

    private void cut(Throwable cause) {
        fail(EgressFailure.cut(request.to().host(), cause));
    }

    private void fail(Throwable failure) {
        if (end()) {
            if (sent != null) {
                sent.reset();
            }
            if (request.statusOnly() && received != null) {
                answer.complete(
                        new SmallAnswer(received.statusCode(), received.headers(), body, sentAt, clock.instant()));
            } else {
                answer.fail(failure);
            }
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(totalTimer);
        vertx.cancelTimer(headerTimer);
        return true;
    }

    private long timer(Duration limit) {
        return vertx.setTimer(
                limit.toMillis(),
                late -> fail(new EgressTimeout(
                        sent == null ? NoAnswer.Stage.NOT_CONNECTED : NoAnswer.Stage.MAYBE_SENT,
                        request.to().host() + " did not answer in time.")));
    }

    private static long announcedLength(HttpClientResponse in) {
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length.trim());
        } catch (NumberFormatException notOne) {
            return 0;
        }
    }
}
