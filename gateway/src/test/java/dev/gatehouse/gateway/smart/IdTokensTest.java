package dev.gatehouse.gateway.smart;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.egress.Egress;
import dev.gatehouse.common.egress.EgressSettings;
import dev.gatehouse.common.egress.HostResolver;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.gateway.testing.Profiles;
import dev.gatehouse.gateway.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who an EHR says has signed in, and when it is not believed: SMART-30, 71, 72, 73. */
class IdTokensTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String NONCE = "nonce-of-this-flow";
    private static RSAKey rsa;
    private static RSAKey other;
    private static ECKey ec;

    private final MovableClock clock = new MovableClock(NOON);
    private final EhrProfile profile = Profiles.closed();

    private Vertx vertx;
    private ScriptedServer ehr;
    private Egress egress;
    private SmartDiscovery discovery;
    private IdTokens idTokens;
    private URI base;

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        other = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        ec = new ECKeyGenerator(Curve.P_384).keyID("ec-1").generate();
    }

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        ehr = new ScriptedServer(vertx);
        egress = new Egress(vertx, EgressSettings.allowing(Set.of(ehr.authority())), HostResolver.ofPlatform(), clock);
        discovery = new SmartDiscovery(vertx, egress, (ehr, endpoints) -> Future.succeededFuture(endpoints), clock);
        idTokens = new IdTokens(new IssuerKeys(vertx, egress, clock), clock);
        base = URI.create(ehr.url("/fhir"));
        metadata(ehr.url("/as"), ehr.url("/keys"));
        publish(new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())));
    }

    @AfterEach
    void stop() {
        await(egress.close());
        await(vertx.close());
    }

    private void metadata(String issuer, String jwks) {
        JsonObject document = new JsonObject()
                .put("authorization_endpoint", ehr.url("/authorize"))
                .put("token_endpoint", ehr.url("/token"))
                .put("issuer", issuer)
                .put("jwks_uri", jwks);
        ehr.on("/fhir/.well-known/smart-configuration", 200, document.encode());
    }

    private void publish(JWKSet keys) {
        ehr.on("/keys", 200, keys.toString());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ehr.url("/as"))
                .audience("client-1")
                .subject("user-7")
                .issueTime(Date.from(NOON))
                .expirationTime(Date.from(NOON.plus(Duration.ofMinutes(5))))
                .claim("nonce", NONCE)
                .claim("fhirUser", "Practitioner/7");
    }

    private static SecretText signed(JWTClaimsSet claims, RSAKey key, String keyId) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims);
            token.sign(new RSASSASigner(key));
            return new SecretText(token.serialize());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private Identity verified(SecretText token) {
        return await(discovery
                .endpoints(profile, base)
                .compose(found -> idTokens.verify(token, new IdTokens.Expected(profile, found, "client-1", NONCE))));
    }

    private void refused(SecretText token, String why) {
        Throwable failure = failureOf(discovery
                .endpoints(profile, base)
                .compose(found -> idTokens.verify(token, new IdTokens.Expected(profile, found, "client-1", NONCE))));
        assertThat(failure).isInstanceOf(Failure.Upstream.class).hasMessageContaining(why);
        assertThat(((Failure) failure).code()).isEqualTo("id-token-invalid");
    }

    private void refused(Consumer<JWTClaimsSet.Builder> change, String why) {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        refused(signed(claims.build(), rsa, "rsa-1"), why);
    }

    @Test
    @Smart(73)
    void aGoodOneNamesTheUserBelowTheBase() {
        Identity identity = verified(signed(claims().build(), rsa, "rsa-1"));

        assertThat(identity.subject()).isEqualTo("user-7");
        assertThat(identity.fhirUser()).isEqualTo(URI.create(ehr.url("/fhir/Practitioner/7")));
        assertThat(identity).hasToString("Identity[" + ehr.url("/as") + "]");
    }

    @Test
    @Smart(73)
    void anAbsoluteUserStaysAsItIs() {
        String elsewhere = "https://directory.example/Practitioner/7";
        Identity identity =
                verified(signed(claims().claim("fhirUser", elsewhere).build(), rsa, "rsa-1"));

        assertThat(identity.fhirUser()).isEqualTo(URI.create(elsewhere));
    }

    @Test
    @Smart(71)
    void ellipticKeysAndSeveralAudiencesAreFine() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("ec-1").build(),
                claims().audience(List.of("another", "client-1"))
                        .claim("azp", "client-1")
                        .build());
        token.sign(new ECDSASigner(ec));

        assertThat(verified(new SecretText(token.serialize())).subject()).isEqualTo("user-7");
    }

    @Test
    @Smart(71)
    void withoutAKeyIdTheOneThatFitsIsFound() {
        assertThat(verified(signed(claims().build(), rsa, null)).subject()).isEqualTo("user-7");
    }

    @Test
    @Smart({30, 71})
    void withoutANonceItIsAcceptedAndWithAnotherItIsNot() {
        assertThat(verified(signed(claims().claim("nonce", null).build(), rsa, "rsa-1"))
                        .subject())
                .isEqualTo("user-7");
        refused(claims -> claims.claim("nonce", "of-another-flow"), "belongs to another sign-in");
    }

    @Guards("FLOW-8")
    @Test
    @Smart({71, 72})
    void eachWrongClaimIsRefused() {
        refused(claims -> claims.issuer("https://elsewhere.example"), "another issuer");
        refused(claims -> claims.issuer(null), "another issuer");
        refused(claims -> claims.audience("client-2"), "meant for another client");
        refused(claims -> claims.audience(List.of("client-1", "client-2")), "given to another client");
        refused(claims -> claims.claim("azp", "client-2"), "given to another client");
        refused(claims -> claims.expirationTime(Date.from(NOON.minus(Duration.ofMinutes(3)))), "is over");
        refused(claims -> claims.expirationTime(null), "is over");
        refused(claims -> claims.issueTime(Date.from(NOON.minus(Duration.ofHours(2)))), "not issued just now");
        refused(claims -> claims.issueTime(Date.from(NOON.plus(Duration.ofHours(1)))), "not issued just now");
        refused(claims -> claims.subject(null), "names nobody");
    }

    @Guards("FLOW-8")
    @Test
    @Smart(71)
    void aSignatureThatIsNotTheEhrsIsRefused() throws JOSEException {
        refused(signed(claims().build(), other, "rsa-1"), "not signed by a key of the EHR");
        refused(new SecretText("not.a.token"), "no signed JSON Web Token");
        refused(new SecretText(new PlainJWT(claims().build()).serialize()), "no signed JSON Web Token");
        SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        shared.sign(new MACSigner(new byte[32]));
        refused(new SecretText(shared.serialize()), "algorithm that can be trusted");
    }

    @Test
    void aRotatedKeyIsReadAgainButNotForEveryUnknownOne() {
        assertThat(verified(signed(claims().build(), rsa, "rsa-1")).subject()).isEqualTo("user-7");
        clock.move(Duration.ofMinutes(2));
        RSAKey next = new RSAKey.Builder(other).keyID("rsa-2").build();
        publish(new JWKSet(List.of(next.toPublicJWK())));
        ehr.forget();

        assertThat(verified(signed(claims().build(), next, "rsa-2")).subject()).isEqualTo("user-7");
        refused(signed(claims().build(), rsa, "rsa-3"), "not signed by a key");
        refused(signed(claims().build(), rsa, "rsa-4"), "not signed by a key");

        assertThat(ehr.received().stream().filter(each -> each.uri().equals("/keys")))
                .hasSize(1);
    }

    @Test
    @Smart(72)
    void withoutAKeySetTheExpectedIssuersOwnConfigurationNamesIt() {
        metadata(ehr.url("/as"), "");
        ehr.on(
                "/as/.well-known/openid-configuration",
                200,
                new JsonObject()
                        .put("issuer", ehr.url("/as"))
                        .put("jwks_uri", ehr.url("/keys"))
                        .encode());

        assertThat(verified(signed(claims().build(), rsa, "rsa-1")).subject()).isEqualTo("user-7");
    }

    @Guards("FLOW-8")
    @Test
    @Smart(72)
    void keysOfAnotherIssuerAreNeverFetched() {
        ScriptedServer attacker = new ScriptedServer(vertx);

        refused(claims -> claims.issuer(attacker.url("/as")), "another issuer");

        assertThat(attacker.received()).isEmpty();
    }
}
