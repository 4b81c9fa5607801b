package dev.gatehouse.gateway.app;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.BackupUnusable;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * {@code backup [--to FILE|DIR]}: everything that belongs together in one sealed file. With {@code GATEHOUSE_API_KEY} it asks a
 * running gateway, otherwise it works on the database itself, which no gateway may have open then.
 */
final class BackupCommand {
    private static final String BACKUPS = "/api/v1/backups";

    private final Map<String, String> environment;
    private final PrintStream out;

    BackupCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(List<String> arguments) throws InterruptedException, IOException {
        Arguments given = new Arguments(arguments, Set.of("--to"), Set.of());
        Main.logOnlyTrouble();
        if (!given.words().isEmpty()) {
            throw new UsageMistake("backup takes --to FILE or DIR and nothing else.");
        }
        Optional<Path> to = given.option("--to").map(Path::of);
        String key = environment.get("GATEHOUSE_API_KEY");
        try {
            return key == null || key.isBlank() ? here(to) : there(to, key);
        } catch (BackupUnusable unusable) {
            out.println(unusable.sentence());
            return 1;
        }
    }

    /** Of a gateway that runs. */
    private int there(Optional<Path> to, String key) throws InterruptedException, IOException {
        String gateway = environment.getOrDefault("GATEHOUSE_URL", "http://127.0.0.1:8080");
        ApiClient api = new ApiClient(gateway, key);
        try {
            JsonObject made = api.post(BACKUPS, new JsonObject(), 201);
            String name = made.getString("name");
            tell(name, made.getLong("bytes"), made.getLong("rows"));
            if (to.isPresent()) {
                Path file = target(to.get(), name);
                api.download(BACKUPS + "/" + name + "/file", file, made.getLong("bytes"));
                out.println("It is also at " + file.toAbsolutePath() + ".");
            }
            return 0;
        } catch (CallFailed failed) {
            out.println(failed.getMessage());
            return 1;
        } catch (java.net.ConnectException unreachable) {
            out.println("No gateway answers at " + gateway
                    + ". Without GATEHOUSE_API_KEY this works on the database itself.");
            return 1;
        } catch (IOException e) {
            out.println("The gateway's answer did not come, or the file could not be written (" + e
                    + "). A large backup may go on: GET " + BACKUPS + " lists it when it is done.");
            return 1;
        }
    }

    /** Of one that is stopped. */
    private int here(Optional<Path> to) throws InterruptedException, IOException {
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        if (settings.sharedDatabase()) {
            out.println(RestoreCommand.POSTGRES);
            return 1;
        }
        if (Files.notExists(settings.dataDirectory().resolve(H2File.NAME))) {
            out.println("There is no database in " + settings.dataDirectory().toAbsolutePath()
                    + ". Name the data directory with GATEHOUSE_DATA_DIR.");
            return 1;
        }
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        Vertx vertx = Vertx.vertx();
        try (Storage storage = Storage.open(vertx, settings, clock)) {
            Backups backups = storage.backups(settings, random, clock);
            if (backups == null) {
                throw new BackupUnusable(RestoreCommand.POSTGRES);
            }
            AuditTrail audit = new AuditTrail(storage.keys().audit(), clock);
            RunningGateway.await(storage.database().inTransaction(tx -> {
                audit.record(tx, CommandLine.author(TenantId.DEFAULT), "backup.begun", "database", Map.of());
                return Future.<Void>succeededFuture();
            }));
            BackupFolder folder = settings.backups();
            Path target = to.isPresent()
                    ? target(to.get(), BackupFolder.name(clock.instant()))
                    : folder.next(clock.instant());
            Backups.Made made = backups.make(target);
            if (to.isEmpty()) {
                folder.tidy();
            }
            tell(
                    target.toAbsolutePath().toString(),
                    made.bytes(),
                    made.rows().values().stream().mapToLong(Long::longValue).sum());
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS);
        }
    }

    private static Path target(Path to, String name) {
        return Files.isDirectory(to) ? to.resolve(name) : to;
    }

    private void tell(String file, long bytes, long rows) {
        out.println("ok: " + file + ", " + bytes + " bytes, was read back and opened: " + rows + " rows");
        out.println("It opens with this installation's master key only. Keep that apart from it, and do keep it.");
    }
}
