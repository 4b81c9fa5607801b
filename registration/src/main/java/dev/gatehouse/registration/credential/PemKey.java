package dev.gatehouse.registration.credential;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PKCS #8 private key in PEM (RFC 7468, section 10), with the public part that Java's key factories leave out. */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final Map<String, String> OTHER_FORMS = Map.of(
            "ENCRYPTED PRIVATE KEY", "is encrypted; send it without a password: openssl pkcs8 -topk8 -nocrypt",
            "RSA PRIVATE KEY", "is PKCS #1; convert it to PKCS #8: openssl pkcs8 -topk8 -nocrypt",
            "EC PRIVATE KEY", "is SEC 1; convert it to PKCS #8: openssl pkcs8 -topk8 -nocrypt",
            "PUBLIC KEY", "is a public key only; the private one is needed to sign",
            "CERTIFICATE", "is a certificate; the private key is needed to sign");

    private PemKey() {}

    static JWK read(String text) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        if (!block.matches()) {
            throw new IllegalArgumentException("no single PEM block");
        }
        String kind = block.group(1);
        String other = OTHER_FORMS.get(kind);
        if (other != null) {
            throw KeyUpload.refused(other);
        }
        if (!kind.equals("PRIVATE KEY")) {
            throw new IllegalArgumentException("another kind of PEM block");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(2)));
        try {
            return rsa(KeyFactory.getInstance("RSA").generatePrivate(spec));
        } catch (InvalidKeySpecException notRsa) {
            return curve(KeyFactory.getInstance("EC").generatePrivate(spec));
        }
    }

    private static JWK rsa(PrivateKey key) throws GeneralSecurityException {
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw new IllegalArgumentException("no public exponent");
        }
        RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        return new RSAKey.Builder(publicKey).privateKey(rsa).build();
    }

    private static JWK curve(PrivateKey key) throws GeneralSecurityException {
        ECPrivateKey curveKey = (ECPrivateKey) key;
        Curve curve = Curve.forECParameterSpec(curveKey.getParams());
        if (!Curve.P_384.equals(curve)) {
            throw KeyUpload.refused("is on another curve than P-384");
        }
        ECPoint point = publicPoint(curveKey.getS(), curveKey.getParams());
        ECPublicKey publicKey = (ECPublicKey)
                KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curveKey.getParams()));
        return new ECKey.Builder(curve, publicKey).privateKey(curveKey).build();
    }

    /** The public point again from the private number, since what a JWK says of itself need not fit. */
    static ECKey completed(ECKey key) {
        ECParameterSpec parameters = Objects.requireNonNull(Curve.P_384.toECParameterSpec());
        BigInteger number = key.getD().decodeToBigInteger();
        if (number.signum() <= 0 || number.compareTo(parameters.getOrder()) >= 0) {
            throw KeyUpload.refused("is no usable key");
        }
        ECPoint point = publicPoint(number, parameters);
        boolean same = point.getAffineX().equals(key.getX().decodeToBigInteger())
                && point.getAffineY().equals(key.getY().decodeToBigInteger());
        if (!same) {
            throw KeyUpload.refused("is not one key: its private and its public part do not belong together");
        }
        return key;
    }

    /** Schoolbook point multiplication. Its time depends on the number, which only who sent the key could measure. */
    private static ECPoint publicPoint(BigInteger number, ECParameterSpec parameters) {
        BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger a = parameters.getCurve().getA();
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = number.bitLength() - 1; bit >= 0; bit--) {
            sum = added(sum, sum, prime, a);
            if (number.testBit(bit)) {
                sum = added(sum, parameters.getGenerator(), prime, a);
            }
        }
        return sum;
    }

    private static ECPoint added(ECPoint one, ECPoint other, BigInteger prime, BigInteger a) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return other;
        }
        if (other.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        BigInteger x1 = one.getAffineX();
        BigInteger y1 = one.getAffineY();
        BigInteger x2 = other.getAffineX();
        BigInteger y2 = other.getAffineY();
        if (x1.equals(x2) && y1.add(y2).mod(prime).signum() == 0) {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger slope = one.equals(other)
                ? x1.pow(2)
                        .multiply(BigInteger.valueOf(3))
                        .add(a)
                        .multiply(y1.shiftLeft(1).modInverse(prime))
                : y2.subtract(y1).multiply(x2.subtract(x1).modInverse(prime));
        BigInteger x = slope.pow(2).subtract(x1).subtract(x2).mod(prime);
        return new ECPoint(x, slope.multiply(x1.subtract(x)).subtract(y1).mod(prime));
    }
}
