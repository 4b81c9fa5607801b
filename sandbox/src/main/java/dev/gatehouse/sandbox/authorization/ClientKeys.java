package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.fault.Violations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The public keys of clients, fetched from where each publishes them and kept for a minute. */
final class ClientKeys {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final long PATIENCE_MILLIS = 5_000;
    private static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "dp", "dq", "qi", "k");

    private record Fetched(JsonArray keys, Instant until) {}

    private final HttpClient http;
    private final Violations violations;
    private final Clock clock;
    private final Map<String, Fetched> byUrl = new ConcurrentHashMap<>();

    ClientKeys(Vertx vertx, Violations violations, Clock clock) {
        this.http = vertx.createHttpClient();
        this.violations = violations;
        this.clock = clock;
    }

    /** The key with that id, fetched anew if it is not known; fails when there is none. */
    Future<PublicKey> find(String url, String keyId, long call) {
        Fetched kept = byUrl.get(url);
        JsonObject known = kept == null || clock.instant().isAfter(kept.until()) ? null : withId(kept.keys(), keyId);
        if (known != null) {
            return publicKey(known);
        }
        return fetch(url, call).compose(keys -> {
            JsonObject jwk = withId(keys, keyId);
            if (jwk == null) {
                violations.note("kid-unknown", "the published key set has no key with that id", call);
            }
            return jwk == null
                    ? Future.failedFuture(new GeneralSecurityException("The key set has no key with that id"))
                    : publicKey(jwk);
        });
    }

    /** All keys published there now; fails when there is no key set. */
    Future<JsonArray> fetch(String url, long call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setTimeout(PATIENCE_MILLIS);
        return http.request(options)
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.body())
                .map(body -> keep(url, body, call));
    }

    private JsonArray keep(String url, Buffer body, long call) {
        JsonArray keys = body.toJsonObject().getJsonArray("keys", new JsonArray());
        for (int i = 0; i < keys.size(); i++) {
            if (PRIVATE_MEMBERS.stream().anyMatch(keys.getJsonObject(i)::containsKey)) {
                violations.note("jwks-private", "the published key set holds a private key", call);
            }
        }
        byUrl.put(url, new Fetched(keys, clock.instant().plus(KEPT)));
        return keys;
    }

    private static @Nullable JsonObject withId(JsonArray keys, String keyId) {
        for (int i = 0; i < keys.size(); i++) {
            if (keyId.equals(keys.getJsonObject(i).getString("kid"))) {
                return keys.getJsonObject(i);
            }
        }
        return null;
    }

    private static Future<PublicKey> publicKey(JsonObject jwk) {
        try {
            return Future.succeededFuture(jwk.getString("kty", "").equals("EC") ? ellipticKey(jwk) : rsaKey(jwk));
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            return Future.failedFuture(unusable);
        }
    }

    private static PublicKey rsaKey(JsonObject jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    }

    private static PublicKey ellipticKey(JsonObject jwk) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp384r1"));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonObject jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString(member, "")));
    }

    void forget() {
        byUrl.clear();
    }
}
