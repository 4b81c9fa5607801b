package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.egress.SmallAnswer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little we keep of what an EHR says of an export: words of FHIR's own, never its sentences, which may name patients. */
final class EhrWords {
    private static final Predicate<String> ISSUE_TYPE =
            Pattern.compile("[a-z-]{1,40}").asMatchPredicate();
    private static final Pattern PERCENT = Pattern.compile("(?<![\\d.])(\\d{1,3})(?:\\.\\d+)?\\s?%");
    private static final int LONGEST_PROGRESS = 100;
    private static final int MOST_OUTCOME = 64 * 1024;

    private EhrWords() {}

    /** The type of the first issue, of the value set {@code issue-type}; empty if there is no OperationOutcome. */
    static Optional<String> issueType(SmallAnswer answer) {
        if (answer.body().length() > MOST_OUTCOME) {
            return Optional.empty();
        }
        try {
            JsonObject outcome = new JsonObject(answer.body());
            if (!"OperationOutcome".equals(outcome.getValue("resourceType"))
                    || !(outcome.getValue("issue") instanceof JsonArray issues)
                    || issues.isEmpty()
                    || !(issues.getValue(0) instanceof JsonObject issue)
                    || !(issue.getValue("code") instanceof String code)) {
                return Optional.empty();
            }
            return Optional.of(code).filter(ISSUE_TYPE);
        } catch (DecodeException | ClassCastException notJson) {
            return Optional.empty();
        }
    }

    /** {@code "status 400 (not-supported)"}. */
    static String status(SmallAnswer answer) {
        return "status " + answer.status()
                + issueType(answer).map(type -> " (" + type + ")").orElse("");
    }

    /** What {@code X-Progress} says, at most a hundred plain characters as the specification has it. */
    static Optional<String> progress(SmallAnswer answer) {
        return answer.header("X-Progress")
                .map(text -> text.replaceAll("[^ -~]", " ").strip())
                .map(text -> text.length() > LONGEST_PROGRESS ? text.substring(0, LONGEST_PROGRESS) : text)
                .filter(text -> !text.isEmpty());
    }

    /** The percentage in it, if there is one. */
    static OptionalInt percent(String progress) {
        Matcher found = PERCENT.matcher(progress);
        if (!found.find()) {
            return OptionalInt.empty();
        }
        int percent = Integer.parseInt(found.group(1));
        return percent > 100 ? OptionalInt.empty() : OptionalInt.of(percent);
    }
}
