package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.testing.Guards;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backup}, {@code restore} and {@code recover} beside what a gateway left behind. */
final class RecoverCommandTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Map<String, String> environment;
    private String said = "";

    @BeforeEach
    void aGatewayThatRan() {
        environment = new HashMap<>(Map.of(
                "GATEHOUSE_PORT", "0",
                "GATEHOUSE_MANAGEMENT_PORT", "0",
                "GATEHOUSE_BOOTSTRAP_API_KEY", "bootstrap-key-of-the-tests",
                "GATEHOUSE_BACKUP_DIR", directory.resolve("backups").toString(),
                "GATEHOUSE_REFRESH_DIRECTORIES", "none",
                "GATEHOUSE_DATA_DIR", data().toString(),
                "GATEHOUSE_MASTER_KEY_FILE", directory.resolve("gatehouse.key").toString()));
        runOnce();
    }

    @AfterEach
    void nothingSecretWasSaid() {
        await(vertx.close());
        assertThat(said).doesNotContain("bootstrap-key");
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path file() {
        return data().resolve("gatehouse.mv.db");
    }

    private void runOnce() {
        await(await(Gateway.start(
                        Surroundings.of(
                                vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC()),
                        GatewaySettings.read(new SettingsSource(environment, null))))
                .close());
    }

    private String start() {
        StartRefused refused = catchThrowableOfType(StartRefused.class, this::runOnce);
        return refused == null ? "it started" : refused.getMessage();
    }

    private interface Command {
        int run(PrintStream out) throws Exception;
    }

    private int run(Command command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = command.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private int recover(String... arguments) throws Exception {
        return run(out -> new RecoverCommand(environment, out, Clock.systemUTC()).run(List.of(arguments)));
    }

    private Path aBackup() throws Exception {
        Path backup = directory.resolve("one.backup");
        assertThat(run(out -> new BackupCommand(environment, out).run(List.of("--to", backup.toString()))))
                .as(said)
                .isZero();
        return backup;
    }

    /** Of every file below the data directory, what is in it. */
    private Map<String, String> everything() throws Exception {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                all.put(each.toString(), new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    @Test
    void aStoreThatIsWellNeedsNothingAndIsNotTouched() throws Exception {
        runOnce();
        assertThat(run(out -> new BackupCommand(environment, out).run(List.of())))
                .isZero();
        Map<String, String> before = everything();

        assertThat(recover()).as(said).isZero();

        assertThat(said)
                .contains(
                        "opens; generation", "nothing that the database lacks", "1 in " + directory.resolve("backups"))
                .contains("read whole", "There is nothing to recover");
        assertThat(everything()).isEqualTo(before);
    }

    @Guards("DMG-2")
    @Test
    void anOlderStoreIsExplainedAndAcceptedOnlyWhenSomebodySaysSo() throws Exception {
        byte[] old = Files.readAllBytes(file());
        for (int i = 0; i < 3; i++) {
            runOnce();
        }
        Files.write(file(), old);
        assertThat(start()).contains("older than it was", "./gatehouse recover");

        assertThat(recover()).as(said).isEqualTo(Main.REFUSED);
        assertThat(said).contains("generations, that is about", "--accept-older", "--from-backup");
        assertThat(start()).contains("older than it was");

        assertThat(recover("--accept-older")).as(said).isZero();
        assertThat(start()).isEqualTo("it started");
        assertThat(asideHas("state.json", "gatehouse.mv.db", "audit-anchors.ndjson"))
                .isTrue();
        assertThat(run(out -> new AuditCommand(environment, out).run(List.of("verify"))))
                .as(said)
                .isZero();
        assertThat(run(out -> new AuditCommand(environment, out).run(List.of("export"))))
                .isZero();
        assertThat(said).contains("backup.accepted");
    }

    private boolean asideHas(String... names) throws Exception {
        try (Stream<Path> all = Files.list(data())) {
            Path aside = all.filter(each -> each.getFileName().toString().startsWith("aside-"))
                    .findFirst()
                    .orElseThrow();
            return Stream.of(names).allMatch(name -> Files.exists(aside.resolve(name)));
        }
    }

    @Guards("DMG-2")
    @Test
    void aDamagedStoreIsReplacedByABackup() throws Exception {
        Path backup = aBackup();
        runOnce();
        byte[] damaged = new byte[50_000];
        Files.write(file(), damaged);

        assertThat(recover()).as(said).isEqualTo(Main.REFUSED);
        assertThat(said).contains("can't be opened").doesNotContain("--accept-older");
        assertThat(recover("--accept-older")).isEqualTo(1);
        assertThat(recover("--from-backup", backup.toString())).as(said).isZero();

        assertThat(asideHas("state.json", "gatehouse.mv.db")).isTrue();
        assertThat(start()).isEqualTo("it started");
        assertThat(run(out -> new AuditCommand(environment, out).run(List.of("verify"))))
                .as(said)
                .isZero();
    }

    @Test
    void aStoreThatIsGoneOrEmptyIsTold() throws Exception {
        Path backup = aBackup();
        Files.delete(file());
        assertThat(recover()).isEqualTo(Main.REFUSED);
        assertThat(said).contains("its file is gone");

        assertThat(recover("--from-backup", backup.toString())).as(said).isZero();
        assertThat(start()).isEqualTo("it started");
    }

    @Guards("DMG-2")
    @Test
    void aDamagedBackupChangesNothing() throws Exception {
        Path backup = aBackup();
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length / 2] ^= 4;
        Files.write(backup, bytes);
        Files.write(file(), new byte[50_000]);
        Map<String, String> before = everything();

        assertThat(recover("--from-backup", backup.toString())).isEqualTo(1);

        assertThat(said).contains("damaged or cut off");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aBackupOfAStoppedGatewayGoesIntoTheFolderUnlessItIsToldWhere() throws Exception {
        assertThat(run(out -> new BackupCommand(environment, out).run(List.of())))
                .as(said)
                .isZero();
        Path folder = Files.createDirectory(directory.resolve("elsewhere"));
        assertThat(run(out -> new BackupCommand(environment, out).run(List.of("--to", folder.toString()))))
                .isZero();

        for (Path each : List.of(directory.resolve("backups"), folder)) {
            try (Stream<Path> all = Files.list(each)) {
                assertThat(all.map(file -> file.getFileName().toString()))
                        .singleElement()
                        .asString()
                        .matches("gatehouse-\\d{8}T\\d{6}Z\\.backup");
            }
        }
    }

    @Test
    void aRestoreGoesIntoAnEmptyDirectoryAndWithItsMasterKeyOnly() throws Exception {
        Path backup = aBackup();

        assertThat(run(out -> new RestoreCommand(environment, out).run(List.of(backup.toString()))))
                .isEqualTo(1);
        assertThat(said).contains("is not empty", "--into", "recover --from-backup");
        Path into = directory.resolve("into");
        Path key = directory.resolve("gatehouse.key");
        Files.move(key, directory.resolve("kept.key"));
        assertThatThrownBy(() -> new RestoreCommand(environment, System.out)
                        .run(List.of(backup.toString(), "--into", into.toString())))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is missing");
        assertThat(into).doesNotExist();
    }

    @Test
    void onPostgresTheToolIsNamed() throws Exception {
        environment.put("GATEHOUSE_DATABASE_URL", "postgresql://user:password@127.0.0.1:1/database");

        assertThat(run(out -> new BackupCommand(environment, out).run(List.of())))
                .isEqualTo(1);
        assertThat(said).contains("pg_dump");
        assertThat(run(out -> new RestoreCommand(environment, out).run(List.of("a"))))
                .isEqualTo(1);
        assertThat(recover()).isEqualTo(1);
    }

    @Test
    void wrongWordsAreNamed() {
        assertThatThrownBy(() -> recover("now")).isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> recover("--accept-older", "--from-backup", "a"))
                .isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> run(out -> new RestoreCommand(environment, out).run(List.of())))
                .isInstanceOf(UsageMistake.class);
        assertThatThrownBy(() -> run(out -> new BackupCommand(environment, out).run(List.of("there"))))
                .isInstanceOf(UsageMistake.class);
    }
}
