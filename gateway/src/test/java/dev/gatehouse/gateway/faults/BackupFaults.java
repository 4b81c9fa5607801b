package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.backup.BackupFile;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.BackupUnusable;
import dev.gatehouse.common.backup.Replacement;
import dev.gatehouse.common.backup.StoreLook;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.gateway.testing.Api;
import dev.gatehouse.gateway.token.RescueLook;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on H2 whose machine is lost, with a backup of an earlier time; and one that dies while it makes a backup. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class BackupFaults {
    private static final List<Duration> AGAIN =
            List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1));
    private static final int PRACTICES = Findings.times(20);
    private static final int KILLS = Findings.times(5);

    private static final int IMAGES = Findings.times(40);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Oracle oracle;
    private Installation installation;
    private Node node;
    private Practices practices;

    @BeforeEach
    void start() {
        oracle = Oracle.start(vertx);
        installation = machine("first");
        node = installation.start();
    }

    @AfterEach
    void stop() {
        node.close();
        oracle.close();
        await(vertx.close());
    }

    private Installation machine(String name) {
        return new Installation(directory.resolve(name), null)
                .pace(AGAIN, Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    private MasterKey master() {
        return MasterKey.load(installation.masterKey(), installation.data(), false);
    }

    private Path aBackup() {
        JsonObject made = installation
                .api()
                .post("/api/v1/backups", new JsonObject())
                .need(201)
                .json();
        return installation.data().resolve("backups").resolve(made.getString("name"));
    }

    private void refreshAll() {
        practices
                .each()
                .mapToObj(practice -> practices.refreshLater(installation.api(), practice))
                .toList()
                .forEach(each -> each.join().need(200));
    }

    /** The old machine is gone but for a backup; answers the new one. */
    private Installation restored(Path backup) {
        node.kill();
        Installation other = machine("second");
        var unused = new Replacement(other.data(), master(), Clock.systemUTC(), "faults").restore(backup);
        return other;
    }

    @Scenario(
            id = "B1",
            fault = "the machine is lost after all tokens rotated since the backup; its journal is saved; no grace",
            expected = "restored on an empty machine; nobody connects again")
    void restoredWithTheJournal(Findings findings) throws IOException {
        practices = Practices.connect(installation.api(), oracle, PRACTICES);
        refreshAll();
        Path backup = aBackup();
        refreshAll();
        long begun = System.nanoTime();
        Installation other = restored(backup);
        try (Stream<Path> journal = Files.list(installation.data().resolve("rescue"))) {
            for (Path each :
                    journal.filter(file -> file.toString().endsWith(".journal")).toList()) {
                Files.copy(
                        each,
                        other.data().resolve("rescue").resolve(each.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        installation = other;
        node = installation.start();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        refreshAll();
        findings.rounds("1 restore, %d connections", PRACTICES);
        findings.seen("ready %d ms after the loss, all refreshed", took.toMillis());
        Eventually.within(Duration.ofSeconds(5), () -> oracle.inFlight() == 0);
        node.stop();
        Truth.of(installation).check(findings, oracle, practices, Set.of());
        Truth.checkLog(findings, installation.log());
    }

    @Scenario(
            id = "B2",
            fault = "the same, and the journal is lost too",
            expected = "flagged at the next refresh; those not rotated since go on")
    void restoredWithoutTheJournal(Findings findings) {
        practices = Practices.connect(installation.api(), oracle, PRACTICES);
        Path backup = aBackup();
        int rotated = PRACTICES / 2;
        for (int practice = 0; practice < rotated; practice++) {
            practices.refresh(installation.api(), practice).need(200);
        }
        installation = restored(backup);
        node = installation.start();
        practices.each().forEach(practice -> {
            int status = practices.refresh(installation.api(), practice).status();
            findings.need(status < 500 || status == 503, "connection %d answers %d", practice, status);
        });
        Eventually.within(Duration.ofSeconds(30), () -> flagged() == rotated);
        findings.need(flagged() == rotated, "%d of %d flagged", flagged(), rotated);
        for (int practice = rotated; practice < PRACTICES; practice++) {
            int status = practices.refresh(installation.api(), practice).status();
            findings.need(status == 200, "connection %d answers %d", practice, status);
        }
        findings.rounds("1 restore, %d connections, %d rotated since", PRACTICES, rotated);
        findings.seen("%d flagged", flagged());
    }

    private long flagged() {
        return practices
                .each()
                .filter(practice ->
                        practices.state(installation.api(), practice).equals("needs_reconnect"))
                .count();
    }

    @Scenario(
            id = "B3",
            fault = "killed while it makes a backup, at any moment",
            expected = "each file that has a backup's name opens; nothing unsealed is left")
    void killedInABackup(Findings findings) throws IOException {
        practices = Practices.connect(installation.api(), oracle, 2);
        BackupFolder folder = new BackupFolder(installation.data().resolve("backups"), 1);
        int whole = 0;
        int partial = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            CompletableFuture<Api.Answer> backup =
                    installation.api().later("POST", "/api/v1/backups", new JsonObject());
            Eventually.pass(Duration.ofMillis(findings.random().nextInt(800)));
            node.kill();
            try {
                backup.join();
            } catch (CompletionException gone) {
                // the process died under it
            }
            for (BackupFolder.Kept each : folder.list()) {
                findings.need(opens(each), "%s does not open", each.name());
                whole++;
            }
            partial += left(installation.data().resolve("backups"), "gatehouse-", ".partial");
            node = installation.start();
            int unsealed = left(installation.data(), ".backup-work-", "");
            findings.need(unsealed == 0, "%d folders with copies are left", unsealed);
        }
        Path last = aBackup();
        findings.need(BackupFile.check(last, master()).generation() > 0, "the last one is empty");
        findings.need(left(last.resolveSibling("."), "gatehouse-", ".partial") == 0, "halves are left");
        findings.rounds("%d kills", KILLS);
        findings.seen("%d whole files found, %d halves under other names", whole, partial);
    }

    @Scenario(
            id = "B4",
            fault = "the database file is cut short or overwritten at random",
            expected = "recover finds every row, or says what is wrong; a backup always brings it back")
    void damagedAtRandom(Findings findings) throws IOException {
        practices = Practices.connect(installation.api(), oracle, 5);
        Path backup = aBackup();
        refreshAll();
        node.stop();
        Path data = installation.data();
        Path file = data.resolve(H2File.NAME);
        byte[] whole = Files.readAllBytes(file);
        StoreLook good = look(data);
        findings.need(good.verdict(data) == StoreLook.Verdict.WELL, "it was not well before");
        Map<StoreLook.Verdict, Integer> verdicts = new TreeMap<>();
        for (int image = 0; image < IMAGES; image++) {
            Files.write(file, damaged(whole, findings.random()));
            StoreLook now = look(data);
            StoreLook.Verdict verdict = now.verdict(data);
            verdicts.merge(verdict, 1, Integer::sum);
            findings.need(
                    verdict != StoreLook.Verdict.WELL || now.rows().equals(good.rows()),
                    "image %d: rows are missing and nothing was said",
                    image);
        }
        Path aside = new Replacement(data, master(), Clock.systemUTC(), "faults").recover(backup);
        findings.need(Files.exists(aside.resolve(H2File.NAME)), "the damaged file is gone");
        node = installation.start();
        refreshAll();
        Eventually.within(Duration.ofSeconds(5), () -> oracle.inFlight() == 0);
        node.stop();
        Truth.of(installation).check(findings, oracle, practices, Set.of());
        findings.rounds("%d images, 1 recovery", IMAGES);
        findings.seen("%s", verdicts);
    }

    private StoreLook look(Path data) throws IOException {
        return StoreLook.at(data, master(), RescueLook.generations(data.resolve("rescue")), RescueLook.GENERATIONS);
    }

    /** Shorter by some blocks, or with half a kilobyte of chance somewhere, or near its end. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] image = whole.clone();
        int kind = random.nextInt(3);
        if (kind == 0) {
            return Arrays.copyOf(image, Math.max(0, image.length - 4096 * (1 + random.nextInt(40))));
        }
        int from = kind == 1 ? 0 : Math.max(0, image.length - 65_536);
        byte[] chance = new byte[512];
        random.nextBytes(chance);
        System.arraycopy(chance, 0, image, from + random.nextInt(image.length - from - 512), 512);
        return image;
    }

    private boolean opens(BackupFolder.Kept backup) {
        try {
            return BackupFile.check(backup.file(), master()).generation() >= 0;
        } catch (BackupUnusable unusable) {
            return false;
        }
    }

    private static int left(Path folder, String begins, String ends) {
        if (Files.notExists(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.map(each -> each.getFileName().toString())
                    .filter(each -> each.startsWith(begins) && each.endsWith(ends))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
