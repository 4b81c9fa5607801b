package dev.gatehouse.gateway.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * How the {@link Oracle}'s token endpoint answers one refresh.
 *
 * @param act what is done, whatever is said afterwards
 * @param whole true if the client learns of it
 * @param after how long it takes before the first byte
 */
record Reply(Act act, boolean whole, Duration after, Writer writer) {
    /** What an authorization server may do when it is shown a refresh token. */
    enum Act {
        NOTHING,
        /** A new access token; the refresh token stays. */
        ACCESS_TOKEN,
        /** A new access token and a new refresh token in place of the one shown. */
        ROTATION
    }

    /** Writes the answer; {@code good} is what an honest server would send. */
    interface Writer {
        void write(HttpServerResponse response, JsonObject good);
    }

    static final Reply GOOD =
            new Reply(Act.ROTATION, true, Duration.ZERO, (response, good) -> json(response, 200, good.encode()));

    private static void json(HttpServerResponse response, int status, String body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }

    /** The good answer, changed; the client may still use it. */
    static Reply good(UnaryOperator<JsonObject> change) {
        return new Reply(
                Act.ROTATION,
                true,
                Duration.ZERO,
                (response, good) -> json(response, 200, change.apply(good).encode()));
    }

    /** A new access token beside the same refresh token, changed. */
    static Reply unrotated(UnaryOperator<JsonObject> change) {
        return new Reply(
                Act.ACCESS_TOKEN,
                true,
                Duration.ZERO,
                (response, good) -> json(response, 200, change.apply(good).encode()));
    }

    /** The good answer as text, changed to something the client must not believe. */
    static Reply spoiled(UnaryOperator<String> change) {
        return new Reply(
                Act.ROTATION,
                false,
                Duration.ZERO,
                (response, good) -> json(response, 200, change.apply(good.encode())));
    }

    /** Says this and does nothing. Headers are name, value, and so on. */
    static Reply refusal(int status, String body, String... headers) {
        return new Reply(Act.NOTHING, false, Duration.ZERO, (response, good) -> {
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            json(response, status, body);
        });
    }

    static Reply error(String code) {
        return refusal(400, new JsonObject().put("error", code).encode());
    }

    /** Acts, and then says this instead of the tokens. */
    static Reply actedBut(int status, String type, String body) {
        return new Reply(
                Act.ROTATION,
                false,
                Duration.ZERO,
                (response, good) -> response.setStatusCode(status)
                        .putHeader("Content-Type", type)
                        .end(body));
    }

    /** Says how long the body is and ends in its middle. */
    static Reply cutShort() {
        return new Reply(Act.ROTATION, false, Duration.ZERO, (response, good) -> {
            String body = good.encode();
            response.putHeader("Content-Type", "application/json")
                    .putHeader("Content-Length", Integer.toString(body.length()))
                    .write(body.substring(0, body.length() / 2))
                    .onComplete(done -> response.reset());
        });
    }

    /** Takes the request and says nothing. */
    static Reply silence() {
        return new Reply(Act.NOTHING, false, Duration.ZERO, (response, good) -> {});
    }

    /** The good answer, a byte a second. */
    static Reply trickle(Vertx vertx) {
        return new Reply(Act.ROTATION, false, Duration.ZERO, (response, good) -> {
            String body = good.encode();
            response.putHeader("Content-Type", "application/json")
                    .putHeader("Content-Length", Integer.toString(body.length()));
            AtomicLong at = new AtomicLong();
            vertx.setPeriodic(1000, timer -> {
                if (response.closed() || at.get() >= body.length()) {
                    vertx.cancelTimer(timer);
                } else {
                    response.write(body.substring((int) at.get(), (int) at.incrementAndGet()));
                }
            });
        });
    }

    /** A body of so many bytes, as fast as they are taken. */
    static Reply flood(long bytes, AtomicLong sent) {
        Buffer piece = Buffer.buffer(" ".repeat(64 * 1024));
        return new Reply(Act.ROTATION, false, Duration.ZERO, (response, good) -> {
            response.putHeader("Content-Type", "application/json").setChunked(true);
            pump(response, piece, bytes, sent);
        });
    }

    private static void pump(HttpServerResponse response, Buffer piece, long left, AtomicLong sent) {
        long rest = left;
        while (rest > 0 && !response.writeQueueFull() && !response.closed()) {
            response.write(piece);
            sent.addAndGet(piece.length());
            rest -= piece.length();
        }
        long after = rest;
        if (after > 0 && !response.closed()) {
            response.drainHandler(drained -> pump(response, piece, after, sent));
        }
    }

    /** A few kilobytes that unfold to a thousand times as many. */
    static Reply bomb(int unfolded) {
        byte[] packed = packed(unfolded);
        return new Reply(
                Act.ROTATION,
                false,
                Duration.ZERO,
                (response, good) -> response.putHeader("Content-Type", "application/json")
                        .putHeader("Content-Encoding", "gzip")
                        .end(Buffer.buffer(packed)));
    }

    private static byte[] packed(int size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[64 * 1024];
        Arrays.fill(piece, (byte) ' ');
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write("{\"access_token\":\"".getBytes(StandardCharsets.US_ASCII));
            for (int done = 0; done < size; done += piece.length) {
                zip.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same, and the client is expected to make sense of it. */
    Reply understood() {
        return new Reply(act, true, after, writer);
    }

    Reply after(Duration pause) {
        return new Reply(act, whole, pause, writer);
    }
}
