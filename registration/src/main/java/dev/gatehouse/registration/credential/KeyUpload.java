package dev.gatehouse.registration.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.vault.SecretText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key that somebody made elsewhere: a JWK, or PKCS #8 in PEM. Takes P-384, and RSA of 2048 to 8192 bits (SMART App
 * Launch 2.2 asks for 2048 at least; some EHRs take nothing longer). The text comes from outside and is trusted in nothing:
 * its two halves must belong together, which is seen by signing with one and verifying with the other.
 */
final class KeyUpload {
    static final int LONGEST = 16 * 1024;

    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);
    private static final int MOST_EXPONENT_BITS = 64;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final byte[] SAMPLE = "is this one key?".getBytes(StandardCharsets.US_ASCII);

    private KeyUpload() {}

    /** Computes for milliseconds. Fails with 400 {@code input-invalid}, saying what is wrong without quoting the key. */
    static KeyMaterial read(SecretText text) {
        JWK key = parsed(text.reveal().strip());
        try {
            if (key instanceof ECKey curve) {
                return checked(curve);
            }
            if (key instanceof RSAKey rsa) {
                return checked(rsa);
            }
            throw refused("is of type " + key.getKeyType() + "; it should be an RSA key or one on the curve P-384");
        } catch (JOSEException | RuntimeException e) {
            if (e instanceof Failure.Invalid known) {
                throw known;
            }
            throw refused("is no usable key");
        }
    }

    private static JWK parsed(String text) {
        try {
            return text.startsWith("{") ? JWK.parse(text) : PemKey.read(text);
        } catch (ParseException | GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            throw refused("can't be read as a private JWK or as PKCS #8 in PEM");
        }
    }

    private static KeyMaterial checked(ECKey key) throws JOSEException {
        if (!Curve.P_384.equals(key.getCurve())) {
            throw refused("is on the curve " + key.getCurve() + "; it should be on P-384");
        }
        checkCommon(key);
        ECKey whole = PemKey.completed(key);
        belongTogether("ES384", new ECDSASigner(whole), new ECDSAVerifier(key.toPublicJWK()));
        return KeyMaterial.of(whole, keyId(key));
    }

    private static KeyMaterial checked(RSAKey key) throws JOSEException {
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw refused("has " + bits + " bits; it should have " + LEAST_RSA_BITS + " to " + MOST_RSA_BITS);
        }
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        if (exponent.compareTo(LEAST_EXPONENT) < 0
                || exponent.bitLength() > MOST_EXPONENT_BITS
                || !exponent.testBit(0)) {
            throw refused("has an unsafe public exponent; it should be 65537");
        }
        if (key.getOtherPrimes() != null && !key.getOtherPrimes().isEmpty()) {
            throw refused("has more than two primes");
        }
        checkCommon(key);
        belongTogether("RS384", new RSASSASigner(key), new RSASSAVerifier(key.toPublicJWK()));
        return KeyMaterial.of(key, keyId(key));
    }

    private static void checkCommon(JWK key) {
        if (!key.isPrivate()) {
            throw refused("is a public key only; the private one is needed to sign");
        }
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            throw refused("is not meant for signatures (use)");
        }
        String algorithm = key instanceof ECKey ? "ES384" : "RS384";
        if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm)) {
            throw refused("is meant for another algorithm than " + algorithm + " (alg)");
        }
    }

    private static void belongTogether(String algorithm, JWSSigner signer, JWSVerifier verifier) throws JOSEException {
        JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
        Base64URL signature = signer.sign(header, SAMPLE);
        if (!verifier.verify(header, SAMPLE, signature)) {
            throw refused("is not one key: its private and its public part do not belong together");
        }
    }

    private static @Nullable String keyId(JWK key) {
        String id = key.getKeyID();
        if (id != null && !KEY_ID.matcher(id).matches()) {
            throw refused("has a kid with characters other than letters, digits and . _ ~ -, or a long one");
        }
        return id;
    }

    static Failure.Invalid refused(String what) {
        return new Failure.Invalid(
                "input-invalid", "One field needs another look.", List.of(new Mistake("privateKey", what)));
    }
}
