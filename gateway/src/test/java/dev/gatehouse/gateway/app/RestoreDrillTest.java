package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The runbook of docs/operating.md, from the backup of a gateway at work to the same connections on an empty machine. */
final class RestoreDrillTest {
    @RegisterExtension
    static final GatewayExtension gateway = GatewayExtension.onH2();

    private String said = "";

    private Map<String, String> environment(Path data) {
        return new HashMap<>(Map.of(
                "GATEHOUSE_DATA_DIR",
                data.toString(),
                "GATEHOUSE_MASTER_KEY_FILE",
                gateway.directory().resolve("gatehouse.key").toString()));
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

    @CanIgnoreReturnValue
    private static JsonObject aKey(Api api, String name) {
        return api.post(
                        "/api/v1/api-keys",
                        new JsonObject().put("name", name).put("permissions", new JsonArray().add("keys")))
                .need(201)
                .json();
    }

    @Test
    void theConnectionsOfABackupMadeAtWorkGoOnOnAnEmptyMachine() throws Exception {
        ConnectedPractice practice = gateway.aConnectedPractice();
        practice.read().need(200);
        Map<String, String> asking = environment(gateway.directory().resolve("nothing-here"));
        asking.put("GATEHOUSE_URL", gateway.url());
        asking.put("GATEHOUSE_API_KEY", GatewayExtension.BOOTSTRAP_KEY);
        List<CompletableFuture<Api.Answer>> work = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            work.add(practice.partner()
                    .api()
                    .later(
                            "POST",
                            "/api/v1/api-keys",
                            new JsonObject()
                                    .put("name", "key " + i)
                                    .put("permissions", new JsonArray().add("connections"))));
        }
        Path backup = gateway.directory().resolve("the.backup");

        assertThat(run(out -> new BackupCommand(asking, out).run(List.of("--to", backup.toString()))))
                .as(said)
                .isZero();
        work.forEach(each -> assertThat(each.join().status()).isEqualTo(201));
        aKey(practice.partner().api(), "made after the backup");
        gateway.stop();
        Path machine = gateway.directory().resolve("new-machine/data");
        Map<String, String> there = environment(machine);
        assertThat(run(out -> new RestoreCommand(there, out).run(List.of(backup.toString()))))
                .as(said)
                .isZero();
        assertThat(said).contains("ok: ", "rows", "needs_reconnect");
        Gateway restored = await(Gateway.start(
                Surroundings.of(
                        gateway.vertx(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC()),
                gateway.settings(0, machine)));
        Api api = practice.partner().api().at(restored.publicUrl());
        gateway.ehr().control().tokens().expireAccessTokens(practice.practice().guid());

        api.get(practice.fhir()).need(200);
        assertThat(api.post("/api/v1/connections/" + practice.id() + "/refresh", new JsonObject())
                        .need(200)
                        .json()
                        .getString("state"))
                .isEqualTo("active");
        assertThat(api.get("/api/v1/api-keys?limit=100").need(200).body()).doesNotContain("made after the backup");
        JsonArray told = gateway.platform()
                .at(restored.publicUrl())
                .get("/api/v1/audit-events?action=backup.")
                .need(200)
                .items();
        assertThat(told.stream().map(each -> ((JsonObject) each).getString("action")))
                .startsWith("backup.restored", "backup.begun");
        await(restored.close());
        assertThat(machine.resolve("restored.json")).doesNotExist();
        assertThat(run(out -> new AuditCommand(there, out).run(List.of("verify"))))
                .as(said)
                .isZero();
        gateway.startAgain();
    }

    @Test
    void aBackupIsListedFetchedAndWrittenDown() throws Exception {
        Api platform = gateway.platform();
        JsonObject made =
                platform.post("/api/v1/backups", new JsonObject()).need(201).json();
        String name = made.getString("name");

        assertThat(platform.get("/api/v1/backups")
                        .need(200)
                        .items()
                        .getJsonObject(0)
                        .getString("name"))
                .isEqualTo(name);
        assertThat(platform.get("/api/v1/backups/" + name + "/file").need(200).body())
                .startsWith("gatehouse backup 1\n");
        assertThat(platform.get("/api/v1/backups/nobodys/file").need(404).code())
                .isEqualTo("backup-unknown");
        assertThat(platform.get("/api/v1/backups/..%2Fstate.json/file").status())
                .isIn(400, 404);
        assertThat(platform.get("/api/v1/system").need(200).json().getString("lastBackupAt"))
                .isEqualTo(made.getString("madeAt"));
        assertThat(platform.get("/api/v1/audit-events?action=backup.taken")
                        .need(200)
                        .items()
                        .getJsonObject(0)
                        .getString("target"))
                .isEqualTo(name);
        assertThat(new Api("http://127.0.0.1:" + gateway.gateway().managementPort(), null)
                        .get("/metrics")
                        .need(200)
                        .body())
                .contains("gatehouse_backup_age_seconds");
        JsonObject tenantsKey = aKey(gateway.aTenant(), "of a tenant");
        assertThat(platform.withKey(tenantsKey.getString("key"))
                        .post("/api/v1/backups", new JsonObject())
                        .need(403)
                        .code())
                .isEqualTo("platform-key-needed");
        try (Stream<Path> left = Files.list(gateway.directory().resolve("data"))) {
            assertThat(left.map(each -> each.getFileName().toString())).noneMatch(each -> each.startsWith(".backup"));
        }
    }
}
