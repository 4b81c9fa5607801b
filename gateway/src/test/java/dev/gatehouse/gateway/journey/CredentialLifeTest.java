package dev.gatehouse.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.common.testing.Smart;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.Browser;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.sandbox.SandboxScopes;
import dev.gatehouse.sandbox.authorization.Client;
import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.fault.RequestKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Secrets and signing keys from their first day to their last, seen from the EHR and from outside. */
final class CredentialLifeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ENDED = Duration.ofMinutes(5);

    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2().withMovableClock();

    private static String path(Partner partner, String rest) {
        return "/api/v1/applications/" + partner.applicationId() + rest;
    }

    private static JsonObject application(Api api, String auth) {
        return api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("type", "provider")
                                .put("name", "Signing Hub")
                                .put("clientAuth", auth)
                                .put("scopes", new JsonArray(Partner.SCOPES)))
                .need(201)
                .json();
    }

    /** Known to the EHR by the address of its key set alone. */
    private static Client signingClient(JsonObject application, String id) {
        Client client = new Client(
                id,
                null,
                "Signing Hub",
                Client.Type.PROVIDER,
                List.of(application.getString("redirectUri")),
                List.of(),
                SandboxScopes.ALL,
                application.getString("jwksUrl"),
                Set.of(ClientAuthentication.PRIVATE_KEY_JWT));
        gateway.ehr().ehr().registerClient(client);
        return client;
    }

    private static Partner aSigningPartner(JsonObject key) {
        Api api = gateway.aTenant();
        JsonObject application = application(api, "private_key_jwt");
        Client client = signingClient(application, "signing-" + UUID.randomUUID());
        Partner partner = new Partner(gateway, api, application.getString("id"), client);
        api.post(path(partner, "/credentials"), key.put("clientId", client.id()))
                .need(201);
        return partner;
    }

    private static HttpResponse<String> keySet(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Smart({5, 51, 52, 55, 56})
    void anApplicationThatSignsConnectsAndRefreshes() {
        Partner partner = aSigningPartner(new JsonObject().put("generateKey", "ES384"));
        ConnectedPractice connected = partner.connects(gateway.aPractice());

        gateway.clock().move(ENDED);
        connected.read().need(200);

        assertThat(gateway.ehr().control().violations()).isEmpty();
        assertThat(gateway.ehr().control().requests(RequestKind.REFRESH)).hasSize(1);
    }

    @Test
    @Smart({51, 52})
    void anImportedRsaKeySignsToo() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("northwind-1").generate();
        Partner partner = aSigningPartner(new JsonObject().put("privateKey", new JsonObject(key.toJSONString())));

        partner.connects(gateway.aPractice()).read().need(200);

        assertThat(gateway.ehr().control().violations()).isEmpty();
        assertThat(partner.api().get(path(partner, "/credentials")).body())
                .contains("northwind-1")
                .doesNotContain(key.getPrivateExponent().toString());
    }

    @Test
    @Smart({58, 59})
    void theKeySetHoldsPublicMembersOnly() throws Exception {
        Api api = gateway.aTenant();
        JsonObject application = application(api, "private_key_jwt");
        String keys = "/api/v1/applications/" + application.getString("id") + "/signing-keys";
        String url = application.getString("jwksUrl");
        assertThat(keySet(url).statusCode()).isEqualTo(404);
        assertThat(keySet(gateway.url() + "/jwks/app_nobodys").body()).contains("\"route-unknown\"");

        api.post(keys, new JsonObject().put("algorithm", "ES384")).need(201);
        api.post(keys, new JsonObject().put("algorithm", "RS384")).need(201);

        HttpResponse<String> answer = keySet(url);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
        JWKSet set = JWKSet.parse(answer.body());
        assertThat(set.getKeys())
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.isPrivate()).isFalse())
                .allSatisfy(key -> assertThat(key.getKeyID()).isNotBlank())
                .extracting(JWK::getKeyType)
                .containsExactlyInAnyOrder(KeyType.EC, KeyType.RSA);
        JsonArray published = new JsonObject(answer.body()).getJsonArray("keys");
        for (int i = 0; i < published.size(); i++) {
            assertThat(published.getJsonObject(i).fieldNames())
                    .containsAnyOf("x", "n")
                    .doesNotContain("d", "p", "q", "dp", "dq", "qi", "oth", "k", "key_ops");
        }
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(keySet(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(api.get(keys).body()).doesNotContain("\"d\"");
    }

    @Test
    void aRemovedKeyLeavesTheKeySet() throws Exception {
        Api api = gateway.aTenant();
        JsonObject application = application(api, "private_key_jwt");
        String keys = "/api/v1/applications/" + application.getString("id") + "/signing-keys";
        String id = api.post(keys, new JsonObject()).need(201).json().getString("keyId");

        assertThat(api.delete(keys + "/" + id).need(200).json().getString("state"))
                .isEqualTo("revoked");

        assertThat(keySet(application.getString("jwksUrl")).body()).isEqualTo("{\"keys\":[]}");
    }

    @Test
    void hostileKeysAreRefusedWithoutRepeatingThem() throws Exception {
        Api api = gateway.aTenant();
        String keys =
                "/api/v1/applications/" + application(api, "private_key_jwt").getString("id") + "/signing-keys";
        RSAKey weak = new RSAKeyGenerator(1024, true).generate();

        Api.Answer refused = api.post(keys, new JsonObject().put("privateKey", weak.toJSONString()))
                .need(400);

        assertThat(refused.body())
                .contains("privateKey", "1024 bits")
                .doesNotContain(weak.getPrivateExponent().toString());
        api.post(keys, new JsonObject().put("privateKey", 7)).need(400);
        api.post(keys, new JsonObject().put("algorithm", "HS256")).need(400);
        assertThat(api.get(keys).items()).isEmpty();
    }

    @Test
    void callsGoOnWhileTheSecretIsReplaced() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        gateway.clock().move(ENDED);
        List<CompletableFuture<Api.Answer>> calls = IntStream.range(0, 40)
                .mapToObj(i -> {
                    if (i == 20) {
                        // The vendor has not switched to it yet, so it refuses this one and takes the old one still.
                        partner.keepCredential(partner.client().id(), "the-next-secret");
                    }
                    return partner.api().later("GET", connected.fhir(), null);
                })
                .toList();

        assertThat(calls.stream().map(call -> call.join().status())).containsOnly(200);
        gateway.clock().move(ENDED);
        connected.read().need(200);

        assertThat(connected.state()).isEqualTo("active");
        assertThat(partner.api().get(path(partner, "/credentials")).items().stream()
                        .map(each -> ((JsonObject) each).getString("state")))
                .containsExactly("active", "retiring");
    }

    @Test
    void aConnectionOfTheOldClientIdIsRefreshedWithIt() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();
        Client next = gateway.ehr()
                .ehr()
                .registerClient(Client.Type.PROVIDER, partner.client().redirectUris());
        partner.keepCredential(next.id(), next.secret());
        gateway.clock().move(ENDED);

        connected.read().need(200);

        assertThat(partner.api()
                        .get(path(partner, "/credentials/1/impact"))
                        .need(200)
                        .json())
                .isEqualTo(new JsonObject().put("connections", 1).put("first", new JsonArray().add(connected.id())));
        assertThat(partner.api()
                        .get(path(partner, "/credentials/2/impact"))
                        .json()
                        .getInteger("connections"))
                .isZero();
    }

    @Test
    void aRevokedVersionThatIsNeededBreaksWhatWasSaid() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Partner partner = connected.partner();

        Api.Answer refused = partner.api().post(path(partner, "/credentials/1/revoke"), new JsonObject());
        assertThat(refused.need(409).code()).isEqualTo("credential-in-use");
        assertThat(refused.body()).contains("1 connection needs", connected.id());
        partner.api()
                .post(path(partner, "/credentials/1/revoke"), new JsonObject().put("acknowledge", true))
                .need(200);
        gateway.clock().move(ENDED);

        assertThat(connected.read().need(409).code()).isEqualTo("credential-missing");
        assertThat(connected.state()).isEqualTo("misconfigured");
        assertThat(connected.cause()).isEqualTo("credential-missing");
    }

    @Test
    void anAuthorizationEndsWithTheCredentialItBeganWith() {
        Partner partner = gateway.aPartner();
        Browser browser = new Browser();
        JsonObject session = partner.invite(gateway.aPractice());
        String back = partner.wayBack(browser, session);
        Client next = gateway.ehr()
                .ehr()
                .registerClient(Client.Type.PROVIDER, partner.client().redirectUris());
        partner.keepCredential(next.id(), next.secret());

        assertThat(browser.open(back).status()).isLessThan(400);

        assertThat(partner.view(session).getString("state")).isEqualTo("connected");
    }
}
