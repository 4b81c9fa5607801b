package dev.gatehouse.gateway.authorization;

import dev.gatehouse.gateway.token.NoToken;
import org.jspecify.annotations.Nullable;

/** What an EHR says no with, in the codes of the connect page; the EHR's own text is never shown. */
final class ReturnCodes {
    private ReturnCodes() {}

    /** RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6; RFC 8707, section 2; whatever else. */
    static String of(@Nullable String error) {
        return switch (error == null ? "" : error) {
            case "access_denied" -> "access-denied";
            case "invalid_scope" -> "invalid-scope";
            case "unauthorized_client",
                    "unsupported_response_type",
                    "invalid_request",
                    "invalid_target",
                    "invalid_request_uri",
                    "invalid_request_object",
                    "request_not_supported",
                    "request_uri_not_supported",
                    "registration_not_supported" -> "application-misconfigured";
            case "login_required", "interaction_required", "consent_required", "account_selection_required" ->
                "sign-in-needed";
            case "temporarily_unavailable", "server_error" -> "ehr-unreachable";
            default -> "ehr-refused";
        };
    }

    /** The same for a token endpoint's answer. */
    static String of(NoToken failure) {
        return switch (failure.outcome()) {
            case CLIENT_BROKEN -> "application-misconfigured";
            case INVALID_SCOPE -> "invalid-scope";
            case PRACTICE_NOT_AUTHORIZED -> "practice-not-authorized";
            case DENIED, REQUEST_REFUSED -> "ehr-refused";
            case RETRYABLE, UNKNOWN -> failure.code().equals("ehr-timeout") ? "ehr-timeout" : "ehr-unreachable";
        };
    }
}
