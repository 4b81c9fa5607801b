package dev.gatehouse.sandbox.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer as a value, so that a fault can delay, cut or drop it after it was made.
 *
 * @param status HTTP status code
 * @param headers names in lower case
 * @param body the whole body, empty when there is a stream
 * @param stream a body too large to hold, or null
 */
public record Answer(
        int status,
        Map<String, String> headers,
        Buffer body,
        @Nullable ReadStream<Buffer> stream) {

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer of(int status, String contentType, Buffer body) {
        return new Answer(status, Map.of("content-type", contentType), body, null);
    }

    public static Answer json(int status, JsonObject body) {
        return of(status, "application/json", body.toBuffer());
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), Buffer.buffer(), null);
    }

    /** A body that is made while it is sent. */
    public static Answer streamed(String contentType, ReadStream<Buffer> stream) {
        return new Answer(200, Map.of("content-type", contentType), Buffer.buffer(), stream);
    }

    public static Answer redirect(String location) {
        return empty(302)
                .with("location", location)
                .with("cache-control", "no-store")
                .with("referrer-policy", "no-referrer");
    }

    /** What the API gateway in front of Practice Fusion says to a path it does not know. */
    public static Answer noRoute() {
        return json(
                404,
                new JsonObject()
                        .put("message", "no Route matched with those values")
                        .put("request_id", "00000000000000000000000000000000"));
    }

    /** The shape in which Practice Fusion's authorization layer refuses; it is not that of RFC 6749. */
    public static Answer refusal(int status, String subcode, String message) {
        return json(status, new JsonObject().put("subcode", subcode).put("message", message));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, stream);
    }

    public Answer with(Map<String, String> others) {
        Map<String, String> more = new HashMap<>(headers);
        more.putAll(others);
        return new Answer(status, more, body, stream);
    }
}
