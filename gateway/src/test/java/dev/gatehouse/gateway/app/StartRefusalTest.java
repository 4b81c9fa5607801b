package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.testing.Guards;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that could not be honest are refused with a sentence that says what to do. */
final class StartRefusalTest {
    @TempDir
    Path directory;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private GatewaySettings settings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "GATEHOUSE_PORT",
                "0",
                "GATEHOUSE_MANAGEMENT_PORT",
                "0",
                "GATEHOUSE_DATA_DIR",
                directory.resolve("data").toString(),
                "GATEHOUSE_MASTER_KEY_FILE",
                key().toString()));
        environment.putAll(more);
        return GatewaySettings.read(new SettingsSource(environment, null));
    }

    private Path key() {
        return directory.resolve("gatehouse.key");
    }

    private void runOnce(Map<String, String> more) {
        await(await(Gateway.start(
                        Surroundings.of(
                                vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC()),
                        settings(more)))
                .close());
    }

    private String refusal(Map<String, String> more) {
        StartRefused refused = catchThrowableOfType(StartRefused.class, () -> runOnce(more));
        return refused == null ? "it started" : refused.getMessage();
    }

    @Guards("SEC-4")
    @Test
    void anotherMasterKeyDoesNotOpenTheDatabase() throws Exception {
        runOnce(Map.of());
        Files.move(key(), directory.resolve("kept.key"));
        Path other = directory.resolve("elsewhere");
        runOnce(Map.of(
                "GATEHOUSE_DATA_DIR", other.resolve("data").toString(), "GATEHOUSE_MASTER_KEY_FILE", key().toString()));

        assertThat(refusal(Map.of())).contains("The master key does not fit", "GATEHOUSE_MASTER_KEY_FILE");

        Files.delete(key());
        Files.move(directory.resolve("kept.key"), key());
        assertThat(refusal(Map.of())).isEqualTo("it started");
    }

    @Test
    void theMasterKeyMustNotLieBesideTheData() {
        String inside = directory.resolve("data/gatehouse.key").toString();

        assertThat(refusal(Map.of("GATEHOUSE_MASTER_KEY_FILE", inside)))
                .startsWith("The master key " + inside + " lies inside the data directory.");
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        runOnce(Map.of());
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(refusal(Map.of()))
                .startsWith("Others can read the master key " + key())
                .endsWith("chmod 600 " + key());
    }

    @Guards("SEC-4")
    @Test
    void aLostKeyIsNotReplacedByANewOne() throws Exception {
        runOnce(Map.of());
        Files.delete(key());

        assertThat(refusal(Map.of()))
                .startsWith("The master key " + key() + " is missing, and the database can't be read without it.");
        assertThat(key()).doesNotExist();
    }

    @Test
    void allWrongSettingsAreNamedTogether() {
        assertThat(refusal(Map.of(
                        "GATEHOUSE_PORT", "eighty",
                        "GATEHOUSE_PUBLIC_URL", "not an address",
                        "GATEHOUSE_DATABASE_URL", "mysql://root:hunter2hunter2@localhost/x",
                        "GATEHOUSE_BOOTSTRAP_API_KEY", "short-secret")))
                .contains("GATEHOUSE_PORT")
                .contains("GATEHOUSE_PUBLIC_URL")
                .contains("GATEHOUSE_DATABASE_URL")
                .contains("GATEHOUSE_BOOTSTRAP_API_KEY")
                .doesNotContain("hunter2hunter2")
                .doesNotContain("short-secret");
    }

    @Test
    void theProcessEndsWithTheExitCodeOfAConfigurationError() throws Exception {
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve");
        child.environment().put("GATEHOUSE_PORT", "eighty");
        File output = directory.resolve("output").toFile();
        Process process = child.redirectErrorStream(true).redirectOutput(output).start();

        assertThat(process.waitFor()).isEqualTo(Main.REFUSED);
        assertThat(Files.readString(output.toPath(), StandardCharsets.UTF_8)).contains("GATEHOUSE_PORT");
    }
}
