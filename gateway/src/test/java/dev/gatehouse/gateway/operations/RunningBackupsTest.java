package dev.gatehouse.gateway.operations;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.backup.BackupFile;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a database that is in use: one at a time, each hour. */
final class RunningBackupsTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Author SOMEBODY = Author.system(TenantId.DEFAULT, "test");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final MovableClock clock = new MovableClock(NOON);
    private MasterKey master;
    private OpenedDatabase opened;
    private BackupFolder folder;
    private RunningBackups running;

    @BeforeEach
    void start() {
        Path data = directory.resolve("data");
        master = MasterKey.load(directory.resolve("gatehouse.key"), data, true);
        DatabaseSettings settings =
                DatabaseSettings.h2(data, master.databasePassword().reveal());
        opened = OpenedDatabase.open(vertx, data, settings, AuditStore.ROWS, clock);
        KeyRing ring = KeyRing.generate();
        assertThat(opened.instances()
                        .keepKeys(master.check(), ring.wrap(master))
                        .wrappedKeyset())
                .isPresent();
        folder = new BackupFolder(directory.resolve("backups"), 2);
        running = new RunningBackups(
                vertx,
                new Backups(data, settings, master, "1.0", new SecureRandom(), clock),
                folder,
                true,
                opened.database(),
                new AuditTrail(ring.audit(), clock),
                clock,
                Duration.ofMillis(5));
    }

    @AfterEach
    void stop() {
        await(running.close());
        opened.close();
        await(vertx.close());
    }

    private static String code(Future<?> future) {
        return failureOf(future) instanceof Failure failure ? failure.code() : "no failure";
    }

    /** Ends when the newest backup is of this time. */
    private Future<Void> made(Instant at) {
        Promise<Void> there = Promise.promise();
        vertx.setPeriodic(10, tick -> {
            if (running.last().filter(at::equals).isPresent()) {
                vertx.cancelTimer(tick);
                there.tryComplete();
            }
        });
        return there.future();
    }

    @Test
    void aSecondOneIsRefusedWhileOneIsMade() throws Exception {
        Future<Backups.Made> first = running.make(SOMEBODY);
        Future<Backups.Made> second = running.make(SOMEBODY);

        assertThat(code(second)).isEqualTo("backup-running");
        assertThat(await(first).rows()).containsEntry("AUDIT_EVENT", 1L);
        assertThat(await(running.make(SOMEBODY)).rows()).containsEntry("AUDIT_EVENT", 2L);
        assertThat(folder.list()).hasSize(2);
    }

    @Test
    void oneIsMadeEachHourAndTheNewestAreKept() throws Exception {
        running.start();
        for (int hour = 0; hour < 4; hour++) {
            await(made(NOON.plus(Duration.ofHours(hour))));
            clock.move(Duration.ofHours(1));
        }
        await(made(NOON.plus(Duration.ofHours(4))));
        await(running.close());

        assertThat(folder.list())
                .extracting(BackupFolder.Kept::madeAt)
                .containsExactly(NOON.plus(Duration.ofHours(4)), NOON.plus(Duration.ofHours(3)));
        assertThat(BackupFile.check(folder.list().get(0).file(), master).madeAt())
                .isEqualTo(NOON.plus(Duration.ofHours(4)));
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() throws Exception {
        Files.writeString(directory.resolve("backups"), "no folder");

        assertThat(code(running.make(SOMEBODY))).isEqualTo("backup-failed");
        assertThat(running.last()).isEmpty();
    }

    @Test
    void whoStopsWaitsForTheOneThatIsMadeAndNoneIsBegun() throws Exception {
        Future<Backups.Made> under = running.make(SOMEBODY);

        await(running.close());

        assertThat(under.isComplete()).isTrue();
        assertThat(code(running.make(SOMEBODY))).isEqualTo("backup-running");
        assertThat(folder.list()).hasSizeLessThan(2);
    }
}
