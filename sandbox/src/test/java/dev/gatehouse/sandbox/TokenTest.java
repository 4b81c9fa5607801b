package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.Behaviour;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import dev.gatehouse.sandbox.fault.RequestKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenTest extends SandboxTest {

    private static String error(HttpResponse<Buffer> answer) {
        return answer.statusCode() + " " + answer.bodyAsJsonObject().getString("error");
    }

    @Test
    void aCodeWorksOnceAndASecondUseEndsTheGrant() throws Exception {
        String code = app.code(base);
        String token = app.token(base, app.exchange(code)).bodyAsJsonObject().getString("access_token");

        assertThat(error(app.token(base, app.exchange(code)))).isEqualTo("400 invalid_grant");
        assertThat(app.get(base.url() + "/Patient", token).statusCode()).isEqualTo(401);
        assertThat(violations()).containsExactly("code-reuse");
    }

    @Test
    void aCodeLivesSixtySeconds() throws Exception {
        String code = app.code(base);
        CLOCK.pass(Duration.ofSeconds(60));

        assertThat(error(app.token(base, app.exchange(code)))).isEqualTo("400 invalid_grant");
    }

    @Test
    void verifierRedirectUriAndBaseMustFit() throws Exception {
        for (Map.Entry<String, String> change : Map.of(
                        "code_verifier", "x".repeat(43), "redirect_uri", "http://127.0.0.1:9/other")
                .entrySet()) {
            Map<String, String> form = app.exchange(app.code(base));
            form.put(change.getKey(), change.getValue());
            assertThat(error(app.token(base, form))).isEqualTo("400 invalid_grant");
        }
        Base elsewhere = ehr.practice(2).provider();
        assertThat(error(app.token(elsewhere, app.exchange(app.code(base))))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aWrongSecretIsInvalidClient() throws Exception {
        HttpResponse<Buffer> answer = App.await(app.request(HttpMethod.POST, base.tokenEndpoint())
                .putHeader("authorization", App.basic(app.client.id(), "wrong"))
                .sendForm(MultiMap.caseInsensitiveMultiMap().addAll(app.exchange("c"))));

        assertThat(error(answer)).isEqualTo("401 invalid_client");
        assertThat(answer.getHeader("www-authenticate")).startsWith("Basic");
    }

    @Test
    void theSecretMayBePostedButNotInTwoPlaces() throws Exception {
        Map<String, String> form = app.exchange(app.code(base));
        form.put("client_id", app.client.id());
        form.put("client_secret", app.client.secret());

        assertThat(error(app.token(base, form))).isEqualTo("400 invalid_request");
        assertThat(violations()).containsExactly("two-auth-methods");
        assertThat(app.postForm(base.tokenEndpoint(), form).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsNoFormIsRefused() throws Exception {
        HttpResponse<Buffer> answer = App.await(app.request(HttpMethod.POST, base.tokenEndpoint())
                .sendJsonObject(new JsonObject().put("grant_type", "authorization_code")));

        assertThat(error(answer)).isEqualTo("400 invalid_request");
        assertThat(violations()).containsExactly("content-type");
    }

    @Test
    void aStrayLaunchScopeFailsOnlyAtTheTokenEndpoint() throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put("scope", "launch user/Patient.rs");
        String code = App.redirected(app.authorize(base, sent)).text("code");

        HttpResponse<Buffer> answer = app.token(base, app.exchange(code));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.bodyAsJsonObject().getMap())
                .containsEntry("subcode", "Forbidden")
                .containsEntry("message", "Invalid launch context")
                .containsOnlyKeys("subcode", "message", "pfCorrelationId");
    }

    @Test
    void anEhrLaunchBringsItsPatient() throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put("scope", "launch user/Patient.rs");
        sent.put("launch", ehr.control().tokens().launch(base.guid(), "p-42"));

        JsonObject token = app.token(
                        base,
                        app.exchange(App.redirected(app.authorize(base, sent)).text("code")))
                .bodyAsJsonObject();

        assertThat(token.getString("patient")).isEqualTo("p-42");
        assertThat(token.getBoolean("need_patient_banner")).isFalse();
        assertThat(token.containsKey("refresh_token")).isFalse();
    }

    @Test
    void anIdTokenIsSignedByThePublishedKey() throws Exception {
        String[] parts = app.connect(base).getString("id_token").split("\\.", -1);
        JsonObject jwk =
                app.get(base.keys()).bodyAsJsonObject().getJsonArray("keys").getJsonObject(0);
        Base64.Decoder decoder = Base64.getUrlDecoder();
        JsonObject claims = Buffer.buffer(decoder.decode(parts[1])).toJsonObject();

        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decoder.decode(jwk.getString("n"))),
                        new BigInteger(1, decoder.decode(jwk.getString("e"))))));
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));

        assertThat(check.verify(decoder.decode(parts[2]))).isTrue();
        assertThat(claims.getString("iss")).isEqualTo(base.issuer());
        assertThat(claims.getString("aud")).isEqualTo(app.client.id());
        assertThat(claims.getString("nonce")).startsWith("n-");
        assertThat(claims.getString("fhirUser")).startsWith(base.url() + "/Practitioner/");
    }

    @Test
    void strictRotationRevokesTheGrantWhenAnOldTokenReturns() throws Exception {
        String first = app.connect(base).getString("refresh_token");
        JsonObject second = app.refresh(base, first).bodyAsJsonObject();

        assertThat(second.getString("refresh_token")).isNotEqualTo(first);
        assertThat(error(app.refresh(base, first))).isEqualTo("400 invalid_grant");
        assertThat(error(app.refresh(base, second.getString("refresh_token")))).isEqualTo("400 invalid_grant");
        assertThat(violations()).containsExactly("refresh-reuse");
    }

    @Test
    void mildRotationOnlyRefusesTheOldToken() throws Exception {
        ehr.control().behaviour().rotation(Behaviour.Rotation.ROTATE);
        String first = app.connect(base).getString("refresh_token");
        String second = app.refresh(base, first).bodyAsJsonObject().getString("refresh_token");

        assertThat(error(app.refresh(base, first))).isEqualTo("400 invalid_grant");
        assertThat(app.refresh(base, second).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeptTokenStaysTheSameAndGraceForgives() throws Exception {
        ehr.control().behaviour().rotation(Behaviour.Rotation.KEEP);
        String kept = app.connect(base).getString("refresh_token");
        assertThat(app.refresh(base, kept).bodyAsJsonObject().getString("refresh_token"))
                .isEqualTo(kept);

        ehr.control().behaviour().rotation(Behaviour.Rotation.STRICT);
        ehr.control().behaviour().rotationGrace(Duration.ofSeconds(30));
        assertThat(app.refresh(base, kept).statusCode()).isEqualTo(200);
        assertThat(app.refresh(base, kept).statusCode()).isEqualTo(200);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRefreshMayNarrowTheScopeAndNeverWidenIt() throws Exception {
        ehr.control().behaviour().droppedScopes(Set.of("user/Observation.cruds"));
        JsonObject token = app.connect(base);
        String refresh = token.getString("refresh_token");

        HttpResponse<Buffer> wide =
                app.token(base, Map.of("grant_type", "refresh_token", "refresh_token", refresh, "scope", App.SCOPES));
        HttpResponse<Buffer> narrow = app.token(
                base, Map.of("grant_type", "refresh_token", "refresh_token", refresh, "scope", "user/Patient.rs"));

        assertThat(token.getString("scope")).doesNotContain("Observation");
        assertThat(error(wide)).isEqualTo("400 invalid_scope");
        assertThat(narrow.bodyAsJsonObject().getString("scope")).isEqualTo("user/Patient.rs");
        assertThat(violations()).containsExactly("refresh-scope");
    }

    @Test
    void introspectionTellsAClientAboutItsOwnTokens() throws Exception {
        String token = app.connect(base).getString("access_token");
        Map<String, String> form = Map.of(
                "token", token, "client_id", app.client.id(), "client_secret", String.valueOf(app.client.secret()));

        assertThat(app.postForm(base.introspectionEndpoint(), form)
                        .bodyAsJsonObject()
                        .getBoolean("active"))
                .isTrue();
        assertThat(ehr.control().tokens().expireAccessToken(token)).isTrue();
        assertThat(app.postForm(base.introspectionEndpoint(), form).bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("active", false));
    }

    @Test
    void introspectionMayWantABearerInstead() throws Exception {
        ehr.control().behaviour().introspectionByBearer(true);
        String token = app.connect(base).getString("access_token");
        Map<String, String> form = Map.of(
                "token", token, "client_id", app.client.id(), "client_secret", String.valueOf(app.client.secret()));

        assertThat(app.postForm(base.introspectionEndpoint(), form).statusCode()).isEqualTo(401);
        HttpResponse<Buffer> shown = App.await(app.request(HttpMethod.POST, base.introspectionEndpoint())
                .bearerTokenAuthentication(token)
                .sendForm(MultiMap.caseInsensitiveMultiMap().add("token", token)));

        assertThat(shown.bodyAsJsonObject().getBoolean("active")).isTrue();
    }

    @Test
    void tokensAreGivenBackWhereThatIsSwitchedOn() throws Exception {
        Map<String, String> client =
                Map.of("client_id", app.client.id(), "client_secret", String.valueOf(app.client.secret()));
        String endpoint = base.revocationEndpoint();
        assertThat(app.postForm(endpoint, client).statusCode()).isEqualTo(404);
        ehr.control().behaviour().revocation(true);
        assertThat(app.get(base.url() + "/.well-known/smart-configuration")
                        .bodyAsJsonObject()
                        .getString("revocation_endpoint"))
                .isEqualTo(endpoint);
        JsonObject token = app.connect(base);

        assertThat(app.postForm(endpoint, with(client, "token", "nobody's")).statusCode())
                .isEqualTo(200);
        assertThat(app.postForm(endpoint, with(client, "token", token.getString("access_token")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(app.get(base.url() + "/Patient", token.getString("access_token"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(app.refresh(base, token.getString("refresh_token")).statusCode())
                .isEqualTo(200);
        assertThat(app.postForm(endpoint, with(client, "token", token.getString("refresh_token")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(app.refresh(base, token.getString("refresh_token")))).isEqualTo("400 invalid_grant");
        assertThat(app.postForm(endpoint, Map.of("token", "x")).statusCode()).isEqualTo(401);
        assertThat(ehr.control().requests(RequestKind.REVOKE)).hasSize(5);
    }

    private static Map<String, String> with(Map<String, String> form, String name, String value) {
        Map<String, String> more = new HashMap<>(form);
        more.put(name, value);
        return more;
    }

    @Test
    void claimsOfIdTokensCanBePatched() throws Exception {
        ehr.control().behaviour().patchIdToken(base.guid(), new JsonObject().put("fhirUser", "https://x.example/P/1"));

        String claims = app.connect(base).getString("id_token").split("\\.", -1)[1];

        assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
                .contains("https://x.example/P/1");
    }

    @Test
    void answersCanBePatchedAndRefreshEnded() throws Exception {
        ehr.control()
                .behaviour()
                .patchToken(
                        base.guid(), new JsonObject().put("expires_in", "1799").putNull("scope"));
        JsonObject token = app.connect(base);

        assertThat(token.getString("expires_in")).isEqualTo("1799");
        assertThat(token.containsKey("scope")).isFalse();
        assertThat(ehr.control().tokens().revokeRefreshTokens(base.guid())).isEqualTo(1);
        assertThat(error(app.refresh(base, token.getString("refresh_token")))).isEqualTo("400 invalid_grant");
        assertThat(app.get(base.url() + "/Patient", token.getString("access_token"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(List.of(
                        ehr.control().tokenRequests("authorization_code"),
                        ehr.control().tokenRequests("refresh_token")))
                .isEqualTo(List.of(1L, 1L));
    }
}
