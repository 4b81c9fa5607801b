package dev.gatehouse.common.egress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose whole answer is wanted in memory. It may hold secrets, so it prints without headers and body.
 *
 * @param to from {@link Egress#destination}
 * @param method HTTP method
 * @param target raw path and query, used as it is
 * @param headers sent as they are; framing and Host are set by the client
 * @param body null for none
 * @param mostBytes of the answer; a longer one fails with {@code ehr-answer-too-large}
 * @param statusOnly true if the answer counts by its status: a body that is longer or never ends is cut, not refused
 */
public record SmallRequest(
        Destination to,
        HttpMethod method,
        String target,
        Map<String, String> headers,
        @Nullable Buffer body,
        int mostBytes,
        boolean statusOnly) {

    public SmallRequest {
        headers = Map.copyOf(headers);
    }

    public SmallRequest(
            Destination to,
            HttpMethod method,
            String target,
            Map<String, String> headers,
            @Nullable Buffer body,
            int mostBytes) {
        this(to, method, target, headers, body, mostBytes, false);
    }

    /** The same for somebody who wants to know the status alone. */
    public SmallRequest forStatusOnly() {
        return new SmallRequest(to, method, target, headers, body, mostBytes, true);
    }

    /** A read without a body. */
    public static SmallRequest get(Destination to, String target, Map<String, String> headers, int mostBytes) {
        return new SmallRequest(to, HttpMethod.GET, target, headers, null, mostBytes);
    }

    @Override
    public String toString() {
        return "SmallRequest[" + method + " to " + to.host() + "]";
    }
}
