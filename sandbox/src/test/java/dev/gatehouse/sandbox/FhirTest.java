package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.fault.Violation;
import dev.gatehouse.sandbox.fhir.LargeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FhirTest extends SandboxTest {

    private String token;

    @BeforeEach
    void connected() throws Exception {
        token = app.connect(base).getString("access_token");
    }

    private JsonObject get(String path) throws Exception {
        return app.get(base.url() + path, token).bodyAsJsonObject();
    }

    private static String link(JsonObject bundle, String relation) {
        return bundle.getJsonArray("link").stream()
                .map(JsonObject.class::cast)
                .filter(link -> link.getString("relation").equals(relation))
                .map(link -> link.getString("url"))
                .findFirst()
                .orElse("");
    }

    @Test
    void pagesLeadFromOneToTheNextUntilAllWereSeen() throws Exception {
        Set<String> seen = new HashSet<>();
        String url = base.url() + "/Patient?_count=10";
        int pages = 0;
        while (!url.isEmpty()) {
            JsonObject bundle = app.get(url, token).bodyAsJsonObject();
            assertThat(link(bundle, "self")).isEqualTo(url);
            bundle.getJsonArray("entry").forEach(entry -> seen.add(((JsonObject) entry).getString("fullUrl")));
            url = link(bundle, "next");
            assertThat(url.isEmpty() || url.startsWith(base.url() + "?_getpages="))
                    .isTrue();
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25);
    }

    @Test
    void aSearchFiltersAndIncludes() throws Exception {
        JsonObject patient =
                get("/Patient").getJsonArray("entry").getJsonObject(0).getJsonObject("resource");
        String family = patient.getJsonArray("name").getJsonObject(0).getString("family");
        String id = patient.getString("id");

        JsonObject byName = get("/Patient?name="
                + java.net.URLEncoder.encode(
                        family.toLowerCase(java.util.Locale.ROOT), java.nio.charset.StandardCharsets.UTF_8));
        JsonObject observations = get("/Observation?patient=" + id + "&_include=Observation:patient");

        assertThat(byName.getInteger("total")).isBetween(1, 24);
        JsonArray entries = observations.getJsonArray("entry");
        assertThat(observations.getInteger("total")).isEqualTo(4);
        assertThat(entries).hasSize(5);
        assertThat(entries.getJsonObject(4).getJsonObject("search").getString("mode"))
                .isEqualTo("include");
        assertThat(entries.getJsonObject(4).getJsonObject("resource").getString("id"))
                .isEqualTo(id);
    }

    @Test
    void decimalsKeepTheirDigits() throws Exception {
        String body = "{\"resourceType\":\"Observation\",\"status\":\"final\",\"valueQuantity\":{\"value\":1.00}}";
        HttpResponse<Buffer> created = App.await(app.request(HttpMethod.POST, base.url() + "/Observation")
                .bearerTokenAuthentication(token)
                .putHeader("content-type", "application/fhir+json")
                .sendBuffer(Buffer.buffer(body)));
        String location = created.getHeader("location");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(app.get(location.replace("/_history/1", ""), token).bodyAsString())
                .contains("\"value\":1.00}");
        assertThat(app.get(base.url() + "/Observation?code=29463-7", token).bodyAsString())
                .containsPattern("\"value\":\\d+\\.\\d\\d,");
    }

    @Test
    void searchMayBePosted() throws Exception {
        HttpResponse<Buffer> answer = App.await(app.request(HttpMethod.POST, base.url() + "/Patient/_search")
                .bearerTokenAuthentication(token)
                .sendForm(io.vertx.core.MultiMap.caseInsensitiveMultiMap().add("_count", "3")));

        assertThat(answer.bodyAsJsonObject().getJsonArray("entry")).hasSize(3);
    }

    @Test
    void aTokenWorksOnlyAtItsBaseForItsTypesAndItsTime() throws Exception {
        assertThat(app.get(ehr.practice(2).providerBase() + "/Patient", token).statusCode())
                .isEqualTo(401);
        assertThat(app.get(base.url() + "/Practitioner", token).statusCode()).isEqualTo(403);
        assertThat(app.get(base.url() + "/Patient").statusCode()).isEqualTo(401);
        CLOCK.pass(Duration.ofMinutes(5));
        HttpResponse<Buffer> late = app.get(base.url() + "/Patient", token);

        assertThat(late.statusCode()).isEqualTo(401);
        assertThat(late.bodyAsJsonObject().getString("resourceType")).isEqualTo("OperationOutcome");
        assertThat(violations()).containsExactly("token-elsewhere");
    }

    @Test
    void aTokenInAnotherFormIsRefusedAndNoted() throws Exception {
        for (String header : List.of("bearer " + token, token, "Token " + token)) {
            assertThat(App.await(app.request(HttpMethod.GET, base.url() + "/Patient")
                                    .putHeader("authorization", header)
                                    .send())
                            .statusCode())
                    .isEqualTo(401);
        }

        assertThat(ehr.control().violations())
                .extracting(Violation::name)
                .containsExactly("bearer-form", "bearer-form", "bearer-form");
    }

    @Test
    void aPatientScopeReachesOnePatient() throws Exception {
        Map<String, String> sent = app.authorization(base);
        sent.put("scope", "launch/patient patient/Patient.read patient/Observation.rs");
        JsonObject answer = app.token(
                        base,
                        app.exchange(App.redirected(app.authorize(base, sent)).text("code")))
                .bodyAsJsonObject();
        String narrow = answer.getString("access_token");
        String other = base.guid().substring(0, 8) + "-p9";

        JsonObject patients = app.get(base.url() + "/Patient", narrow).bodyAsJsonObject();

        assertThat(patients.getInteger("total")).isEqualTo(1);
        assertThat(app.get(base.url() + "/Observation", narrow)
                        .bodyAsJsonObject()
                        .getInteger("total"))
                .isEqualTo(4);
        assertThat(app.get(base.url() + "/Patient/" + other, narrow).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aDownloadHasTheLengthAndTheBytesItPromises() throws Exception {
        int length = 3_000_001;
        HttpResponse<Buffer> plain = app.get(base.url() + "/Binary/large?bytes=" + length, token);
        HttpResponse<Buffer> chunked = app.get(base.url() + "/$stream?chunked=true&bytes=" + length, token);

        assertThat(plain.getHeader("content-length")).isEqualTo("3000001");
        assertThat(sha256(plain.body())).isEqualTo(new LargeBody().sha256(length));
        assertThat(chunked.getHeader("content-length")).isNull();
        assertThat(chunked.body()).isEqualTo(plain.body());
    }

    @Test
    void anUploadIsCountedAndHashed() throws Exception {
        Buffer sent = Buffer.buffer("gatehouse ".repeat(300_000));
        JsonObject received = App.await(app.request(HttpMethod.PUT, base.url() + "/Binary/sink")
                        .bearerTokenAuthentication(token)
                        .sendBuffer(sent))
                .bodyAsJsonObject();

        assertThat(received.getInteger("bytes")).isEqualTo(sent.length());
        assertThat(received.getString("sha256")).isEqualTo(sha256(sent));
    }

    private static String sha256(Buffer bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    }

    @Test
    void metadataNeedsNoTokenAndTellsWhereToAuthorize() throws Exception {
        HttpResponse<Buffer> answer = app.get(base.url() + "/metadata");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).contains("oauth-uris", base.tokenEndpoint());
    }
}
