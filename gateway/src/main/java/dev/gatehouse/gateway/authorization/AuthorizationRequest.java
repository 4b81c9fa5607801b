package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.connection.EndUser;
import dev.gatehouse.registration.application.SmartSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a browser takes along to an EHR (SMART App Launch 2.2, "Obtain authorization code").
 *
 * @param audience the FHIR base as the EHR names it, to the last slash; in an EHR launch the very {@code iss}
 * @param launch as the EHR sent it; null for a standalone launch, which some EHRs break off when they see one
 * @param settings whether the proof key is left out, and what is sent beside what the protocol wants
 */
record AuthorizationRequest(
        String clientId,
        String redirectUri,
        List<String> scopes,
        String audience,
        @Nullable SecretText launch,
        SecretText state,
        SecretText verifier,
        EndUser endUser,
        SmartSettings settings) {

    /** Internet Information Services takes 2048 characters of query, other servers and proxies 4 to 8 KiB of address. */
    private static final int LONG = 2000;

    AuthorizationRequest {
        scopes = List.copyOf(scopes);
    }

    /** Every parameter exactly once, percent-encoded; what the endpoint's own query says is kept. */
    String at(URI endpoint) {
        return joined(endpoint, parameters());
    }

    /** For a form; the endpoint's own query stays in its address. */
    PostedRequest posted(URI endpoint) {
        return new PostedRequest(joined(endpoint, Map.of()), parameters());
    }

    /** @param offered by the EHR's metadata */
    boolean goesByPost(URI endpoint, boolean offered) {
        return switch (settings.postUse()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> offered && at(endpoint).length() > LONG;
        };
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>(settings.authorizationParameters());
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("scope", String.join(" ", scopes));
        parameters.put("state", state.reveal());
        parameters.put("aud", audience);
        if (launch != null) {
            parameters.put("launch", launch.reveal());
        }
        if (settings.usesPkce()) {
            parameters.put("code_challenge", Randoms.challenge(verifier));
            parameters.put("code_challenge_method", "S256");
        }
        if (scopes.contains("openid")) {
            parameters.put("nonce", Randoms.nonce(verifier));
        }
        if (settings.prompt() != null) {
            parameters.put("prompt", settings.prompt());
        }
        if (settings.maxAge() != null) {
            parameters.put("max_age", Long.toString(settings.maxAge().toSeconds()));
        }
        String hint = hint();
        if (hint != null) {
            parameters.put("login_hint", hint);
        }
        return parameters;
    }

    /** Somebody launched from inside the EHR is signed in there, and has only an invented id here. */
    private @Nullable String hint() {
        SmartSettings.LoginHint wanted = settings.loginHint();
        if (wanted == null || launch != null) {
            return null;
        }
        return switch (wanted) {
            case ID -> endUser.id();
            case EMAIL -> endUser.email();
        };
    }

    /** Of a parameter that the endpoint's own query has too, ours counts: twice would be refused (RFC 6749, section 3.1). */
    private String joined(URI endpoint, Map<String, String> added) {
        String query = endpoint.getRawQuery();
        Stream<String> kept = query == null
                ? Stream.empty()
                : Arrays.stream(query.split("&", -1))
                        .filter(pair -> !pair.isEmpty() && !parameters().containsKey(name(pair)));
        String all = Stream.concat(
                        kept,
                        added.entrySet().stream().map(each -> encode(each.getKey()) + "=" + encode(each.getValue())))
                .collect(Collectors.joining("&"));
        String address = endpoint.toString();
        String before = query == null ? address : address.substring(0, address.indexOf('?'));
        return all.isEmpty() ? before : before + "?" + all;
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
