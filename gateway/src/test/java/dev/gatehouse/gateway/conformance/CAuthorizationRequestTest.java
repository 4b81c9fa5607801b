package dev.gatehouse.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxPractice;
import dev.gatehouse.sandbox.fault.RecordedRequest;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SMART-21 to 31: what a browser takes along to the EHR. */
final class CAuthorizationRequestTest {
    private static final List<String> ONCE = List.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "aud",
            "code_challenge",
            "code_challenge_method");

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private final Wire wire = new Wire(gateway);

    @Test
    @Smart({21, 22, 27, 31})
    void aStandaloneRequestHasItsParametersOnceAndNoOther() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();

        RecordedRequest request = wire.departure(partner, partner.invitation(practice));

        assertThat(Wire.names(request.query()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(ONCE.stream(), Stream.of("nonce")).toList());
        assertThat(request.query("response_type")).isEqualTo("code");
        assertThat(request.query("client_id")).isEqualTo(partner.client().id());
        assertThat(request.query("code_challenge_method")).isEqualTo("S256");
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(23)
    void theAudienceIsTheBaseToTheLetter() {
        Partner partner = gateway.aPartner();
        for (int each = 0; each < 3; each++) {
            SandboxPractice practice = gateway.aPractice();

            RecordedRequest request = wire.departure(partner, partner.invitation(practice));

            assertThat(request.query("aud")).isEqualTo(practice.providerBase().toString());
        }
        assertThat(wire.ehr().violations()).isEmpty();
    }

    /** 60 requests share nothing; 43 characters of base64url are 256 bits. */
    @Test
    @Smart({24, 25})
    void noTwoRequestsShareStateChallengeOrNonce() {
        Partner partner = gateway.aPartner();
        JsonObject invitation = partner.invitation(gateway.aPractice());
        Set<String> seen = new HashSet<>();
        for (int each = 0; each < 60; each++) {
            Map<String, String> sent = Addresses.query(new Browser()
                    .open(partner.invite(invitation).getString("url"))
                    .next());

            assertThat(sent.get("state")).matches("[A-Za-z0-9_-]{43,}");
            assertThat(sent.get("code_challenge")).matches("[A-Za-z0-9_-]{43}");
            assertThat(sent.get("nonce")).matches("[A-Za-z0-9_-]{22,}");
            assertThat(seen.add(sent.get("state"))).isTrue();
            assertThat(seen.add(sent.get("code_challenge"))).isTrue();
            assertThat(seen.add(sent.get("nonce"))).isTrue();
        }
    }

    @Test
    @Smart(25)
    void theVerifierHasTheRightFormAndFitsTheChallenge() throws Exception {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject().put("token_endpoint", gateway.scripted().url("/token")));
        gateway.scripted().on("/token", 400, "{\"error\":\"invalid_grant\"}");

        JsonObject ignored = wire.walk(partner, practice);

        assertThat(ignored.getString("state")).isNotEqualTo("connected");
        String verifier = gateway.scripted().received().get(0).form().get("code_verifier");
        assertThat(verifier).matches("[A-Za-z0-9._~-]{43,128}");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        assertThat(wire.last(RequestKind.AUTHORIZE).query("code_challenge"))
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    @Test
    @Smart(26)
    void aServerThatSaysNothingOfPkceOrOnlyPlainGetsS256() {
        for (JsonArray methods : new JsonArray[] {null, new JsonArray(), new JsonArray().add("plain")}) {
            Partner partner = gateway.aPartner();
            SandboxPractice practice = gateway.aPractice();
            wire.says(practice, new JsonObject().put("code_challenge_methods_supported", methods));

            partner.connects(practice);

            RecordedRequest request = wire.last(RequestKind.AUTHORIZE);
            assertThat(request.query("code_challenge_method")).isEqualTo("S256");
            assertThat(request.query("code_challenge")).hasSize(43);
            assertThat(Wire.names(wire.last(RequestKind.TOKEN).form())).contains("code_verifier");
        }
        assertThat(wire.ehr().violations()).isEmpty();
    }

    @Test
    @Smart(27)
    void aStandaloneLaunchAsksForItsPatientByScope() {
        Partner partner = gateway.aPatientPartner();
        SandboxPractice practice = gateway.aPractice();

        RecordedRequest request = wire.departure(partner, partner.invitation(practice));

        assertThat(Wire.names(request.query())).doesNotContain("launch");
        assertThat(request.query("scope").split(" ")).contains("launch/patient").doesNotContain("launch");
    }

    @Test
    @Smart(29)
    void oddScopesArriveAsTheyAre() {
        Partner partner = gateway.aPartner();
        List<String> odd = List.of(
                "user/Observation.rs?category=http://terminology.example/category|laboratory&status=final",
                "user/Condition.rs?code=a+b%20c#d");

        RecordedRequest request = wire.asking(partner, gateway.aPractice(), odd);

        assertThat(request.query("scope").split(" ")).containsExactlyElementsOf(odd);
        assertThat(Wire.names(request.query())).doesNotContain("status").doesNotHaveDuplicates();
    }

    @Test
    @Smart(29)
    void theEndpointsOwnQueryIsKept() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        wire.says(
                practice,
                new JsonObject()
                        .put("authorization_endpoint", gateway.scripted().url("/a?tenant=1%2F2&x=")));
        gateway.scripted().on("/a", 200, "");

        String away = new Browser()
                .open(partner.invite(practice).getString("url"))
                .next()
                .toString();

        assertThat(away).startsWith(gateway.scripted().url("/a?tenant=1%2F2&x=&response_type=code&client_id="));
        assertThat(away.indexOf('?')).isEqualTo(away.lastIndexOf('?'));
    }

    @Test
    @Smart(30)
    void aNonceGoesWithOpenidOnlyAndComesBackInTheIdToken() {
        Partner partner = gateway.aPartner();
        RecordedRequest with = wire.asking(partner, gateway.aPractice(), List.of("openid", "fhirUser"));
        RecordedRequest without = wire.asking(partner, gateway.aPractice(), List.of("user/Patient.read"));

        assertThat(with.query("nonce")).isNotBlank();
        assertThat(without.query("nonce")).isNull();
    }
}
