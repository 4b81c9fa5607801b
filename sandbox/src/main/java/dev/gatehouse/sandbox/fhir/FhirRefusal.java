package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.web.Answer;

/** A FHIR request that is refused, with the answer that says so. Expected, so it has no stack trace. */
final class FhirRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    private FhirRefusal(Answer answer) {
        super("refused with status " + answer.status(), null, false, false);
        this.answer = answer;
    }

    /** An OperationOutcome; the code is one of FHIR's issue types. */
    static FhirRefusal outcome(int status, String code, String words) {
        return new FhirRefusal(Answer.of(status, FhirJson.TYPE, FhirJson.write(outcome(code, words))));
    }

    static FhirRefusal unauthorized(String words) {
        Answer answer = Answer.of(401, FhirJson.TYPE, FhirJson.write(outcome("login", words)))
                .with("www-authenticate", "Bearer error=\"invalid_token\"");
        return new FhirRefusal(answer);
    }

    /** How Practice Fusion says that a scope is missing. */
    static FhirRefusal forbidden(String words) {
        return new FhirRefusal(Answer.refusal(403, "Forbidden", words));
    }

    /** An OperationOutcome with one issue. */
    static ObjectNode issue(String code, String words) {
        return outcome(code, words);
    }

    private static ObjectNode outcome(String code, String words) {
        ObjectNode outcome = FhirJson.resource("OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", code)
                .put("diagnostics", words);
        return outcome;
    }

    Answer answer() {
        return answer;
    }
}
