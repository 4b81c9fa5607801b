package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.web.Fingerprint;
import dev.gatehouse.sandbox.web.Parameters;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A plain SMART client that waits for every answer, for tests. Does it right unless a test changes a parameter. */
final class App {

    static final String REDIRECT = "http://127.0.0.1:9/callback";
    static final String SCOPES =
            "openid fhirUser offline_access launch/patient user/Patient.rs user/Observation.cruds user/Encounter.read";

    private final WebClient web;
    final Client client;
    /** Of the last authorization request. */
    String verifier = "";

    App(Vertx vertx, Client client) {
        this.web = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
        this.client = client;
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    HttpResponse<Buffer> get(String url) throws Exception {
        return await(web.getAbs(url).send());
    }

    HttpResponse<Buffer> get(String url, String token) throws Exception {
        return await(web.getAbs(url).bearerTokenAuthentication(token).send());
    }

    HttpRequest<Buffer> request(io.vertx.core.http.HttpMethod method, String url) {
        return web.requestAbs(method, url);
    }

    @com.google.errorprone.annotations.CanIgnoreReturnValue
    HttpResponse<Buffer> postForm(String url, Map<String, String> form) throws Exception {
        return await(
                web.postAbs(url).sendForm(MultiMap.caseInsensitiveMultiMap().addAll(form)));
    }

    /** A correct authorization request. */
    Map<String, String> authorization(Base base) {
        verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client.id());
        parameters.put("redirect_uri", client.redirectUris().get(0));
        parameters.put("scope", SCOPES);
        parameters.put("state", UUID.randomUUID().toString());
        parameters.put("aud", base.url());
        parameters.put("nonce", "n-" + UUID.randomUUID());
        parameters.put(
                "code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(Fingerprint.sha256(verifier)));
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    HttpResponse<Buffer> authorize(Base base, Map<String, String> parameters) throws Exception {
        return get(base.authorizationEndpoint() + "?" + encoded(parameters));
    }

    static String encoded(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /** What the authorization answer says in its redirect. */
    static Parameters redirected(HttpResponse<Buffer> answer) {
        return Parameters.parse(URI.create(answer.getHeader("location")).getRawQuery());
    }

    /** The code that an auto-approving server sends. */
    String code(Base base) throws Exception {
        return redirected(authorize(base, authorization(base))).text("code");
    }

    Map<String, String> exchange(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", client.redirectUris().get(0));
        form.put("code_verifier", verifier);
        return form;
    }

    HttpResponse<Buffer> token(Base base, Map<String, String> form) throws Exception {
        return await(web.postAbs(base.tokenEndpoint())
                .putHeader("authorization", basic(client.id(), client.secret()))
                .sendForm(MultiMap.caseInsensitiveMultiMap().addAll(form)));
    }

    HttpResponse<Buffer> refresh(Base base, String refreshToken) throws Exception {
        return token(base, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    static String basic(String id, String secret) {
        String pair =
                URLEncoder.encode(id, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Connects at an auto-approving server and returns the token answer. */
    JsonObject connect(Base base) throws Exception {
        return token(base, exchange(code(base))).bodyAsJsonObject();
    }
}
