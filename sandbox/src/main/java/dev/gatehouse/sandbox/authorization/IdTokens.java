package dev.gatehouse.sandbox.authorization;

import dev.gatehouse.sandbox.fault.Behaviour;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Base64;

/**
 * Signs id tokens (OpenID Connect Core 1.0, section 2) with RS256 and publishes the key. The key pair is made in the
 * background when the sandbox starts and dies with it.
 */
final class IdTokens {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String KEY_ID = "sandbox-1";
    private static final long LIFETIME_SECONDS = 300;

    private final Vertx vertx;
    private final Behaviour behaviour;
    private final Clock clock;
    private final Future<KeyPair> keys;

    IdTokens(Vertx vertx, Behaviour behaviour, Clock clock) {
        this.behaviour = behaviour;
        this.vertx = vertx;
        this.clock = clock;
        this.keys = vertx.executeBlocking(IdTokens::newKeys, false);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    Future<String> sign(Grant grant) {
        JsonObject claims = claims(grant);
        return keys.compose(pair -> vertx.executeBlocking(() -> signed(claims, pair), false));
    }

    private JsonObject claims(Grant grant) {
        long now = clock.instant().getEpochSecond();
        JsonObject claims = new JsonObject()
                .put("iss", grant.base().issuer())
                .put("aud", grant.clientId())
                .put("iat", now)
                .put("exp", now + LIFETIME_SECONDS);
        Chart.Person user = grant.user();
        if (user != null) {
            claims.put("sub", user.id());
            if (grant.scopes().contains("fhirUser")) {
                claims.put("fhirUser", grant.base().url() + "/" + user.reference());
            }
        }
        if (grant.nonce() != null) {
            claims.put("nonce", grant.nonce());
        }
        return behaviour.idToken(grant.base().guid(), claims);
    }

    private static String signed(JsonObject claims, KeyPair pair) throws GeneralSecurityException {
        JsonObject header =
                new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", KEY_ID);
        String content = base64url(header.encode()) + "." + base64url(claims.encode());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + BASE64URL.encodeToString(signature.sign());
    }

    /** The JWK set with the public key. */
    Future<JsonObject> published() {
        return keys.map(pair -> {
            RSAPublicKey key = (RSAPublicKey) pair.getPublic();
            JsonObject jwk = new JsonObject()
                    .put("kty", "RSA")
                    .put("kid", KEY_ID)
                    .put("alg", "RS256")
                    .put("use", "sig")
                    .put("n", unsigned(key.getModulus()))
                    .put("e", unsigned(key.getPublicExponent()));
            return new JsonObject().put("keys", new JsonArray().add(jwk));
        });
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64URL.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static String base64url(String text) {
        return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
