package dev.gatehouse.gateway.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the body of a batch or transaction and checks it on the way. It is kept until the EHR has it, so there are limits
 * to one, and to all that are under way in this process. May be shared by all event loops.
 */
final class BundleIntake {
    /** Of one bundle, in bytes. */
    static final int LARGEST = 10 * 1024 * 1024;
    /** Of all together, in bytes. */
    private static final long MOST_HELD = 64L * 1024 * 1024;

    private static final Set<String> JSON =
            Set.of("application/fhir+json", "application/json", "application/json+fhir");

    private final JsonFactory json = BundleReader.strictJson();
    private final AtomicLong held = new AtomicLong();

    /**
     * The body, byte for byte as it came. Whoever gets it gives it back with {@link #release}; a failure has given it back.
     * Fails with 400 {@code bundle-not-json}, {@code bundle-refused}, 413 {@code bundle-too-large}, 503 {@code
     * bundle-space-full}, or with what the guard says of an entry.
     *
     * @param request paused, its body untouched
     */
    Future<Buffer> read(HttpServerRequest request, ProxyCall call, CallGuard guard) {
        if (!isJson(call.headers().get(HttpHeaders.CONTENT_TYPE))) {
            return Future.failedFuture(new Failure.Invalid(
                    "bundle-not-json",
                    "Send batches and transactions as application/fhir+json in UTF-8: only there can their entries be"
                            + " checked."));
        }
        BundleReader reader = new BundleReader(json, call.connection().id(), guard::check);
        Buffer body = Buffer.buffer();
        Promise<Buffer> read = Promise.promise();
        request.handler(chunk -> {
            if (!read.future().isComplete()) {
                attempt(read, () -> take(reader, body, chunk));
            }
        });
        request.exceptionHandler(read::tryFail);
        request.endHandler(end -> attempt(read, () -> {
            reader.end();
            read.tryComplete(body);
        }));
        request.resume();
        return read.future().onFailure(refused -> release(body));
    }

    void release(Buffer body) {
        held.addAndGet(-body.length());
    }

    private void take(BundleReader reader, Buffer body, Buffer chunk) {
        if (body.length() + chunk.length() > LARGEST) {
            throw new Failure.TooLarge(
                    "bundle-too-large", "A bundle may have at most 10 MiB; send it in smaller ones.");
        }
        body.appendBuffer(chunk);
        if (held.addAndGet(chunk.length()) > MOST_HELD) {
            throw new Failure.Unavailable(
                    "bundle-space-full",
                    "Too many large bundles are under way. Try again.",
                    Duration.ofSeconds(1),
                    null);
        }
        reader.take(chunk.getBytes());
    }

    private static void attempt(Promise<Buffer> read, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException refused) {
            read.tryFail(refused);
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        boolean utf8 = true;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("charset")) {
                utf8 &= part.replace("\"", "").replace(" ", "").equals("charset=utf-8");
            }
        }
        return utf8 && JSON.contains(parts[0].strip());
    }
}
