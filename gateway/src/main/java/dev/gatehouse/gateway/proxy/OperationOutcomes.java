package dev.gatehouse.gateway.proxy;

import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.failure.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Problems as FHIR tells them (R4, OperationOutcome): the stable code in {@code issue.details.coding}, the sentence for
 * people in {@code issue.diagnostics}, the request id in an extension.
 */
public final class OperationOutcomes {
    public static final String MEDIA_TYPE = "application/fhir+json";

    private static final String CODES = "urn:gatehouse:failure";
    private static final String REQUEST_ID = "urn:gatehouse:request-id";

    private OperationOutcomes() {}

    public static Buffer of(Problem problem, String requestId) {
        JsonArray issues = new JsonArray().add(issue(problem, problem.detail()));
        for (Mistake mistake : problem.errors()) {
            issues.add(issue(problem, mistake.path() + ": " + mistake.message()));
        }
        JsonObject id = new JsonObject().put("url", REQUEST_ID).put("valueString", requestId);
        return new JsonObject()
                .put("resourceType", "OperationOutcome")
                .put("extension", new JsonArray().add(id))
                .put("issue", issues)
                .toBuffer();
    }

    private static JsonObject issue(Problem problem, String diagnostics) {
        JsonObject coding = new JsonObject().put("system", CODES).put("code", problem.code());
        return new JsonObject()
                .put("severity", "error")
                .put("code", type(problem.status()))
                .put(
                        "details",
                        new JsonObject()
                                .put("coding", new JsonArray().add(coding))
                                .put("text", problem.title()))
                .put("diagnostics", diagnostics);
    }

    /** The value set {@code issue-type}, which FHIR requires. */
    private static String type(int status) {
        return switch (status) {
            case 401 -> "login";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405, 415, 417 -> "not-supported";
            case 409 -> "conflict";
            case 410 -> "expired";
            case 413 -> "too-long";
            case 429 -> "throttled";
            case 500 -> "exception";
            case 502, 503 -> "transient";
            case 504 -> "timeout";
            default -> status < 500 ? "invalid" : "exception";
        };
    }
}
