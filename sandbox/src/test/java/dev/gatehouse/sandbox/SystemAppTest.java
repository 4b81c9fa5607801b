package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.portal.PartnerPortal;
import dev.gatehouse.sandbox.portal.PracticeDesk;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemAppTest extends SandboxTest {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private KeyPair keys;
    private String jwksUrl;

    @BeforeEach
    void aSystemApp() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        keys = generator.generateKeyPair();
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        JsonObject jwk = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-384")
                .put("kid", "k1")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
        HttpServer published = App.await(vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .end(new JsonObject()
                                .put("keys", new JsonArray().add(jwk))
                                .encode()))
                .listen(0, "127.0.0.1"));
        jwksUrl = "http://127.0.0.1:" + published.actualPort() + "/jwks";
        ehr.ehr()
                .registerClient(new Client(
                        "system-app",
                        null,
                        "System App",
                        Client.Type.SYSTEM,
                        List.of(),
                        List.of(),
                        Set.of("system/Patient.rs"),
                        jwksUrl,
                        Set.of(ClientAuthentication.PRIVATE_KEY_JWT)));
        ehr.control().tokens().authorizeSystemApp(base.guid(), "system-app", true);
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[48];
        int length = Math.min(48, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 48 - length, length);
        return BASE64URL.encodeToString(fixed);
    }

    private JsonObject claims() {
        return new JsonObject()
                .put("iss", "system-app")
                .put("sub", "system-app")
                .put("aud", base.tokenEndpoint())
                .put("exp", CLOCK.instant().getEpochSecond() + 120)
                .put("jti", UUID.randomUUID().toString());
    }

    private String signed(JsonObject claims) throws Exception {
        return signed(new JsonObject().put("alg", "ES384").put("typ", "JWT").put("kid", "k1"), claims);
    }

    private String signed(JsonObject header, JsonObject claims) throws Exception {
        String content = BASE64URL.encodeToString(header.toBuffer().getBytes()) + "."
                + BASE64URL.encodeToString(claims.toBuffer().getBytes());
        Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + BASE64URL.encodeToString(signature.sign());
    }

    private HttpResponse<Buffer> ask(String assertion, String scope) throws Exception {
        return app.postForm(
                base.tokenEndpoint(),
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "scope",
                        scope,
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        assertion));
    }

    @Test
    void aSignedAssertionBuysATokenWithoutRefresh() throws Exception {
        JsonObject token = ask(signed(claims()), "system/Patient.rs").bodyAsJsonObject();

        assertThat(token.fieldNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
        assertThat(app.get(base.url() + "/Patient", token.getString("access_token"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(violations()).isEmpty();
    }

    @Test
    void eachWrongAssertionIsRefusedAndNoted() throws Exception {
        String once = signed(claims());
        assertThat(ask(once, "system/Patient.rs").statusCode()).isEqualTo(200);

        assertThat(ask(once, "system/Patient.rs").statusCode()).isEqualTo(401);
        assertThat(ask(signed(claims().put("aud", base.url())), "system/Patient.rs")
                        .statusCode())
                .isEqualTo(401);
        assertThat(ask(signed(claims().put("exp", CLOCK.instant().getEpochSecond() + 301)), "system/Patient.rs")
                        .statusCode())
                .isEqualTo(401);
        String[] parts = signed(claims()).split("\\.", -1);
        String forged =
                parts[0] + "." + BASE64URL.encodeToString(claims().toBuffer().getBytes()) + "." + parts[2];
        assertThat(ask(forged, "system/Patient.rs").statusCode()).isEqualTo(401);

        assertThat(violations()).containsExactly("jti-replay", "aud", "exp-far");
    }

    @Test
    void whatALenientServerWouldLetPassIsNotedToo() throws Exception {
        JsonObject header = new JsonObject().put("alg", "ES384").put("kid", "k1");
        assertThat(ask(signed(header, claims()), "system/Patient.rs").statusCode())
                .isEqualTo(200);
        assertThat(violations()).containsExactly("assertion-form");

        JsonObject unknown = header.copy().put("typ", "JWT").put("kid", "k2");
        assertThat(ask(signed(unknown, claims()), "system/Patient.rs").statusCode())
                .isEqualTo(401);
        assertThat(violations()).containsExactly("assertion-form", "kid-unknown");
    }

    /** Inferno counts over all requests of a client, those that were refused too. */
    @Test
    void anIdOfARefusedAssertionIsUsed() throws Exception {
        JsonObject claims = claims();
        assertThat(ask(signed(claims.copy().put("aud", base.url())), "system/Patient.rs")
                        .statusCode())
                .isEqualTo(401);

        assertThat(ask(signed(claims), "system/Patient.rs").statusCode()).isEqualTo(401);

        assertThat(violations()).containsExactly("aud", "jti-replay");
    }

    @Test
    void scopesAndThePracticeAreAskedInTheVendorsWords() throws Exception {
        HttpResponse<Buffer> spelling = ask(signed(claims()), "system/Patient.read");
        ehr.control().tokens().authorizeSystemApp(base.guid(), "system-app", false);
        HttpResponse<Buffer> uninvited = ask(signed(claims()), "system/Patient.rs");

        assertThat(spelling.bodyAsJsonObject().getMap())
                .containsEntry("subcode", "Unauthorized")
                .containsEntry("message", "client does not have permissions to requested scope")
                .containsOnlyKeys("subcode", "message", "pfCorrelationId");
        assertThat(uninvited.statusCode()).isEqualTo(403);
    }

    @Test
    void aSystemAppOfThePortalGetsWhatThePracticeAllowsAndNoMore() throws Exception {
        PartnerPortal portal = ehr.ehr().portal();
        PracticeDesk desk = ehr.ehr().desk();
        JsonObject form = PortalTest.applicationForm()
                .put("applicationType", "System or Bulk export")
                .put("redirectUrls", new JsonArray())
                .put("jwksUrl", jwksUrl)
                .put("scopes", new JsonArray().add("system/Patient.rs").add("system/Observation.rs"));
        String partner = portal.register(PortalTest.registrationForm().put("autoApprove", true))
                .id();
        String id = portal.apply(partner, form).clientId();
        portal.list(id, true);

        assertThat(words(id, "system/Patient.rs"))
                .isEqualTo("403 The practice has not granted access to the system application");
        desk.enableFhir(base.guid(), true);
        assertThat(words(id, "system/Patient.rs"))
                .isEqualTo("403 The practice has not granted access to the system application");
        desk.authorize(base.guid(), id, Set.of("system/Patient.rs"));
        assertThat(words(id, "system/Patient.rs")).isEqualTo("200 null");
        assertThat(words(id, "system/Patient.rs system/Observation.rs"))
                .isEqualTo("401 client does not have permissions to requested scope");
        desk.enableFhir(base.guid(), false);
        assertThat(words(id, "system/Patient.rs")).startsWith("403");
        desk.enableFhir(base.guid(), true);
        portal.enable(id, false);
        assertThat(words(id, "system/Patient.rs")).isEqualTo("403 The application is not enabled");
        assertThat(violations()).isEmpty();
    }

    private String words(String clientId, String scope) throws Exception {
        JsonObject mine = claims().put("iss", clientId).put("sub", clientId);
        HttpResponse<Buffer> answer = ask(signed(mine), scope);
        return answer.statusCode() + " " + answer.bodyAsJsonObject().getString("message");
    }
}
