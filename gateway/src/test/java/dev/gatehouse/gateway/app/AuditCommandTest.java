package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.testing.Guards;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify} and {@code audit export} beside what a gateway left behind. */
final class AuditCommandTest {
    @TempDir
    Path directory;

    private Map<String, String> environment;
    private String said = "";

    @BeforeEach
    void aGatewayThatRan() {
        environment = Map.of(
                "GATEHOUSE_PORT", "0",
                "GATEHOUSE_MANAGEMENT_PORT", "0",
                "GATEHOUSE_BOOTSTRAP_API_KEY", "bootstrap-key-of-the-tests",
                "GATEHOUSE_DATA_DIR", directory.resolve("data").toString(),
                "GATEHOUSE_MASTER_KEY_FILE", directory.resolve("gatehouse.key").toString());
        Vertx vertx = Vertx.vertx();
        await(await(Gateway.start(
                        Surroundings.of(
                                vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC()),
                        settings()))
                .close());
        await(vertx.close());
    }

    @AfterEach
    void nothingSecretWasSaid() {
        assertThat(said).doesNotContain("bootstrap-key");
    }

    private GatewaySettings settings() {
        return GatewaySettings.read(new SettingsSource(environment, null));
    }

    private int run(String... arguments) throws InterruptedException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = new AuditCommand(environment, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private void attack(String... statements) throws SQLException {
        Vertx vertx = Vertx.vertx();
        try (Storage storage = Storage.open(vertx, settings(), Clock.systemUTC())) {
            DatabaseSettings to = storage.settings();
            try (var connection = DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password());
                    var statement = connection.createStatement()) {
                statement.execute("drop trigger if exists audit_event_guard");
                for (String each : statements) {
                    statement.execute(each);
                }
            }
        }
        await(vertx.close());
    }

    @Test
    void aWholeAuditIsFine() throws Exception {
        assertThat(run("verify")).as(said).isZero();

        assertThat(said).contains("ok: 2 entries").contains("compared with 1 anchors, the newest of entry 2");
    }

    @Test
    void aChangedEntryIsNamed() throws Exception {
        attack("update audit_event set actor_id = 'somebody' where seq = 2");

        assertThat(run("verify")).isEqualTo(1);
        assertThat(said).startsWith("entry 2: ");
        assertThat(run("verify", "--to", "1")).isZero();
    }

    @Guards("AUD-2")
    @Test
    void aCutIsSeenByTheAnchorsTheGatewayLeft() throws Exception {
        attack("delete from audit_event", "update audit_head set seq = 0, mac = ''");

        assertThat(run("verify")).isEqualTo(1);
        assertThat(said).contains("the newest entries are gone: there were 2");
    }

    @Test
    void withoutAnchorsItSaysWhatCannotBeSeen() throws Exception {
        Path anchors = directory.resolve("data").resolve(AnchorFile.NAME);
        String noted = Files.readString(anchors);
        Files.delete(anchors);

        assertThat(run("verify")).isZero();
        assertThat(said).contains("There is no anchor");

        JsonObject anchor = new JsonObject(noted);
        assertThat(run("verify", "--anchor", anchor.getLong("seq") + ":" + anchor.getString("mac")))
                .isZero();
        assertThat(run("verify", "--anchor", "7:" + anchor.getString("mac"))).isEqualTo(1);
        Files.writeString(directory.resolve("kept.ndjson"), noted);
        assertThat(run("verify", "--anchor", directory.resolve("kept.ndjson").toString()))
                .isZero();
    }

    @Test
    void unreadableAnchorsAreNoSuccess() throws Exception {
        Files.writeString(directory.resolve("data").resolve(AnchorFile.NAME), "nonsense\nmore\n");

        assertThat(run("verify")).isEqualTo(1);
        assertThat(said).contains("The anchors can't be read");
    }

    @Test
    void anExportIsWrittenDown() throws Exception {
        assertThat(run("export")).isZero();

        assertThat(said.lines().map(JsonObject::new).map(each -> each.getString("action")))
                .containsExactly("tenant.created", "api-key.created", "audit.exported");
        assertThat(run("export", "--format", "fhir")).isZero();
        assertThat(said.lines().map(JsonObject::new))
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.getString("resourceType")).isEqualTo("AuditEvent"));
    }

    @Test
    void whatItDoesNotKnowIsAMistakeOfUse() {
        assertThatThrownBy(() -> run("forget")).isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> run("verify", "--from", "0")).isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> run("verify", "--anchor", "nowhere")).isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> run("export", "--format", "xml")).isInstanceOf(UsageMistake.class);
    }
}
