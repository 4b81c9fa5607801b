package dev.gatehouse.gateway.nango;

import static dev.gatehouse.gateway.nango.NangoFixture.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import dev.gatehouse.gateway.testing.Partner;
import dev.gatehouse.gateway.testing.SystemPartner;
import dev.gatehouse.sandbox.SandboxPractice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published client can't send, or does not look at. */
final class NangoApiTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private static HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path));
    }

    @Test
    void theOldSingularAddressesAnswerLikeThePluralOnes() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String query = "?provider_config_key=" + NangoFixture.integration(connected.partner());
        JsonObject metadata = new JsonObject()
                .put("connection_id", connected.id())
                .put("provider_config_key", NangoFixture.integration(connected.partner()))
                .put("metadata", new JsonObject().put("a", 1));

        assertThat(api.get("/connection").need(200).body())
                .isEqualTo(api.get("/connections").need(200).body());
        assertThat(api.get("/connection/" + connected.id() + query)
                        .need(200)
                        .json()
                        .getString("connection_id"))
                .isEqualTo(connected.id());
        api.post("/connection/metadata", metadata).need(201);
        assertThat(api.get("/connections")
                        .json()
                        .getJsonArray("connections")
                        .getJsonObject(0)
                        .getJsonObject("metadata")
                        .getInteger("a"))
                .isEqualTo(1);
    }

    @Test
    void aJsonTypeWithoutABodyIsFineAndAnotherTypeIsNot() throws Exception {
        String key = NangoFixture.key(gateway.aTenant(), NangoFixture.ALL);

        assertThat(send(at("/connections").header("Content-Type", "application/json"), key)
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> form = send(
                at("/integrations")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("provider=smart")),
                key);
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(form.body()).contains("invalid_content_type");
        HttpResponse<String> text = send(
                at("/integrations").header("Content-Type", "application/json").POST(BodyPublishers.ofString("[1]")),
                key);
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(text.body()).contains("invalid_body");
    }

    @ParameterizedTest
    @CsvSource({
        "/connections?limit=0, invalid_query_params",
        "/connections?limit=2001, invalid_query_params",
        "/connections?page=-1, invalid_query_params",
        "/connections?cursor=x, invalid_query_params",
        "/connections/x?provider_config_key=k&refresh=true, invalid_query_params",
        "/connections/x?provider_config_key=k&force_refresh=perhaps, invalid_query_params",
        "/connections/x, invalid_query_params",
        "/connections/%3Cscript%3E?provider_config_key=k, invalid_uri_params",
        "/connections/x?provider_config_key=k, unknown_provider_config",
        "/integrations?x=1, invalid_query_params",
        "/integrations/x?include=everything, invalid_query_params"
    })
    void whatIsAskedWronglyIsRefusedWithItsCode(String path, String code) {
        assertThat(code(gateway.aTenant().get(path).need(400))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /connections, connections",
        "GET, /connections/x?provider_config_key=k, connections",
        "POST, /connections, connect",
        "POST, /connections/metadata, connections",
        "PATCH, /connections/metadata, connections",
        "PATCH, /connections/x?provider_config_key=k, connections",
        "DELETE, /connections/x?provider_config_key=k, connections",
        "GET, /integrations, credentials",
        "POST, /integrations, credentials",
        "PATCH, /integrations/x, credentials",
        "DELETE, /integrations/x, credentials"
    })
    void everyAddressNeedsAKeyAndItsPermission(String method, String path, String permission) {
        Api tenant = gateway.aTenant();
        JsonObject body = Set.of("POST", "PATCH").contains(method) ? new JsonObject() : null;

        Api.Answer nobody = new Api(gateway.url(), null).call(method, path, body);
        Api.Answer other = NangoFixture.with(gateway, tenant, "audit").call(method, path, body);
        Api.Answer enough = NangoFixture.with(gateway, tenant, permission).call(method, path, body);

        assertThat(code(nobody.need(401))).isEqualTo("missing_auth_header");
        assertThat(code(other.need(403))).isEqualTo("forbidden");
        assertThat(enough.status()).isNotIn(401, 403);
    }

    @Test
    void whatIsAnotherTenantsIsNotThere() {
        ConnectedPractice theirs = gateway.aConnectedPractice();
        Partner mine = gateway.aPartner();
        String path = "/connections/" + theirs.id() + "?provider_config_key=";
        String own = NangoFixture.integration(mine);
        String foreign = NangoFixture.integration(theirs.partner());
        JsonObject metadata = new JsonObject()
                .put("connection_id", theirs.id())
                .put("provider_config_key", own)
                .put("metadata", new JsonObject().put("mine", true));

        assertThat(code(mine.api().get(path + foreign).need(400))).isEqualTo("unknown_provider_config");
        assertThat(code(mine.api().get(path + own).need(404))).isEqualTo("not_found");
        assertThat(code(mine.api().delete(path + own).need(400))).isEqualTo("unknown_connection");
        assertThat(code(mine.api().post("/connections/metadata", metadata).need(404)))
                .isEqualTo("unknown_connection");
        assertThat(mine.api().get("/connections").json().getJsonArray("connections"))
                .isEmpty();
        assertThat(mine.api()
                        .get("/connections?connectionId=" + theirs.id())
                        .json()
                        .getJsonArray("connections"))
                .isEmpty();
        assertThat(code(mine.api().get("/integrations/" + foreign).need(404))).isEqualTo("not_found");
        assertThat(theirs.partner().api().get(path + foreign).need(200).json().getValue("metadata"))
                .isNull();
        theirs.read().need(200);
    }

    @Test
    void metadataHasALimitAlsoWhereItGrows() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        JsonObject body = new JsonObject()
                .put("connection_id", new JsonArray(List.of(connected.id())))
                .put("provider_config_key", NangoFixture.integration(connected.partner()))
                .put("metadata", new JsonObject().put("a", "x".repeat(40_000)));
        api.post("/connections/metadata", body).need(201);

        body.put("metadata", new JsonObject().put("b", "x".repeat(40_000)));

        assertThat(code(api.call("PATCH", "/connections/metadata", body).need(400)))
                .isEqualTo("invalid_body");
        body.put("metadata", new JsonObject().put("b", "x".repeat(70_000)));
        assertThat(code(api.post("/connections/metadata", body).need(400))).isEqualTo("invalid_body");
    }

    @Test
    void tagsAreCheckedByName() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        JsonObject many = new JsonObject();
        for (int i = 0; i < 11; i++) {
            many.put("t" + i, "x");
        }

        for (JsonObject tags : List.of(
                many, new JsonObject().put("1st", "x"), new JsonObject().put("a", ""), new JsonObject().put("a", 1))) {
            assertThat(code(api.call("PATCH", NangoFixture.path(connected), new JsonObject().put("tags", tags))
                            .need(400)))
                    .isEqualTo("invalid_body");
        }
        assertThat(code(api.call("PATCH", NangoFixture.path(connected), new JsonObject().put("tag", "x"))
                        .need(400)))
                .isEqualTo("invalid_body");
    }

    @Test
    void anImportSaysWhatItLacks() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        String key = NangoFixture.integration(partner);
        JsonObject credentials = new JsonObject().put("type", "OAUTH2").put("access_token", "t1");
        JsonObject wish = new JsonObject()
                .put("provider_config_key", key)
                .put("connection_id", "c1")
                .put("credentials", credentials);

        assertThat(refused(partner, wish)).isEqualTo("connection_config/endpoint_id");
        wish.put("connection_config", new JsonObject().put("base_url", "https://nowhere.example/fhir"));
        assertThat(refused(partner, wish)).isEqualTo("connection_config/base_url");
        wish.put("connection_config", new JsonObject().put("endpoint_id", "end_none"));
        assertThat(refused(partner, wish)).isEqualTo("connection_config/endpoint_id");
        wish.put("connection_config", new JsonObject().put("endpoint_id", partner.endpoint(practice)));
        credentials.put("config_override", new JsonObject());
        assertThat(refused(partner, wish)).isEqualTo("credentials/config_override");
        credentials.remove("config_override");
        credentials.put("type", "API_KEY");
        assertThat(refused(partner, wish)).isEqualTo("credentials/type");
        credentials.put("type", "OAUTH2").put("access_token", "not a token");
        assertThat(code(partner.api().post("/connections", wish).need(400))).isEqualTo("invalid_body");
        assertThat(partner.connections()).isZero();
    }

    @Test
    void whatOneServerTellsAnotherTakes() {
        ConnectedPractice there = gateway.aConnectedPractice();
        Partner here = gateway.aPartner();
        here.keepCredential(
                there.partner().client().id(), there.partner().client().secret());
        String key = NangoFixture.integration(here);
        JsonObject told = there.partner()
                .api()
                .get(NangoFixture.path(there) + "&refresh_token=true")
                .need(200)
                .json();

        JsonObject taken = here.api()
                .post(
                        "/connections",
                        new JsonObject()
                                .put("provider_config_key", key)
                                .put("connection_id", told.getString("connection_id"))
                                .put("metadata", told.getValue("metadata"))
                                .put("connection_config", told.getJsonObject("connection_config"))
                                .put("tags", told.getJsonObject("tags"))
                                .put("end_user", new JsonObject().put("id", "user-1"))
                                .put("credentials", told.getJsonObject("credentials")))
                .need(201)
                .json();

        assertThat(taken.getString("connection_id")).isEqualTo(there.id());
        assertThat(taken.getJsonObject("end_user").getString("id")).isEqualTo("user-1");
        JsonObject fresh = here.api()
                .get("/connections/" + there.id() + "?provider_config_key=" + key + "&force_refresh=true")
                .need(200)
                .json()
                .getJsonObject("credentials");
        assertThat(fresh.getString("access_token"))
                .isNotEqualTo(told.getJsonObject("credentials").getString("access_token"));
    }

    @Test
    void whoeverTriesForATokenWithoutPermissionStandsInTheAudit() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api tenant = connected.partner().api();

        NangoFixture.with(gateway, tenant, "connections")
                .get(NangoFixture.path(connected) + "&refresh_token=true")
                .need(403);

        assertThat(tenant.get("/api/v1/audit-events?action=permission.refused").body())
                .contains("token:export")
                .contains("/connections/" + connected.id());
    }

    private static String refused(Partner partner, JsonObject wish) {
        Api.Answer answer = partner.api().post("/connections", wish).need(400);
        assertThat(code(answer)).isEqualTo("invalid_body");
        JsonArray path = answer.json()
                .getJsonObject("error")
                .getJsonArray("errors")
                .getJsonObject(0)
                .getJsonArray("path");
        return path.getString(0) + "/" + path.getString(1);
    }

    @Test
    void twoConnectionsOfOnePracticeLiveBesideEachOtherUnderTheirIds() {
        Partner partner = gateway.aPartner();
        SandboxPractice practice = gateway.aPractice();
        JsonObject wish = new JsonObject()
                .put("provider_config_key", NangoFixture.integration(partner))
                .put("metadata", new JsonObject().put("endpoint_id", partner.endpoint(practice)));
        for (String id : List.of("one", "two")) {
            partner.api()
                    .post(
                            "/connections",
                            wish.copy()
                                    .put("connection_id", id)
                                    .put(
                                            "credentials",
                                            new JsonObject()
                                                    .put("type", "OAUTH2")
                                                    .put("access_token", "token-" + id)))
                    .need(201);
        }

        JsonArray all = partner.api().get("/connections").json().getJsonArray("connections");

        assertThat(all.stream().map(each -> ((JsonObject) each).getString("connection_id")))
                .containsExactlyInAnyOrder("one", "two");
        assertThat(all.stream().map(each -> ((JsonObject) each).getValue("end_user")))
                .containsOnlyNulls();
    }

    @Test
    void aSystemsTokenHasAShapeOfItsOwn() {
        SystemPartner system = SystemPartner.of(gateway, List.of("system/Patient.rs"), Set.of("system/Patient.rs"));
        SandboxPractice practice = gateway.aPractice();
        String id = system.connects(practice).id();
        String key = system.api()
                .get("/api/v1/applications")
                .items()
                .getJsonObject(0)
                .getString("key");

        JsonObject credentials = system.api()
                .get("/connections/" + id + "?provider_config_key=" + key)
                .need(200)
                .json()
                .getJsonObject("credentials");

        assertThat(credentials.getString("type")).isEqualTo("OAUTH2_CC");
        assertThat(credentials.getString("token")).isNotEmpty();
        assertThat(credentials.getString("client_id")).isNotEmpty();
        assertThat(credentials.getJsonObject("raw").getString("access_token"))
                .isEqualTo(credentials.getString("token"));
    }

    @Test
    void anIntegrationWithConnectionsKeepsItsKeyAndStays() {
        ConnectedPractice connected = gateway.aConnectedPractice();
        Api api = connected.partner().api();
        String path = "/integrations/" + NangoFixture.integration(connected.partner());

        assertThat(code(api.call("PATCH", path, new JsonObject().put("unique_key", "other"))
                        .need(400)))
                .isEqualTo("invalid_body");
        assertThat(code(api.delete(path).need(409))).isEqualTo("application_in_use");
        connected.read().need(200);
    }

    @Test
    void theProxyRefusesWhatItCanNotRead() throws Exception {
        ConnectedPractice connected = gateway.aConnectedPractice();
        String key = NangoFixture.key(connected.partner().api(), NangoFixture.ALL);
        String integration = NangoFixture.integration(connected.partner());

        HttpResponse<String> bare = send(at("/proxy/Patient"), key);
        HttpResponse<String> token = send(
                at("/proxy/Patient?access_token=x")
                        .header("Connection-Id", connected.id())
                        .header("Provider-Config-Key", integration),
                key);
        HttpResponse<String> good = send(
                at("/proxy/Patient?_count=1")
                        .header("Connection-Id", connected.id())
                        .header("Provider-Config-Key", integration)
                        .header("Base-Url-Override", "")
                        .header("Nango-Activity-Log-Id", ""),
                key);

        assertThat(bare.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(bare.body()).getJsonObject("error").getString("code"))
                .isEqualTo("invalid_headers");
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(send(at("/proxy/Patient").header("Connection-Id", connected.id()), "nobodys")
                        .statusCode())
                .isEqualTo(401);
    }
}
