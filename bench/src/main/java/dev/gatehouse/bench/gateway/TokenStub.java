package dev.gatehouse.bench.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An EHR as fast as it can be: metadata, a token endpoint that rotates, and FHIR answers for anybody. Refresh tokens are
 * {@code rt-{connection}-{generation}}; it knows which was presented how often.
 */
final class TokenStub {
    private static final int LIFETIME_SECONDS = 3_600;

    private final Map<String, Integer> generations = new ConcurrentHashMap<>();
    private final AtomicInteger spent = new AtomicInteger();
    private int port;

    Future<HttpServer> start(Vertx vertx) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .onSuccess(server -> port = server.actualPort());
    }

    String authority() {
        return "127.0.0.1:" + port;
    }

    String base(int practice) {
        return "http://" + authority() + "/fhir/" + practice;
    }

    static String refreshToken(String connection, int generation) {
        return "rt-" + connection + "-" + generation;
    }

    /** How often a connection was refreshed. */
    int refreshes(String connection) {
        return generations.getOrDefault(connection, 1) - 1;
    }

    /** Connections that were refreshed. */
    int refreshed() {
        return generations.size();
    }

    /** How often a refresh token came that had been used up. */
    int spent() {
        return spent.get();
    }

    private void answer(HttpServerRequest request) {
        if (request.path().endsWith("/.well-known/smart-configuration")) {
            json(request, metadata(request.path()));
        } else if (request.path().equals("/token")) {
            request.body().onSuccess(body -> token(request, body.toString()));
        } else {
            json(request, new JsonObject().put("resourceType", "Patient").put("id", "1"));
        }
    }

    private JsonObject metadata(String path) {
        String origin = "http://" + authority();
        return new JsonObject()
                .put("issuer", origin + path.substring(0, path.indexOf("/.well-known")))
                .put("authorization_endpoint", origin + "/authorize")
                .put("token_endpoint", origin + "/token")
                .put("grant_types_supported", new JsonArray().add("authorization_code"))
                .put("code_challenge_methods_supported", new JsonArray().add("S256"))
                .put("capabilities", new JsonArray().add("client-confidential-symmetric"));
    }

    private void token(HttpServerRequest request, String form) {
        int at = form.indexOf("refresh_token=rt-");
        int end = form.indexOf('&', at);
        String token = URLDecoder.decode(
                form.substring(at + "refresh_token=".length(), end < 0 ? form.length() : end), StandardCharsets.UTF_8);
        String connection = token.substring("rt-".length(), token.lastIndexOf('-'));
        int presented = Integer.parseInt(token.substring(token.lastIndexOf('-') + 1));
        Integer next = generations.compute(
                connection, (id, now) -> presented == (now == null ? 1 : now) ? presented + 1 : now);
        if (next == null || next != presented + 1) {
            spent.incrementAndGet();
            request.response().setStatusCode(400);
            json(request, new JsonObject().put("error", "invalid_grant"));
            return;
        }
        json(
                request,
                new JsonObject()
                        .put("access_token", "at-" + connection + "-" + next)
                        .put("token_type", "Bearer")
                        .put("expires_in", LIFETIME_SECONDS)
                        .put("refresh_token", refreshToken(connection, next)));
    }

    private static void json(HttpServerRequest request, JsonObject body) {
        request.response().putHeader("Content-Type", "application/json").end(body.toBuffer());
    }
}
