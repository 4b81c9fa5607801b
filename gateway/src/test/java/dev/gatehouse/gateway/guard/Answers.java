package dev.gatehouse.gateway.guard;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads what came over a socket. */
final class Answers {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private Answers() {}

    static List<Integer> statuses(String told) {
        return STATUS.matcher(told)
                .results()
                .map((MatchResult found) -> Integer.parseInt(found.group(1)))
                .toList();
    }

    /** The code of the last answer: a problem, or an OperationOutcome. */
    static String code(String told) {
        JsonObject body = new JsonObject(told.substring(told.lastIndexOf("\r\n\r\n") + 4));
        return body.containsKey("issue")
                ? body.getJsonArray("issue")
                        .getJsonObject(0)
                        .getJsonObject("details")
                        .getJsonArray("coding")
                        .getJsonObject(0)
                        .getString("code")
                : body.getString("code");
    }
}
