package dev.gatehouse.gateway.guard;

import dev.gatehouse.common.failure.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the guard lets a request not in. After each of them the connection is closed. */
public enum Refusal {
    REQUEST_LINE(400, "invalid-request", "The request line is not METHOD, space, target, space, HTTP/1.1."),
    VERSION(505, "http-version-unknown", "This listener speaks HTTP/1.1 only."),
    METHOD(405, "method-not-allowed", "There is no such method here; see the Allow header."),
    TARGET(400, "target-refused", "The request target holds what two servers could read in two ways."),
    TARGET_TOO_LONG(414, "target-too-long", "The request line is longer than 8 KiB."),
    KEY_IN_URL(
            400,
            "key-in-url",
            "Addresses end up in logs, so no key and no token may stand in one. Send it as Authorization: Bearer <key>, and"
                    + " replace this one."),
    HEADERS(
            400,
            "header-refused",
            "A header is folded, or its name or value has a character that is not allowed there."),
    HEADERS_TOO_LARGE(431, "headers-too-large", "A request has at most 100 headers, of 16 KiB together."),
    HOST(400, "host-invalid", "A request has exactly one Host header with a valid name in it."),
    HOST_UNKNOWN(421, "host-unknown", "The Host header names another server than this one."),
    FRAMING(
            400,
            "framing-refused",
            "How long the body is must be said once: by one Content-Length, or by Transfer-Encoding: chunked."),
    UPGRADE(400, "upgrade-refused", "Only web sockets can be upgraded to here."),
    BODY_TOO_LARGE(413, "body-too-large", "The body is larger than this address takes."),
    PIPELINE(400, "pipeline-too-long", "More requests were sent ahead than we keep. Wait for answers.");

    private final int status;
    private final String code;
    private final String detail;

    Refusal(int status, String code, String detail) {
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    public int status() {
        return status;
    }

    /** Stable, kebab-case. */
    public String code() {
        return code;
    }

    /** @param more what exactly, if that is known */
    Problem problem(@Nullable String more) {
        return new Problem(status, code, title(status), more == null ? detail : more, List.of(), null);
    }

    private static String title(int status) {
        return switch (status) {
            case 405 -> "Method not allowed";
            case 413, 414, 431 -> "Too large";
            case 421 -> "Sent to the wrong server";
            case 505 -> "HTTP version not supported";
            default -> "The request is not valid";
        };
    }
}
