package dev.gatehouse.gateway.smart;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies id tokens (OpenID Connect Core 1.0, section 3.1.3.7) against what is expected of one practice: signature by its
 * authorization server's keys, issuer, audience, times, nonce. Nothing the token says decides where keys are fetched.
 *
 * <p>A bad one fails with 502 {@code id-token-invalid} and a sentence without any of its values.
 */
public final class IdTokens {
    /** Asymmetric ones only: with a shared secret, whoever can verify can also forge. */
    private static final Set<JWSAlgorithm> TRUSTED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);
    private static final Duration OLDEST = Duration.ofHours(1);

    private final IssuerKeys keys;
    private final Clock clock;

    public IdTokens(IssuerKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * What an id token must say.
     *
     * @param endpoints of the practice, where the issuer and its keys are named
     * @param clientId whom it must be for
     * @param nonce what was sent with the authorization request
     */
    public record Expected(EhrProfile profile, SmartEndpoints endpoints, String clientId, String nonce) {
        String issuer() {
            String named = endpoints.issuer();
            return named == null ? endpoints.base().toString() : named;
        }
    }

    /** Who it names. The future fails as the class says, or with what keeps the keys from being read. */
    public Future<Identity> verify(SecretText idToken, Expected expected) {
        SignedJWT token;
        JWTClaimsSet claims;
        try {
            token = SignedJWT.parse(idToken.reveal());
            claims = token.getJWTClaimsSet();
        } catch (ParseException unreadable) {
            return Future.failedFuture(invalid("is no signed JSON Web Token"));
        }
        if (!TRUSTED.contains(token.getHeader().getAlgorithm())) {
            return Future.failedFuture(invalid("is not signed with an algorithm that can be trusted"));
        }
        String wrong = wrongWith(claims, expected);
        if (wrong != null) {
            return Future.failedFuture(invalid(wrong));
        }
        String keyId = token.getHeader().getKeyID();
        return keys.of(expected.profile(), expected.endpoints(), expected.issuer(), keyId)
                .map(known -> {
                    if (known.stream().noneMatch(key -> signed(token, key))) {
                        throw invalid("is not signed by a key of the EHR");
                    }
                    return new Identity(
                            expected.issuer(),
                            claims.getSubject(),
                            fhirUser(claims, expected.endpoints().base()));
                });
    }

    /** The first thing that is not as expected; null if all is. */
    private @Nullable String wrongWith(JWTClaimsSet claims, Expected expected) {
        if (!expected.issuer().equals(claims.getIssuer())) {
            return "names another issuer than the EHR's metadata";
        }
        List<String> audience = claims.getAudience();
        if (!audience.contains(expected.clientId())) {
            return "is meant for another client";
        }
        Object party = claims.getClaim("azp");
        if ((audience.size() > 1 || party != null) && !expected.clientId().equals(party)) {
            return "was given to another client";
        }
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        if (end == null || end.toInstant().plus(CLOCKS_DIFFER).isBefore(now)) {
            return "is over";
        }
        Date issued = claims.getIssueTime();
        if (issued == null
                || issued.toInstant().minus(CLOCKS_DIFFER).isAfter(now)
                || issued.toInstant().plus(OLDEST).isBefore(now)) {
            return "was not issued just now";
        }
        if (claims.getSubject() == null || claims.getSubject().isBlank()) {
            return "names nobody";
        }
        // Absent is tolerated: state and PKCE bind the answer to this browser already, and EHRs exist that drop it.
        Object nonce = claims.getClaim("nonce");
        return nonce == null || nonce.equals(expected.nonce()) ? null : "belongs to another sign-in";
    }

    private static boolean signed(SignedJWT token, JWK key) {
        JWSHeader header = token.getHeader();
        try {
            return key instanceof AsymmetricJWK asymmetric
                    && token.verify(
                            new DefaultJWSVerifierFactory().createJWSVerifier(header, asymmetric.toPublicKey()));
        } catch (JOSEException | IllegalStateException keyDoesNotFit) {
            return false;
        }
    }

    /** Absolute as it is; relative to the FHIR base otherwise. */
    private static @Nullable URI fhirUser(JWTClaimsSet claims, URI base) {
        if (!(claims.getClaim("fhirUser") instanceof String text) || text.isBlank() || text.length() > 2048) {
            return null;
        }
        try {
            URI below = URI.create(EndpointAddresses.withoutLastSlashes(base.toString()) + "/");
            return below.resolve(text.strip());
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private static Failure invalid(String how) {
        return new Failure.Upstream("id-token-invalid", "The EHR's proof of who signed in " + how + ".");
    }
}
