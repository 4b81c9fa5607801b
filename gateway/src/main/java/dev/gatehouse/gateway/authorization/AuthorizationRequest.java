package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a browser takes along to an EHR (SMART App Launch 2.2, "Obtain authorization code").
 *
 * @param audience the FHIR base as the EHR names it, to the last slash; in an EHR launch the very {@code iss}
 * @param launch as the EHR sent it; null for a standalone launch, which some EHRs break off when they see one
 */
record AuthorizationRequest(
        String clientId,
        String redirectUri,
        List<String> scopes,
        String audience,
        @Nullable SecretText launch,
        SecretText state,
        SecretText verifier) {

    AuthorizationRequest {
        scopes = List.copyOf(scopes);
    }

    /** Every parameter exactly once, percent-encoded; what the endpoint's own query says is kept. */
    String at(URI endpoint) {
        String query = parameters().entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        String before = endpoint.toString();
        return before + (endpoint.getRawQuery() == null ? "?" : before.endsWith("&") ? "" : "&") + query;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("scope", String.join(" ", scopes));
        parameters.put("state", state.reveal());
        parameters.put("aud", audience);
        if (launch != null) {
            parameters.put("launch", launch.reveal());
        }
        parameters.put("code_challenge", Randoms.challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        if (scopes.contains("openid")) {
            parameters.put("nonce", Randoms.nonce(verifier));
        }
        return parameters;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
