package dev.gatehouse.registration.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.common.vault.SecretText;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key pair as it is kept: the private JWK, and what of it may be published. Making and reading one costs milliseconds to
 * seconds of computing, so never on an event loop.
 *
 * @param keyId {@code kid}; the key's thumbprint unless an imported key brought its own
 * @param thumbprint SHA-256 of the public part (RFC 7638)
 * @param publicJwk JSON text; the members that verification needs, and no others
 * @param privateJwk JSON text
 */
record KeyMaterial(
        String keyId, SigningAlgorithm algorithm, String thumbprint, String publicJwk, SecretText privateJwk) {
    /** NIST SP 800-57: 128 bits of security. */
    private static final int RSA_BITS = 3072;

    static KeyMaterial generate(SigningAlgorithm algorithm, SecureRandom random) {
        try {
            return switch (algorithm) {
                case ES384 ->
                    of(new ECKeyGenerator(Curve.P_384).secureRandom(random).generate(), null);
                case RS384 ->
                    of(new RSAKeyGenerator(RSA_BITS).secureRandom(random).generate(), null);
            };
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java can't make a signing key", e);
        }
    }

    /** @param keyId null to take the thumbprint */
    static KeyMaterial of(ECKey key, @Nullable String keyId) throws JOSEException {
        String thumbprint = key.computeThumbprint().toString();
        String id = Objects.requireNonNullElse(keyId, thumbprint);
        ECKey whole = new ECKey.Builder(key.getCurve(), key.getX(), key.getY())
                .d(key.getD())
                .keyID(id)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES384)
                .build();
        return new KeyMaterial(id, SigningAlgorithm.ES384, thumbprint, publicText(whole), privateText(whole));
    }

    /** @param keyId null to take the thumbprint */
    static KeyMaterial of(RSAKey key, @Nullable String keyId) throws JOSEException {
        String thumbprint = key.computeThumbprint().toString();
        String id = Objects.requireNonNullElse(keyId, thumbprint);
        RSAKey.Builder whole = new RSAKey.Builder(key.getModulus(), key.getPublicExponent())
                .privateExponent(key.getPrivateExponent())
                .keyID(id)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS384);
        if (key.getFirstPrimeFactor() != null) {
            whole.firstPrimeFactor(key.getFirstPrimeFactor())
                    .secondPrimeFactor(key.getSecondPrimeFactor())
                    .firstFactorCRTExponent(key.getFirstFactorCRTExponent())
                    .secondFactorCRTExponent(key.getSecondFactorCRTExponent())
                    .firstCRTCoefficient(key.getFirstCRTCoefficient());
        }
        RSAKey built = whole.build();
        return new KeyMaterial(id, SigningAlgorithm.RS384, thumbprint, publicText(built), privateText(built));
    }

    private static String publicText(JWK key) {
        return key.toPublicJWK().toJSONString();
    }

    private static SecretText privateText(JWK key) {
        return new SecretText(key.toJSONString());
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + keyId + "]";
    }
}
