package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sandbox.fault.BulkSwitches;
import dev.gatehouse.sandbox.fault.Violation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkExportTest extends SandboxTest {
    private BulkSwitches bulk;
    private String token;

    @BeforeEach
    void connected() throws Exception {
        token = app.connect(base).getString("access_token");
        bulk = ehr.control().behaviour().bulk();
        bulk.takes(Duration.ZERO);
    }

    private HttpResponse<Buffer> begin(String path) throws Exception {
        return App.await(app.request(HttpMethod.GET, base.url() + path)
                .bearerTokenAuthentication(token)
                .putHeader("prefer", "respond-async")
                .putHeader("accept", "application/fhir+json")
                .send());
    }

    private JsonObject manifest(String path) throws Exception {
        String status = begin(path).getHeader("content-location");
        return app.get(status, token).bodyAsJsonObject();
    }

    @Test
    void anExportGoesFromItsKickOffOverAManifestToFilesOfNdjson() throws Exception {
        bulk.takes(Duration.ofHours(1));
        HttpResponse<Buffer> begun = begin("/Patient/$export?_type=Patient");
        String status = begun.getHeader("content-location");

        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(status).startsWith(base.url() + "/Export/");
        HttpResponse<Buffer> waiting = app.get(status, token);
        assertThat(waiting.statusCode()).isEqualTo(202);
        assertThat(waiting.getHeader("retry-after")).isEqualTo("1");
        assertThat(waiting.getHeader("x-progress")).isEqualTo("0% complete");

        bulk.takes(Duration.ZERO);
        JsonObject manifest = manifest("/Patient/$export?_type=Patient");
        JsonArray output = manifest.getJsonArray("output");
        assertThat(manifest.getBoolean("requiresAccessToken")).isTrue();
        assertThat(output).hasSize(1);
        HttpResponse<Buffer> file = app.get(output.getJsonObject(0).getString("url"), token);
        assertThat(file.getHeader("content-type")).isEqualTo("application/fhir+ndjson");
        assertThat(file.bodyAsString().split("\n"))
                .hasSize(25)
                .allMatch(line -> new JsonObject(line).getString("resourceType").equals("Patient"));
        assertThat(app.get(output.getJsonObject(0).getString("url")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aGroupHasNinePatientsAndFilesMayBeSplit() throws Exception {
        bulk.linesPerFile(4);

        JsonArray output = manifest("/Group/" + base.guid().substring(0, 8) + "-nine/$export?_type=Patient")
                .getJsonArray("output");

        assertThat(output.stream().map(each -> ((JsonObject) each).getInteger("count")))
                .containsExactly(4, 4, 1);
        assertThat(begin("/Group/other/$export").statusCode()).isEqualTo(404);
    }

    @Test
    void filesElsewhereOpenByTheirAddressAndATokenSentThereIsNoted() throws Exception {
        bulk.fileToken(BulkSwitches.FileToken.NOT_NEEDED);
        bulk.filePlace(BulkSwitches.FilePlace.ELSEWHERE);

        JsonObject manifest = manifest("/Patient/$export?_type=Patient");
        String url = manifest.getJsonArray("output").getJsonObject(0).getString("url");

        assertThat(manifest.getBoolean("requiresAccessToken")).isFalse();
        assertThat(url).startsWith(ehr.authorizationOrigin() + "/storage/");
        assertThat(app.get(url).statusCode()).isEqualTo(200);
        assertThat(ehr.control().violations()).isEmpty();
        assertThat(app.get(url, token).statusCode()).isEqualTo(200);
        assertThat(ehr.control().violations()).extracting(Violation::name).containsExactly("token-to-storage");
    }

    @Test
    void anExportCanBeDeletedAndIsGoneThen() throws Exception {
        String status = begin("/$export").getHeader("content-location");

        HttpResponse<Buffer> deleted = App.await(app.request(HttpMethod.DELETE, status)
                .bearerTokenAuthentication(token)
                .send());

        assertThat(deleted.statusCode()).isEqualTo(202);
        assertThat(app.get(status, token).statusCode()).isEqualTo(404);
    }

    @Test
    void anExportMayFailWhenItsTimeHasComeAndItsBeginningMayBeRefused() throws Exception {
        bulk.failure("exception");
        String status = begin("/Patient/$export").getHeader("content-location");

        assertThat(app.get(status, token).statusCode()).isEqualTo(500);
        assertThat(app.get(base.url() + "/Patient/$export", token).statusCode()).isEqualTo(400);
        assertThat(begin("/Patient/$export?_type=Practitioner").statusCode()).isEqualTo(403);
        assertThat(begin("/Patient/$export?_outputFormat=text/csv").statusCode())
                .isEqualTo(400);
    }
}
