package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.ScriptedServer;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.fault.Fault;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART-45 to 62: what goes to token endpoints, and how clients show who they are. */
final class FClientAuthenticationTest {
    private static final Duration ENDED = Duration.ofMinutes(5);
    private static final Duration HEARD_TWICE = Duration.ofSeconds(30);
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String TOKEN = "/token?tenant=1";

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private final Wire wire = new Wire(gateway);

    private static Api.Answer refresh(ConnectedPractice connected) {
        return connected.partner().api().post("/api/v1/connections/" + connected.id() + "/refresh", new JsonObject());
    }

    @Test
    @Smart({45, 46, 49, 56, 80})
    void exchangeAndRefreshAreFormsWithTheirMembersOnly() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        refresh(connected).need(200);

        RecordedRequest exchanged = wire.last(RequestKind.TOKEN);
        RecordedRequest refreshed = wire.last(RequestKind.REFRESH);
        assertThat(Wire.names(exchanged.form()))
                .containsExactlyInAnyOrder("grant_type", "code", "redirect_uri", "code_verifier");
        assertThat(Wire.names(refreshed.form())).containsExactlyInAnyOrder("grant_type", "refresh_token");
        for (RecordedRequest request : List.of(exchanged, refreshed)) {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).doesNotContain("?");
            assertThat(request.headers())
                    .containsEntry("accept", "application/json")
                    .containsEntry("content-type", "application/x-www-form-urlencoded");
            assertThat(request.authorization()).isEqualTo("basic");
        }
        assertThat(refreshed.credential()).isEqualTo(exchanged.credential());
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** A secret that vendors really hand out: both sides encode, so nothing is lost. */
    @Test
    @Smart(48)
    void aSecretWithSpecialCharactersIsUnderstood() {
        for (String secret : List.of("a:b+c%d/e=", "sécret ü")) {
            Partner partner = gateway.aPartner();
            Client known = partner.client();
            Client special = new Client(
                    known.id() + "+é",
                    secret,
                    known.name(),
                    known.type(),
                    known.redirectUris(),
                    List.of(),
                    known.scopes(),
                    null,
                    known.methods());
            gateway.ehr().ehr().registerClient(special);
            partner.keepCredential(special.id(), secret);

            partner.connects(gateway.aPractice()).read().need(200);
        }
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** A signing application whose token endpoint writes down what it gets. */
    private ConnectedPractice signing(String algorithm) {
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject().put("token_endpoint", gateway.scripted().url(TOKEN)));
        answering("rt-1");
        Partner partner = Signing.partner(gateway, algorithm);
        JsonObject view = wire.walk(partner, practice);
        return wire.connection(partner, practice, view);
    }

    private static void answering(String refreshToken) {
        gateway.scripted()
                .on(
                        "/token",
                        200,
                        new JsonObject()
                                .put("access_token", "at-" + refreshToken)
                                .put("token_type", "Bearer")
                                .put("expires_in", 300)
                                .put("refresh_token", refreshToken)
                                .encode());
    }

    private static List<SignedJWT> assertions() throws Exception {
        List<SignedJWT> all = new ArrayList<>();
        for (ScriptedServer.Received each : gateway.scripted().received()) {
            assertThat(each.form()).containsEntry("client_assertion_type", JWT_BEARER);
            all.add(SignedJWT.parse(each.form().get("client_assertion")));
        }
        return all;
    }

    private static JsonObject application(Partner partner) {
        return partner.api()
                .get("/api/v1/applications/" + partner.applicationId())
                .need(200)
                .json();
    }

    private static JWKSet published(Partner partner) throws Exception {
        return JWKSet.parse(
                new Browser().open(application(partner).getString("jwksUrl")).body());
    }

    @ParameterizedTest
    @Smart({51, 52, 53, 55, 57, 58})
    @ValueSource(strings = {"ES384", "RS384"})
    void anAssertionIsWhatTheGuidePrescribes(String algorithm) throws Exception {
        ConnectedPractice connected = signing(algorithm);
        Partner partner = connected.partner();

        SignedJWT assertion = assertions().get(0);

        String jwks = application(partner).getString("jwksUrl");
        assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(assertion.getHeader().getType().getType()).isEqualTo("JWT");
        assertThat(assertion.getHeader().getJWKURL() == null
                        || assertion.getHeader().getJWKURL().toString().equals(jwks))
                .isTrue();
        JWTClaimsSet claims = assertion.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(partner.client().id());
        assertThat(claims.getSubject()).isEqualTo(partner.client().id());
        assertThat(assertion.getPayload().toJSONObject().get("aud"))
                .as("one text")
                .isEqualTo(gateway.scripted().url(TOKEN));
        assertThat(claims.getJWTID()).matches("[A-Za-z0-9_-]{22,}");
        Instant now = gateway.clock().instant();
        assertThat(claims.getExpirationTime().toInstant()).isBetween(now.plusSeconds(60), now.plusSeconds(270));
        assertThat(claims.getIssueTime().toInstant()).isEqualTo(now);
        assertThat(claims.getNotBeforeTime()).isNull();
        JWK key = published(partner).getKeyByKeyId(assertion.getHeader().getKeyID());
        assertThat(key.isPrivate()).isFalse();
        assertThat(key.getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
        JWSVerifier verifier =
                algorithm.equals("ES384") ? new ECDSAVerifier(key.toECKey()) : new RSASSAVerifier(key.toRSAKey());
        assertThat(assertion.verify(verifier)).isTrue();
        assertThat(Base64.getUrlDecoder().decode(assertion.getSignature().toString()))
                .hasSize(algorithm.equals("ES384") ? 96 : key.toRSAKey().size() / 8);
    }

    @Test
    @Smart({54, 56})
    void eachRequestIsSignedAnewRepeatsToo() throws Exception {
        ConnectedPractice connected = signing("ES384");
        for (int attempt = 0; attempt < 3; attempt++) {
            if (attempt == 1) {
                gateway.scripted().on("/token", 503, "", "Retry-After", "1");
            } else {
                answering("rt-" + attempt);
            }
            gateway.clock().move(Duration.ofMinutes(6));
            assertThat(refresh(connected).status()).isGreaterThanOrEqualTo(200);
        }

        List<SignedJWT> all = assertions();
        assertThat(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(all.stream().map(FClientAuthenticationTest::id)).doesNotHaveDuplicates();
    }

    private static String id(SignedJWT assertion) {
        try {
            return assertion.getJWTClaimsSet().getJWTID();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Smart(61)
    void applicationsSignWithDifferentKeys() throws Exception {
        Api tenant = gateway.aTenant();
        Partner one = Signing.partner(gateway, tenant, "ES384");
        Partner other = Signing.partner(gateway, tenant, "ES384");

        assertThat(published(one).getKeys()).hasSize(1);
        assertThat(published(other).getKeys()).hasSize(1);
        assertThat(published(one).getKeys().get(0).computeThumbprint())
                .isNotEqualTo(published(other).getKeys().get(0).computeThumbprint());
        assertThat(published(one).getKeys().get(0).getKeyID())
                .isNotEqualTo(published(other).getKeys().get(0).getKeyID());
    }

    /** The same refresh answer, told apart by what it does to the connection. */
    @Test
    @Smart(62)
    void eachRefusalHasItsOwnConsequence() {
        for (String[] each : new String[][] {
            {"400", "{\"error\":\"invalid_grant\"}", "needs_reconnect", "invalid-grant"},
            {"401", "{\"error\":\"invalid_client\"}", "misconfigured", ""},
            {"503", "", "degraded", ""},
        }) {
            SandboxPractice practice = gateway.aPractice();
            Partner partner = gateway.aPartner();
            ConnectedPractice connected = partner.connects(practice);
            wire.ehr()
                    .inject(
                            RequestKind.REFRESH,
                            Fault.status(Integer.parseInt(each[0]))
                                    .withBody("application/json", each[1])
                                    .always()
                                    .at(practice.guid()));
            gateway.clock().move(ENDED);

            // a refused grant is believed when it is refused twice
            for (int call = 0; call < 2; call++) {
                assertThat(connected.read().status()).as(each[0]).isGreaterThanOrEqualTo(409);
                gateway.clock().move(HEARD_TWICE);
            }
            assertThat(connected.state()).as(each[0]).isEqualTo(each[2]);
            if (!each[3].isEmpty()) {
                assertThat(connected.cause()).isEqualTo(each[3]);
            }
        }
    }
}
