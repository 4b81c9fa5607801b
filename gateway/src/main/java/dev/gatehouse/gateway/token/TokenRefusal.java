package dev.gatehouse.gateway.token;

import dev.gatehouse.common.egress.RetryAfter;
import dev.gatehouse.common.egress.SmallAnswer;
import dev.gatehouse.common.ehr.EhrAnswers;
import dev.gatehouse.common.ehr.EhrAnswers.ErrorRule;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.token.NoToken.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal means. Servers disagree about statuses (400, 401 and 403 are all in use for the same thing), so the {@code
 * error} member decides, except where the status says that the server itself is in trouble, or the EHR's profile knows its
 * words better.
 */
final class TokenRefusal {
    private TokenRefusal() {}

    static NoToken of(SmallAnswer answer, Optional<JsonObject> body, List<SecretText> sent, EhrAnswers ehr) {
        VendorWords vendor = VendorWords.of(body.orElseGet(JsonObject::new), answer, sent, ehr);
        Optional<ErrorRule> known = ehr.meaning(answer.status(), vendor.code(), vendor.message());
        Optional<Meaning> trouble = trouble(answer.status());
        Meaning meaning = trouble.orElseGet(
                () -> known.map(rule -> meaning(rule.means())).orElseGet(() -> byError(answer.status(), error(body))));
        return new NoToken(
                meaning.outcome(),
                meaning.code(),
                trouble.isEmpty() && known.isPresent() ? known.get().explanation() : meaning.text(),
                answer.status(),
                isEndpointSuspect(answer.status()),
                meaning.outcome() == Outcome.RETRYABLE ? retryAfter(answer) : null,
                vendor,
                null);
    }

    private static Optional<Meaning> trouble(int status) {
        if (status == 429 || status == 503) {
            return Optional.of(Meaning.BUSY);
        }
        if (status >= 500) {
            return Optional.of(Meaning.FAILED);
        }
        return status >= 300 && status < 400 ? Optional.of(Meaning.REDIRECTED) : Optional.empty();
    }

    private static Meaning meaning(EhrAnswers.Meaning means) {
        return switch (means) {
            case PRACTICE_NOT_AUTHORIZED -> Meaning.PRACTICE;
            case SCOPE_REFUSED -> Meaning.SCOPE;
            case LAUNCH_CONTEXT_REFUSED -> Meaning.LAUNCH;
            case CLIENT_REFUSED -> Meaning.CLIENT;
            case GRANT_REFUSED -> Meaning.GRANT;
            case REQUEST_REFUSED -> Meaning.REQUEST;
            case BUSY -> Meaning.BUSY;
        };
    }

    private static Meaning byError(int status, String error) {
        return switch (error) {
            case "invalid_grant" -> Meaning.GRANT;
            case "invalid_client", "unauthorized_client" -> Meaning.CLIENT;
            case "invalid_scope" -> Meaning.SCOPE;
            case "unsupported_grant_type", "invalid_request", "invalid_target" -> Meaning.REQUEST;
            case "temporarily_unavailable", "slow_down" -> Meaning.BUSY;
            default -> status == 404 || status == 405 || status == 410 ? Meaning.GONE : Meaning.UNEXPLAINED;
        };
    }

    private static String error(Optional<JsonObject> body) {
        return body.map(json -> json.getValue("error") instanceof String text ? text : "")
                .orElse("");
    }

    private static boolean isEndpointSuspect(int status) {
        return (status >= 300 && status < 400) || status == 404 || status == 405 || status == 410;
    }

    private static @Nullable Duration retryAfter(SmallAnswer answer) {
        return answer.header("Retry-After")
                .map(header -> RetryAfter.of(header, answer.receivedAt()))
                .orElse(null);
    }

    private enum Meaning {
        BUSY(Outcome.RETRYABLE, "token-endpoint-busy", "The EHR's token endpoint asks us to try again later."),
        FAILED(Outcome.UNKNOWN, "token-endpoint-failed", "The EHR's token endpoint failed on its own side."),
        REDIRECTED(
                Outcome.UNKNOWN,
                "token-endpoint-redirects",
                "The EHR's token endpoint answers with a redirect; credentials are not sent on."),
        GONE(Outcome.UNKNOWN, "token-endpoint-gone", "There is no token endpoint at the address the EHR published."),
        UNEXPLAINED(
                Outcome.UNKNOWN,
                "token-answer-unusable",
                "The EHR refused the token request without a reason we know."),
        GRANT(Outcome.DENIED, "grant-refused", "The EHR no longer accepts this grant."),
        CLIENT(
                Outcome.CLIENT_BROKEN,
                "client-refused",
                "The EHR does not accept this application's client id, secret or way of authenticating."),
        SCOPE(
                Outcome.INVALID_SCOPE,
                "scope-refused",
                "The EHR does not allow this application the scopes it asks for, or not in this spelling."),
        PRACTICE(
                Outcome.PRACTICE_NOT_AUTHORIZED,
                "practice-not-authorized",
                "The practice has not authorized this application in its EHR."),
        LAUNCH(
                Outcome.REQUEST_REFUSED,
                "launch-context-refused",
                "The EHR does not accept the launch context; a standalone launch must not ask for the scope launch."),
        REQUEST(
                Outcome.REQUEST_REFUSED,
                "token-request-refused",
                "The EHR does not take token requests of this kind; a setting of the application or its profile is wrong.");

        private final Outcome outcome;
        private final String code;
        private final String text;

        Meaning(Outcome outcome, String code, String text) {
            this.outcome = outcome;
            this.code = code;
            this.text = text;
        }

        Outcome outcome() {
            return outcome;
        }

        String code() {
            return code;
        }

        String text() {
            return text;
        }
    }
}
