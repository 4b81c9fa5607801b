package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryAndPortalTest extends SandboxTest {

    private HttpResponse<Buffer> post(String path, JsonObject body) throws Exception {
        return App.await(app.request(HttpMethod.POST, ehr.origin() + path).sendJsonObject(body));
    }

    @Test
    void theDirectoryLeadsToBasesThatAnswer() throws Exception {
        HttpResponse<Buffer> file = app.get(ehr.ehr().directoryUrl());
        HttpResponse<Buffer> unchanged =
                App.await(app.request(HttpMethod.GET, ehr.ehr().directoryUrl())
                        .putHeader("if-none-match", file.getHeader("etag"))
                        .send());

        JsonArray entries = file.bodyAsJsonObject().getJsonArray("entry");
        assertThat(entries).hasSize(150);
        for (int i = 0; i < entries.size(); i++) {
            JsonObject resource = entries.getJsonObject(i).getJsonObject("resource");
            if (resource.getString("resourceType").equals("Endpoint")) {
                String base = resource.getString("address");
                assertThat(app.get(base + "/.well-known/smart-configuration").statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(unchanged.statusCode()).isEqualTo(304);
    }

    @Test
    void pathsThatLeadNowhereAreAnsweredLikeTheVendorsGateway() throws Exception {
        assertThat(app.get(ehr.origin() + "/nowhere").bodyAsJsonObject().getString("message"))
                .isEqualTo("no Route matched with those values");
        assertThat(app.get(ehr.origin() + "/fhir/r4/v1/00000000-0000-4000-8000-000000000000/metadata")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPartnerGetsFromRegistrationToCredentialsThatWork() throws Exception {
        JsonObject registration = post(
                        "/portal/api/registrations",
                        new JsonObject()
                                .put("companyName", "Example Health")
                                .put("developerName", "Ada Oakfield")
                                .put("developerEmail", "ada@example.com")
                                .put("termsAccepted", true))
                .bodyAsJsonObject();
        String path = "/portal/api/registrations/" + registration.getString("id");
        JsonObject form = new JsonObject()
                .put("applicationName", "Example App")
                .put("applicationType", "provider")
                .put("redirectUrls", new JsonArray().add(App.REDIRECT))
                .put("scopes", new JsonArray(java.util.List.of(App.SCOPES.split(" ", -1))));

        assertThat(registration.getString("state")).isEqualTo("registration_submitted");
        assertThat(post(path + "/application", form).statusCode()).isEqualTo(409);
        assertThat(post(path + "/approve", new JsonObject()).bodyAsJsonObject().getString("portalLogin"))
                .startsWith("portal-");
        assertThat(post(path + "/application", form).bodyAsJsonObject().getString("state"))
                .isEqualTo("credentials_issued");
        JsonObject issued = app.get(ehr.origin() + path + "/credentials").bodyAsJsonObject();

        App partner = new App(
                vertx,
                new dev.gatehouse.sandbox.authorization.Client(
                        issued.getString("clientId"),
                        issued.getString("clientSecret"),
                        "Example App",
                        app.client.type(),
                        app.client.redirectUris(),
                        java.util.List.of(),
                        app.client.scopes(),
                        null,
                        app.client.methods()));
        assertThat(partner.connect(base).getString("access_token")).startsWith("sat_");
    }

    @Test
    void anIncompleteOrUnsafeApplicationIsRefusedFieldByField() throws Exception {
        JsonObject empty = post("/portal/api/registrations", new JsonObject()).bodyAsJsonObject();
        String id = post(
                        "/portal/api/registrations",
                        new JsonObject()
                                .put("companyName", "Example Health")
                                .put("developerName", "Ada Oakfield")
                                .put("developerEmail", "ada@example.com")
                                .put("termsAccepted", true)
                                .put("autoApprove", true))
                .bodyAsJsonObject()
                .getString("id");
        HttpResponse<Buffer> unsafe = post(
                "/portal/api/registrations/" + id + "/application",
                new JsonObject()
                        .put("applicationName", "x")
                        .put("applicationType", "provider")
                        .put("redirectUrls", new JsonArray().add("http://app.example.com/callback"))
                        .put("launchUrls", new JsonArray().add("https://app.example.com/launch"))
                        .put("scopes", new JsonArray().add("openid")));

        assertThat(empty.getJsonArray("errors")).hasSize(4);
        assertThat(unsafe.statusCode()).isEqualTo(422);
        assertThat(unsafe.bodyAsString()).contains("redirectUrls[0]", "\"scopes\"");
    }

    @Test
    void theCommandWritesADirectoryFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("directory.json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, java.nio.charset.StandardCharsets.UTF_8);
        String[] good = {
            "--practices", "10", "--seed=3", "--out", file.toString(), "--order", "types-grouped", "--indent"
        };

        assertThat(GenerateDirectoryCommand.run(good, print, print)).isZero();
        assertThat(new JsonObject(Files.readString(file)).getJsonArray("entry")).hasSize(30);
        assertThat(GenerateDirectoryCommand.run(new String[] {"--practice", "1"}, print, print))
                .isEqualTo(2);
        assertThat(GenerateDirectoryCommand.run(new String[] {"--out", "x", "--order", "odd"}, print, print))
                .isEqualTo(2);
        assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8))
                .contains("10 practices", "Unknown argument --practice;", "--order must be one of patient-first");
        assertThat(SandboxCommand.run(new String[] {"--help"}, print, print)).isZero();
        assertThat(SandboxCommand.settings(new String[] {"--auto-approve", "--port", "9"})
                        .authorizationPort())
                .isEqualTo(10);
    }
}
