package dev.gatehouse.gateway.nango.connect;

/**
 * Why an authorization failed, as the browser client and the webhooks are told.
 *
 * @param type one of Nango's error types, stable
 * @param text one plain sentence of ours; never the EHR's words
 */
record AuthFailure(String type, String text) {
    static final String UNKNOWN_INTEGRATION = "unknown_config_key";
    static final String PARAMETER = "url_param_err";
    static final String MODE = "auth_mode_err";

    static AuthFailure unknownIntegration() {
        return new AuthFailure(UNKNOWN_INTEGRATION, "There is no integration with this key.");
    }

    static AuthFailure parameter(String text) {
        return new AuthFailure(PARAMETER, text);
    }

    /** @param code of ours, as the connect page knows it */
    static AuthFailure of(String code) {
        String text = switch (code) {
            case "access-denied" -> "Access was not allowed at the EHR.";
            case "ehr-refused" -> "The EHR refused to connect.";
            case "invalid-scope" -> "The EHR does not offer what the integration asks for.";
            case "sign-in-needed" -> "Nobody signed in at the EHR.";
            case "application-misconfigured", "credential-missing" ->
                "The integration is not set up correctly with this EHR.";
            case "practice-not-authorized" -> "The practice has not authorized this integration.";
            case "ehr-timeout", "ehr-unreachable" -> "The EHR did not answer.";
            case "wrong-practice" -> "Somebody of another practice signed in than the one that was chosen.";
            case "wrong-patient" -> "Another patient was chosen than the one this connection is for.";
            case "connection-revoked" -> "This connection was ended. Make a new one instead.";
            case "flow-expired" -> "Signing in took more than ten minutes.";
            case "endpoint-unknown" -> "There is no endpoint with this id.";
            case "endpoint-kind-differs" -> "This endpoint is not for this kind of integration.";
            default -> "The practice could not be connected.";
        };
        return new AuthFailure(type(code), text + " (" + code + ")");
    }

    private static String type(String code) {
        return switch (code) {
            case "access-denied", "ehr-refused", "invalid-scope", "sign-in-needed" -> "callback_err";
            case "application-misconfigured", "credential-missing" -> "provider_config_err";
            case "practice-not-authorized", "ehr-timeout", "ehr-unreachable" -> "token_err";
            case "wrong-practice", "wrong-patient", "connection-revoked" -> "connection_validation_failed";
            case "flow-expired", "state-mismatch", "callback-reused" -> "state_err";
            case "endpoint-unknown", "endpoint-kind-differs" -> PARAMETER;
            default -> "unknown_err";
        };
    }
}
