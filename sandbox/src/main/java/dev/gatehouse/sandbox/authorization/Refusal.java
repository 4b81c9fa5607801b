package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.web.Answer;
import dev.gatehouse.sandbox.web.Call;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A request that is refused, with the answer that says so. Expected, so it has no stack trace. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final String error;
    private final boolean vendors;

    private Refusal(String error, String description, Answer answer, boolean vendors) {
        super(description, null, false, false);
        this.error = error;
        this.answer = answer;
        this.vendors = vendors;
    }

    /** An OAuth error (RFC 6749, section 5.2) with that status. */
    static Refusal oauth(int status, String error, String description) {
        Answer answer = Answer.json(status, new JsonObject().put("error", error).put("error_description", description))
                .with("cache-control", "no-store")
                .with("pragma", "no-cache");
        return new Refusal(error, description, answer, false);
    }

    static Refusal invalidRequest(String description) {
        return oauth(400, "invalid_request", description);
    }

    static Refusal invalidGrant(String description) {
        return oauth(400, "invalid_grant", description);
    }

    static Refusal invalidClient(boolean basic) {
        return invalidClient(basic, "Client authentication failed");
    }

    static Refusal invalidClient(boolean basic, String description) {
        Refusal plain = oauth(401, "invalid_client", description);
        return basic
                ? new Refusal(
                        plain.error,
                        plain.description(),
                        plain.answer.with("www-authenticate", "Basic realm=\"token\""),
                        false)
                : plain;
    }

    /** A bearer token that does not fit (RFC 6750, section 3.1). */
    static Refusal invalidToken(String description) {
        Refusal plain = oauth(401, "invalid_token", description);
        Answer answer = plain.answer.with("www-authenticate", "Bearer error=\"invalid_token\"");
        return new Refusal(plain.error, description, answer, false);
    }

    /** A refusal in the shape of Practice Fusion's own authorization layer, which numbers each for its support. */
    static Refusal vendor(int status, String subcode, String message) {
        return new Refusal(subcode, message, Answer.refusal(status, subcode, message), true);
    }

    /** The answer of a refusal; any other failure stays one. */
    static Future<Answer> told(Throwable failure, Call call) {
        return failure instanceof Refusal refusal
                ? Future.succeededFuture(refusal.answer(call))
                : Future.failedFuture(failure);
    }

    /** Whether it has the vendor's shape. */
    boolean vendors() {
        return vendors;
    }

    int status() {
        return answer.status();
    }

    String error() {
        return error;
    }

    String description() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    Answer answer(Call call) {
        return vendors
                ? Answer.json(answer.status(), answer.body().toJsonObject().put("pfCorrelationId", correlationId(call)))
                : answer;
    }

    /** Found again in the request log, so it is made of the request's number there. */
    static String correlationId(Call call) {
        return UUID.nameUUIDFromBytes(("request " + call.sequence()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
