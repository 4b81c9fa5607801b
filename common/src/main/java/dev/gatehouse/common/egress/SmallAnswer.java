package dev.gatehouse.common.egress;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * A whole answer, whatever its status. It may hold tokens, so it prints without headers and body.
 *
 * @param status HTTP status code; redirects arrive here like any other, they are never followed
 * @param headers as received
 * @param body as received, but for one that came as gzip: we never ask for that, and HTTP allows it all the same
 * @param sentAt when the request began to be written; what the answer says of times counts from here
 * @param receivedAt when the last byte had come
 */
public record SmallAnswer(int status, MultiMap headers, Buffer body, Instant sentAt, Instant receivedAt) {

    /** First header of that name, without regard to case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "SmallAnswer[" + status + ", " + body.length() + " bytes]";
    }
}
