package dev.gatehouse.gateway.token;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.ClientAuthentication;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.AssertionAudience;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.application.SmartSettings;
import dev.gatehouse.registration.credential.OpenedCredential;
import dev.gatehouse.registration.credential.SigningAlgorithm;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which key, for whom and how an application proves itself. */
class ClientChoiceTest extends TokenEndpointFixture {
    private OpenedCredential.Key rsa;
    private OpenedCredential.Key elliptic;

    @BeforeEach
    void keys() throws Exception {
        rsa = key(
                SigningAlgorithm.RS384, new RSAKeyGenerator(2048).keyID("rsa-1").generate());
        elliptic = key(
                SigningAlgorithm.ES384,
                new ECKeyGenerator(Curve.P_384).keyID("ec-1").generate());
        ehr.on("/token", 200, GOOD);
    }

    private static OpenedCredential.Key key(SigningAlgorithm algorithm, JWK jwk) {
        return new OpenedCredential.Key(jwk.getKeyID(), algorithm, new SecretText(jwk.toJSONString()));
    }

    private static SmartSettings settings(@Nullable AssertionAudience audience, @Nullable String algorithm) {
        return new SmartSettings(
                null, null, null, audience, algorithm, null, null, Map.of(), null, null, null, Map.of(), null, null);
    }

    private static Application application(SmartSettings settings) {
        return new Application(
                "app_1",
                TenantId.DEFAULT,
                "hub",
                "test",
                Environment.SANDBOX,
                ApplicationType.PROVIDER,
                "Hub",
                List.of(),
                ClientAuthentication.PRIVATE_KEY_JWT,
                null,
                settings,
                null,
                NOON,
                NOON);
    }

    private OpenedCredential credential(List<OpenedCredential.Key> others) {
        return new OpenedCredential(1, "client-1", null, rsa, others, null);
    }

    private TokenServer server(Set<String> algorithms) {
        return new TokenServer(
                token(), URI.create("https://ehr.example/fhir"), "https://login.example", Set.of(), algorithms);
    }

    private SignedJWT sent(SmartSettings settings, Set<String> algorithms) throws Exception {
        ClientCredentials client = TokenClients.proof(application(settings), credential(List.of(elliptic)));
        TokenAnswer unused = await(endpoint.refresh(profile, server(algorithms), client, REFRESH));
        var received = ehr.received();
        return SignedJWT.parse(received.get(received.size() - 1).form().get("client_assertion"));
    }

    @Smart({51, 55})
    @Test
    void anAssertionIsForTheTokenEndpointUnlessTheSettingsNameAnother() throws Exception {
        String place = ehr.url("/token");
        assertThat(audience(SmartSettings.NONE)).containsExactly(place);
        assertThat(audience(settings(AssertionAudience.ISSUER, null))).containsExactly("https://login.example");
        assertThat(audience(settings(AssertionAudience.FHIR_BASE, null))).containsExactly("https://ehr.example/fhir");
        assertThat(audience(settings(new AssertionAudience("https://old.example/token"), null)))
                .containsExactly("https://old.example/token");
    }

    private List<String> audience(SmartSettings settings) throws Exception {
        return sent(settings, Set.of()).getJWTClaimsSet().getAudience();
    }

    @Smart(52)
    @Test
    void theKeyIsOneTheServerTakesUnlessTheSettingsWantAnother() throws Exception {
        assertThat(keyId(SmartSettings.NONE, Set.of())).isEqualTo("rsa-1");
        assertThat(keyId(SmartSettings.NONE, Set.of("ES384"))).isEqualTo("ec-1");
        assertThat(keyId(SmartSettings.NONE, Set.of("PS512"))).isEqualTo("rsa-1");
        assertThat(keyId(settings(null, "ES384"), Set.of("RS384"))).isEqualTo("ec-1");

        SignedJWT elliptically = sent(settings(null, "ES384"), Set.of());
        assertThat(elliptically.getHeader().getAlgorithm().getName()).isEqualTo("ES384");
        assertThat(elliptically.getSignature().decode()).hasSize(96);
    }

    private String keyId(SmartSettings settings, Set<String> algorithms) throws Exception {
        return sent(settings, algorithms).getHeader().getKeyID();
    }

    @Test
    void settingsThatWantAKeyWhichIsNotThereAreRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> TokenClients.proof(application(settings(null, "ES384")), credential(List.of())))
                .isInstanceOfSatisfying(
                        Failure.Conflict.class,
                        failure -> assertThat(failure.code()).isEqualTo("credential-missing"));
    }

    @Smart({56, 101})
    @Test
    void aClientThatSignsGivesTokensBackWithAnAssertionToo() throws Exception {
        ehr.on("/revoke", 200, "");
        GrantAside aside = new GrantAside(egress, new ClientAssertions(vertx, new SecureRandom(), clock));
        ClientCredentials client = TokenClients.proof(application(SmartSettings.NONE), credential(List.of()));

        GrantAside.Revoked told = await(aside.revoke(
                profile, server(Set.of()), URI.create(ehr.url("/revoke")), client, REFRESH, "refresh_token"));

        assertThat(told).isEqualTo(GrantAside.Revoked.YES);
        assertThat(ehr.received().get(0).headers().contains("Authorization")).isFalse();
        assertThat(SignedJWT.parse(ehr.received().get(0).form().get("client_assertion"))
                        .getJWTClaimsSet()
                        .getSubject())
                .isEqualTo("client-1");
    }

    @Smart(26)
    @Test
    void withoutAChallengeNoVerifierIsSent() {
        TokenAnswer unused = await(endpoint.exchange(
                profile, server(Set.of()), BASIC, new SecretText("code"), "https://gate.example/cb", null));

        assertThat(ehr.received().get(0).form()).doesNotContainKey("code_verifier");
    }
}
