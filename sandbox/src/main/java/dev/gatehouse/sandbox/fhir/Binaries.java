package dev.gatehouse.sandbox.fhir;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.PullStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Large bodies in both directions, never held in memory. */
final class Binaries {

    private static final long SMALL = 2_048;
    private static final long LONGEST = 1L << 40;

    private final LargeBody content = new LargeBody();

    /** {@code bytes=N} long; with {@code chunked=true} the length is not told ahead. */
    Answer download(Call call, Context context, boolean large) throws FhirRefusal {
        long length = large ? length(call) : SMALL;
        Answer answer = Answer.streamed("application/octet-stream", new PullStream(context, content.pieces(length)));
        return call.query().text("chunked").equals("true")
                ? answer
                : answer.with("content-length", Long.toString(length));
    }

    private static long length(Call call) throws FhirRefusal {
        try {
            long length = Long.parseLong(call.query().text("bytes"));
            if (length >= 0 && length <= LONGEST) {
                return length;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw FhirRefusal.outcome(400, "invalid", "bytes must be a number from 0 to " + LONGEST);
    }

    /** Counts and hashes what is uploaded; the request must be paused. */
    Future<Answer> receive(HttpServerRequest upload) {
        Promise<Answer> received = Promise.promise();
        MessageDigest digest = Fingerprint.sha256();
        long[] bytes = new long[1];
        upload.handler(piece -> {
            bytes[0] += piece.length();
            digest.update(piece.getBytes());
        });
        upload.exceptionHandler(received::tryFail);
        upload.endHandler(end -> received.tryComplete(Answer.json(
                200,
                new JsonObject()
                        .put("bytes", bytes[0])
                        .put("sha256", HexFormat.of().formatHex(digest.digest())))));
        upload.resume();
        return received.future();
    }
}
