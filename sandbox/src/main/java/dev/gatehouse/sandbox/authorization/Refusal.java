package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.web.Answer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** A request that is refused, with the answer that says so. Expected, so it has no stack trace. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final String error;

    private Refusal(String error, String description, Answer answer) {
        super(description, null, false, false);
        this.error = error;
        this.answer = answer;
    }

    /** An OAuth error (RFC 6749, section 5.2) with that status. */
    static Refusal oauth(int status, String error, String description) {
        Answer answer = Answer.json(status, new JsonObject().put("error", error).put("error_description", description))
                .with("cache-control", "no-store")
                .with("pragma", "no-cache");
        return new Refusal(error, description, answer);
    }

    static Refusal invalidRequest(String description) {
        return oauth(400, "invalid_request", description);
    }

    static Refusal invalidGrant(String description) {
        return oauth(400, "invalid_grant", description);
    }

    static Refusal invalidClient(boolean basic) {
        Refusal plain = oauth(401, "invalid_client", "Client authentication failed");
        return basic
                ? new Refusal(
                        plain.error,
                        plain.description(),
                        plain.answer.with("www-authenticate", "Basic realm=\"token\""))
                : plain;
    }

    /** A refusal in the shape of Practice Fusion's own authorization layer. */
    static Refusal vendor(int status, String subcode, String message) {
        return new Refusal(subcode, message, Answer.refusal(status, subcode, message));
    }

    /** The answer of a refusal; any other failure stays one. */
    static Future<Answer> told(Throwable failure) {
        return failure instanceof Refusal refusal
                ? Future.succeededFuture(refusal.answer)
                : Future.failedFuture(failure);
    }

    String error() {
        return error;
    }

    String description() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    Answer answer() {
        return answer;
    }
}
