package dev.gatehouse.registration.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyUploadTest {
    private static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static KeyMaterial read(String text) {
        return KeyUpload.read(new SecretText(text));
    }

    /** Says no, and quotes nothing of the key. */
    private static String complaint(String text) {
        Failure.Invalid refused = catchThrowableOfType(Failure.Invalid.class, () -> read(text));
        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.code()).isEqualTo("input-invalid");
        assertThat(refused.mistakes()).hasSize(1);
        assertThat(refused.mistakes().get(0).path()).isEqualTo("privateKey");
        return refused.mistakes().get(0).message();
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\r\n" + Base64.getMimeEncoder().encodeToString(der) + "\r\n-----END " + kind
                + "-----\r\n";
    }

    private static KeyPair rsa(int bits, BigInteger exponent) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws Exception {
        return rsa(bits, RSAKeyGenParameterSpec.F4);
    }

    private static RSAKey jwk(KeyPair pair) {
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .build();
    }

    private static ECKey curve(Curve curve) throws Exception {
        return new ECKeyGenerator(curve).generate();
    }

    private static void assertPublishable(KeyMaterial key) {
        JWK published = parsed(key.publicJwk());
        assertThat(published.isPrivate()).isFalse();
        assertThat(published.getKeyUse()).isEqualTo(KeyUse.SIGNATURE);
        assertThat(published.getAlgorithm().getName()).isEqualTo(key.algorithm().name());
        assertThat(published.getKeyID()).isEqualTo(key.keyId());
        assertThat(published.toJSONObject()).doesNotContainKeys(PRIVATE_MEMBERS.toArray(String[]::new));
        assertThat(parsed(key.privateJwk().reveal()).isPrivate()).isTrue();
        assertThat(key.toString()).doesNotContain(key.privateJwk().reveal());
    }

    private static JWK parsed(String json) {
        try {
            return JWK.parse(json);
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Smart(58)
    void generatedKeysArePublishedWithoutTheirPrivateMembers() {
        KeyMaterial curve = KeyMaterial.generate(SigningAlgorithm.ES384, new SecureRandom());
        KeyMaterial rsa = KeyMaterial.generate(SigningAlgorithm.RS384, new SecureRandom());

        assertPublishable(curve);
        assertPublishable(rsa);
        assertThat(((RSAKey) parsed(rsa.publicJwk()))
                        .getModulus()
                        .decodeToBigInteger()
                        .bitLength())
                .isEqualTo(3072);
        assertThat(curve.keyId()).isEqualTo(curve.thumbprint());
    }

    @Test
    void aPrivateJwkKeepsItsKid() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("northwind-2026").generate();

        KeyMaterial read = read(key.toJSONString());

        assertThat(read.keyId()).isEqualTo("northwind-2026");
        assertThat(read.algorithm()).isEqualTo(SigningAlgorithm.ES384);
        assertPublishable(read);
    }

    @Test
    void aPemKeyGetsItsPublicPartBack() throws Exception {
        ECKey curve = curve(Curve.P_384);
        KeyPair rsa = rsa(2048);

        KeyMaterial readCurve = read(pem("PRIVATE KEY", curve.toPrivateKey().getEncoded()));
        KeyMaterial readRsa = read(pem("PRIVATE KEY", rsa.getPrivate().getEncoded()));

        assertThat(readCurve.thumbprint()).isEqualTo(curve.computeThumbprint().toString());
        assertThat(readRsa.thumbprint()).isEqualTo(jwk(rsa).computeThumbprint().toString());
        assertPublishable(readCurve);
        assertPublishable(readRsa);
        JWSObject signed = new JWSObject(new JWSHeader(JWSAlgorithm.ES384), new Payload("x"));
        signed.sign(new ECDSASigner(ECKey.parse(readCurve.privateJwk().reveal())));
        assertThat(signed.verify(new ECDSAVerifier(curve.toPublicJWK()))).isTrue();
    }

    @Test
    @Smart(58)
    void weakKeysAreRefused() throws Exception {
        assertThat(complaint(jwk(rsa(1024)).toJSONString())).contains("1024 bits");
        assertThat(complaint(pem("PRIVATE KEY", rsa(1024).getPrivate().getEncoded())))
                .contains("1024 bits");
        assertThat(complaint(jwk(rsa(2048, BigInteger.valueOf(3))).toJSONString()))
                .contains("exponent");
        assertThat(complaint(curve(Curve.P_256).toJSONString())).contains("P-384");
        assertThat(complaint(
                        pem("PRIVATE KEY", curve(Curve.P_256).toPrivateKey().getEncoded())))
                .contains("P-384");
    }

    @Test
    void keysOfOtherTypesAreRefused() throws Exception {
        OctetSequenceKey shared = new OctetSequenceKeyGenerator(256).generate();
        assertThat(complaint(shared.toJSONString())).contains("oct");
        PrivateKey edwards =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        assertThat(complaint(pem("PRIVATE KEY", edwards.getEncoded()))).contains("can't be read");
        assertThat(complaint("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"d\":\"AA\"}"))
                .contains("OKP");
    }

    @Test
    void aPublicKeyIsNotEnough() throws Exception {
        assertThat(complaint(curve(Curve.P_384).toPublicJWK().toJSONString())).contains("public key only");
        assertThat(complaint(jwk(rsa(2048)).toPublicJWK().toJSONString())).contains("public key only");
        assertThat(complaint(pem("PUBLIC KEY", rsa(2048).getPublic().getEncoded())))
                .contains("public key only");
    }

    @Test
    void halvesOfTwoKeysAreNoKey() throws Exception {
        ECKey one = curve(Curve.P_384);
        ECKey other = curve(Curve.P_384);
        ECKey mixed = new ECKey.Builder(Curve.P_384, one.getX(), one.getY())
                .d(other.getD())
                .build();
        RSAKey first = jwk(rsa(2048));
        RSAKey second = jwk(rsa(2048));
        RSAKey mixedRsa = new RSAKey.Builder(first.getModulus(), first.getPublicExponent())
                .privateExponent(second.getPrivateExponent())
                .build();

        assertThat(complaint(mixed.toJSONString())).contains("do not belong together");
        assertThat(complaint(mixedRsa.toJSONString())).contains("do not belong together");
    }

    @Test
    void keysForSomethingElseAreRefused() throws Exception {
        ECKey encryption =
                new ECKeyGenerator(Curve.P_384).keyUse(KeyUse.ENCRYPTION).generate();
        RSAKey pss =
                new RSAKey.Builder(jwk(rsa(2048))).algorithm(JWSAlgorithm.PS384).build();
        ECKey odd = new ECKeyGenerator(Curve.P_384).keyID("a kid/with#marks").generate();

        assertThat(complaint(encryption.toJSONString())).contains("use");
        assertThat(complaint(pss.toJSONString())).contains("RS384");
        assertThat(complaint(odd.toJSONString())).contains("kid");
    }

    @Test
    void formsWeDoNotTakeAreNamed() {
        byte[] anything = {1, 2, 3};
        assertThat(complaint(pem("ENCRYPTED PRIVATE KEY", anything))).contains("encrypted");
        assertThat(complaint(pem("RSA PRIVATE KEY", anything))).contains("PKCS #1");
        assertThat(complaint(pem("EC PRIVATE KEY", anything))).contains("SEC 1");
        assertThat(complaint(pem("CERTIFICATE", anything))).contains("certificate");
    }

    @Test
    void rubbishIsRefusedInWords() throws Exception {
        String good = pem("PRIVATE KEY", curve(Curve.P_384).toPrivateKey().getEncoded());
        for (String bad : List.of(
                "x",
                "{}",
                "{\"kty\":\"EC\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}",
                "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\",\"d\":\"AA\"}",
                "{" + "\"a\":[".repeat(500),
                good + good,
                good.replace("M", "*"),
                pem("PRIVATE KEY", new byte[0]),
                "-----BEGIN PRIVATE KEY-----" + " \n".repeat(5000))) {
            assertThat(complaint(bad)).isNotBlank();
        }
    }
}
