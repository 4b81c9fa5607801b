package dev.gatehouse.gateway.testing;

import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a partner used before: the same client at the EHR, and grants that the gateway knows nothing of. */
public final class Elsewhere {
    private static final String VERIFIER = "a-verifier-of-another-system-0123456789-0123456789";

    private Elsewhere() {}

    /** A token answer of the EHR for provider scopes at the practice. */
    public static JsonObject grant(Partner partner, SandboxPractice practice, List<String> scopes) {
        Client client = partner.client();
        String redirectUri = client.redirectUris().get(0);
        String base =
                (client.type() == Client.Type.PATIENT ? practice.patientBase() : practice.providerBase()).toString();
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", client.id());
        request.put("redirect_uri", redirectUri);
        request.put("scope", String.join(" ", scopes));
        request.put("state", "state-of-another-system");
        request.put("aud", base);
        request.put("code_challenge", challenge());
        request.put("code_challenge_method", "S256");
        Browser browser = new Browser();
        String back = browser.until(redirectUri, browser.open(base + "/authorize?" + form(request)));
        Map<String, String> exchange = new LinkedHashMap<>();
        exchange.put("grant_type", "authorization_code");
        exchange.put("code", parameter(back, "code"));
        exchange.put("redirect_uri", redirectUri);
        exchange.put("code_verifier", VERIFIER);
        exchange.put("client_id", client.id());
        exchange.put("client_secret", client.secret());
        return new JsonObject(browser.submit(base + "/token", exchange).body());
    }

    private static String parameter(String address, String name) {
        for (String pair : URI.create(address).getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no " + name + " in the answer of the EHR");
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
