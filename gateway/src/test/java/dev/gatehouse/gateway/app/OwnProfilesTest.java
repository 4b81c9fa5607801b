package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.gateway.testing.Api;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator teaches the gateway another EHR, with a file and no code. */
final class OwnProfilesTest {
    private static final String KEY = "a-first-key-that-is-long-enough-0123456789";
    private static final String RIVERSIDE = """
            key: riverside
            name: Riverside EHR
            hosts: [fhir.riverside.example]
            handAdded: true
            applicationTypes:
              provider:
                scopes: [openid, fhirUser, user/Patient.rs]
                clientAuthentication: [client_secret_post]
            limits: {requestsPerMinute: 100, per: client}
            sources:
              guide: {title: "Riverside partner guide, version 3", read: 2026-10-01, confidence: high}
            knownFrom:
              '*': [guide]
            """;

    @TempDir
    Path directory;

    private Vertx vertx;
    private Path profiles;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        profiles = Files.createDirectory(directory.resolve("ehr"));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(profiles.resolve(name), text);
    }

    private Gateway running() {
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(
                Map.of(
                        "GATEHOUSE_PORT",
                        "0",
                        "GATEHOUSE_MANAGEMENT_PORT",
                        "0",
                        "GATEHOUSE_DATA_DIR",
                        directory.resolve("data").toString(),
                        "GATEHOUSE_MASTER_KEY_FILE",
                        directory.resolve("gatehouse.key").toString(),
                        "GATEHOUSE_BOOTSTRAP_API_KEY",
                        KEY,
                        "GATEHOUSE_REFRESH_DIRECTORIES",
                        "none",
                        "GATEHOUSE_EHR_PROFILES_DIR",
                        profiles.toString()),
                null));
        return await(Gateway.start(
                Surroundings.of(vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC()),
                settings));
    }

    private String refusal() {
        StartRefused refused =
                catchThrowableOfType(StartRefused.class, () -> await(running().close()));
        return refused == null ? "it started" : refused.getMessage();
    }

    @Test
    void anotherEhrIsOneFile() throws IOException {
        write("riverside.yaml", RIVERSIDE);
        Gateway gateway = running();
        Api api = new Api(gateway.publicUrl(), KEY);

        JsonObject shown = api.get("/api/v1/ehrs/riverside").need(200).json();
        JsonArray all = api.get("/api/v1/ehrs").need(200).items();
        JsonObject application = api.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "riverside")
                                .put("type", "provider")
                                .put("name", "Mine"))
                .need(201)
                .json();
        Api.Answer basic = api.post(
                "/api/v1/applications",
                new JsonObject()
                        .put("ehr", "riverside")
                        .put("type", "provider")
                        .put("name", "Basic")
                        .put("clientAuth", "client_secret_basic"));
        JsonObject practice = api.post("/api/v1/practices", aPractice("https://fhir.riverside.example/r4/1"))
                .need(201)
                .json();
        Api.Answer elsewhere = api.post("/api/v1/practices", aPractice("https://fhir.elsewhere.example/r4/1"));
        await(gateway.close());

        assertThat(shown.getString("name")).isEqualTo("Riverside EHR");
        assertThat(shown.getJsonObject("limits").getInteger("requestsPerMinute"))
                .isEqualTo(100);
        assertThat(shown.getJsonObject("bulk").getValue("largestGroup")).isNull();
        assertThat(shown.getJsonArray("sources").getJsonObject(0).getString("title"))
                .isEqualTo("Riverside partner guide, version 3");
        assertThat(shown.getJsonArray("sources").getJsonObject(0).getString("read"))
                .isEqualTo("2026-10-01");
        assertThat(all).hasSize(EhrProfiles.load().all().size() + 1);
        assertThat(application.getString("clientAuth")).isEqualTo("client_secret_post");
        assertThat(application.getJsonArray("scopes")).contains("user/Patient.rs");
        assertThat(basic.need(400)
                        .json()
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("path"))
                .isEqualTo("clientAuth");
        assertThat(practice.getString("id")).isNotEmpty();
        elsewhere.need(400);
    }

    private static JsonObject aPractice(String base) {
        return new JsonObject()
                .put("ehr", "riverside")
                .put("name", "Riverside Family Practice")
                .put(
                        "endpoints",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("kind", "provider_system")
                                        .put("baseUrl", base)));
    }

    @Test
    void aFileMayTakeThePlaceOfOneThatComesWithGatehouse() throws IOException {
        write("smart.yaml", RIVERSIDE.replace("key: riverside", "key: smart"));
        Gateway gateway = running();
        JsonObject shown = new Api(gateway.publicUrl(), KEY)
                .get("/api/v1/ehrs/smart")
                .need(200)
                .json();
        await(gateway.close());

        assertThat(shown.getString("name")).isEqualTo("Riverside EHR");
        assertThat(shown.getBoolean("anyPublicHost")).isFalse();
    }

    @Test
    void allMistakesOfAllFilesStopTheStartAtOnce() throws IOException {
        write("riverside.yaml", RIVERSIDE.replace("per: client", "per: galaxy"));
        write("hillside.yaml", RIVERSIDE.replace("limits:", "limit:"));
        write("Notes.txt", "call them on Monday");
        write("wide.yaml", RIVERSIDE.replace("key: riverside", "key: wide") + "x: &x [1]\ny: *x\n");
        write(".hidden", "not looked at");
        Files.write(profiles.resolve("latin.yaml"), new byte[] {(byte) 0xe9, (byte) 0xe8});

        assertThat(refusal())
                .startsWith("EHR profiles need another look: ")
                .contains(
                        "riverside.yaml limits.per should be one of account, client, base_url, operation",
                        "hillside.yaml limit is not known",
                        "hillside.yaml key should be hillside, like the file's name",
                        "Notes.txt should be called {key}.yaml",
                        "wide.yaml has an anchor or alias",
                        "latin.yaml is not in UTF-8")
                .doesNotContain("hidden");
        assertThat(directory.resolve("data")).as("nothing was begun").doesNotExist();
    }

    @Test
    void aDirectoryThatIsNotThereStopsTheStart() throws IOException {
        Files.delete(profiles);

        assertThat(refusal()).contains("ehr is no directory");
    }
}
