package dev.gatehouse.gateway.operator;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an id_token says whose signature was found good (OpenID Connect Core 1.0 section 3.1.3.7). Each claim that is relied on
 * is checked here, whatever the library that verified the signature has checked before.
 */
record IdTokenClaims(JsonObject claims) {
    /** Clocks may differ by so much. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final int LONGEST = 255;
    /** With keys that only the identity provider has. */
    private static final Set<String> SIGNED =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /**
     * What the token must say.
     *
     * @param issuer without a slash at its end
     */
    record Expected(String issuer, String clientId, String nonce) {}

    /** Fails with 401 {@code oidc-failed}. */
    static IdTokenClaims check(String token, @Nullable JsonObject claims, Expected expected, Instant now) {
        if (claims == null) {
            throw OidcRefused.failed();
        }
        boolean good = SIGNED.contains(algorithm(token))
                && without(claims.getValue("iss")).equals(expected.issuer())
                && isFor(claims, expected.clientId())
                && expected.nonce().equals(claims.getValue("nonce"))
                && time(claims, "exp").filter(at -> at.plus(SKEW).isAfter(now)).isPresent()
                && time(claims, "iat")
                        .filter(at -> at.minus(SKEW).isBefore(now))
                        .isPresent()
                && claims.getValue("sub") instanceof String subject
                && !subject.isEmpty()
                && subject.length() <= LONGEST;
        if (!good) {
            throw OidcRefused.failed();
        }
        return new IdTokenClaims(claims);
    }

    private static String algorithm(String token) {
        try {
            byte[] head = Base64.getUrlDecoder().decode(token.substring(0, Math.max(0, token.indexOf('.'))));
            return String.valueOf(new JsonObject(new String(head, StandardCharsets.UTF_8)).getValue("alg"));
        } catch (IllegalArgumentException | DecodeException notOne) {
            return "";
        }
    }

    private static String without(@Nullable Object issuer) {
        String text = String.valueOf(issuer);
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Other audiences are not trusted here. */
    private static boolean isFor(JsonObject claims, String clientId) {
        Object audience = claims.getValue("aud");
        Object party = claims.getValue("azp");
        boolean ours = audience instanceof JsonArray several
                ? several.size() == 1 && clientId.equals(several.getValue(0))
                : clientId.equals(audience);
        return ours && (party == null || clientId.equals(party));
    }

    private static Optional<Instant> time(JsonObject claims, String name) {
        try {
            return claims.getValue(name) instanceof Number seconds
                    ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                    : Optional.empty();
        } catch (DateTimeException outOfRange) {
            return Optional.empty();
        }
    }

    String subject() {
        return claims.getString("sub");
    }

    /** In lower case; empty unless the identity provider vouches for it. */
    Optional<String> verifiedEmail() {
        Object verified = claims.getValue("email_verified");
        boolean vouched = Boolean.TRUE.equals(verified) || "true".equals(verified);
        return vouched && claims.getValue("email") instanceof String email && !email.isBlank()
                ? Optional.of(email.strip().toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /** Fails with 401 {@code oidc-not-you} unless the person has shown who they are since then. */
    void needSignedInSince(Instant begun) {
        Optional<Instant> at = time(claims, "auth_time");
        if (at.isEmpty() || at.get().plus(SKEW).isBefore(begun)) {
            throw OidcRefused.notYou();
        }
    }
}
