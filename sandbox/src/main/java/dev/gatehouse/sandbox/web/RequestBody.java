package dev.gatehouse.sandbox.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body up to a limit; must be called in the turn in which the request arrived. */
public final class RequestBody {

    /** The body was longer than allowed. */
    public static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        TooLarge(int limit) {
            super("The body is longer than " + limit + " bytes", null, false, false);
        }
    }

    private RequestBody() {}

    /** The whole body; fails with {@link TooLarge} beyond the limit and with the connection's failure when it breaks. */
    public static Future<Buffer> upTo(int limit, HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer gathered = Buffer.buffer();
        request.handler(piece -> {
            if (gathered.length() + piece.length() > limit) {
                whole.tryFail(new TooLarge(limit));
            } else {
                gathered.appendBuffer(piece);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(end -> whole.tryComplete(gathered));
        return whole.future();
    }
}
