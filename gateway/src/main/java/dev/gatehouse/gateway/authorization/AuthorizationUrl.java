package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The address at which an EHR asks its user, for a standalone launch (SMART App Launch 2.2, "Obtain authorization code"). */
final class AuthorizationUrl {
    private AuthorizationUrl() {}

    /**
     * Every parameter exactly once, percent-encoded; what the endpoint's own query says is kept.
     *
     * @param audience the FHIR base as the EHR names it, to the last slash
     */
    static String of(
            URI endpoint,
            String clientId,
            String redirectUri,
            List<String> scopes,
            String audience,
            SecretText state,
            SecretText verifier) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("scope", String.join(" ", scopes));
        parameters.put("state", state.reveal());
        parameters.put("aud", audience);
        parameters.put("code_challenge", Randoms.challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        if (scopes.contains("openid")) {
            parameters.put("nonce", Randoms.nonce(verifier));
        }
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        String before = endpoint.toString();
        return before + (endpoint.getRawQuery() == null ? "?" : before.endsWith("&") ? "" : "&") + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
