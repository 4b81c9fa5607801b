package dev.gatehouse.common.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.database.Sentinel;
import dev.gatehouse.common.testing.Guards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups on H2: made, damaged, and put back. */
final class BackupsTest {
    private static final long SEED = 4711;

    @TempDir
    Path folder;

    private BackupFixture installation;
    private Path data;

    @BeforeEach
    void anInstallation() throws Exception {
        installation = new BackupFixture(folder);
        data = installation.data();
        try (OpenedDatabase opened = installation.open(data)) {
            assertThat(opened.instances().read().wrappedKeyset()).isPresent();
            installation.tenant(data, "acme");
        }
        Files.writeString(data.resolve(AnchorFile.NAME), "");
        Files.writeString(data.resolve(Backups.NODE), "node-of-the-test\n");
        Files.createDirectory(data.resolve(Backups.RESCUE));
        Files.write(data.resolve("rescue/000000000001.journal"), new byte[1 << 20]);
    }

    @AfterEach
    void nothingUnsealedIsLeft() throws IOException {
        installation.close();
        assertThat(WorkFolder.leftIn(data)).isEmpty();
    }

    private Path aBackup() throws IOException {
        return installation.backups().make(installation.target("one.backup")).file();
    }

    private List<String> names(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasThereIsThereAgainOnAnEmptyMachine() throws Exception {
        Backups.Made made = installation.backups().make(installation.target("one.backup"));
        Path elsewhere = folder.resolve("elsewhere");

        CheckedCopy copy = installation.replacement(elsewhere).restore(made.file());

        assertThat(made.rows())
                .containsEntry("TENANT", 1L)
                .containsKeys("PRACTICE_CONNECTION", "AUDIT_EVENT", "TOKEN_GRANT");
        assertThat(copy.rows()).isEqualTo(made.rows());
        assertThat(names(elsewhere))
                .containsExactly(AnchorFile.NAME, H2File.NAME, "node", "rescue", "restored.json", Sentinel.FILE);
        assertThat(Files.readString(elsewhere.resolve("node"))).isEqualTo("node-of-the-test\n");
        assertThat(names(elsewhere.resolve("rescue"))).containsExactly("000000000001.journal");
        try (OpenedDatabase opened = installation.open(elsewhere)) {
            assertThat(opened.instances().read().databaseId())
                    .isEqualTo(made.manifest().databaseId());
            assertThat(installation.hasTenant(elsewhere, "acme")).isTrue();
        }
        assertThat(RestoreMark.read(elsewhere))
                .hasValueSatisfying(mark -> assertThat(mark.what()).isEqualTo("restored"));
    }

    @Guards("SEC-6")
    @Test
    void nothingOfItStandsInTheFileAsItIs() throws Exception {
        String file = new String(Files.readAllBytes(aBackup()), StandardCharsets.ISO_8859_1);

        assertThat(file)
                .startsWith("gatehouse backup 1\n")
                .doesNotContain("acme", "node-of-the-test", "mv.db", "sha256");
        assertThat(file.length()).isLessThan(400_000);
    }

    @Test
    void whatIsAcknowledgedBeforeABackupIsInItWhileOthersGoOnWriting() throws Exception {
        try (OpenedDatabase opened = installation.open(data)) {
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    try {
                        installation.tenant(data, "tenant-" + written.get());
                        written.incrementAndGet();
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            for (int round = 0; round < 3; round++) {
                int before = written.get();
                Backups.Made made = installation.backups().make(installation.target("round-" + round));

                assertThat(made.rows().get("TENANT")).isGreaterThan(before);
            }
            enough.set(true);
            writer.join();
            assertThat(written).hasPositiveValue();
            assertThat(opened.instances().read().wrappedKeyset()).isPresent();
        }
    }

    @Guards("SEC-6")
    @Test
    void aByteThatIsNotItsOwnAnywhereMakesItUnusable() throws Exception {
        Path backup = aBackup();
        byte[] whole = Files.readAllBytes(backup);
        Random random = new Random(SEED);
        int[] places = java.util.stream.IntStream.concat(
                        java.util.stream.IntStream.range(0, 320),
                        java.util.stream.IntStream.concat(
                                random.ints(200, 0, whole.length),
                                java.util.stream.IntStream.range(whole.length - 40, whole.length)))
                .toArray();
        for (int place : places) {
            byte[] changed = whole.clone();
            changed[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(backup, changed);

            assertThatThrownBy(() -> BackupFile.check(backup, installation.master()))
                    .as("byte %d", place)
                    .isInstanceOf(BackupUnusable.class);
        }
    }

    @Test
    void aBackupCutOffOrGrownAnywhereIsUnusable() throws Exception {
        Path backup = aBackup();
        byte[] whole = Files.readAllBytes(backup);
        Random random = new Random(SEED);
        for (int length : java.util.stream.IntStream.concat(
                        java.util.stream.IntStream.of(0, 1, 19, 20, 200, 65536, 131072, whole.length - 1),
                        random.ints(100, 0, whole.length))
                .toArray()) {
            Files.write(backup, Arrays.copyOf(whole, Math.min(length, whole.length - 1)));

            assertThatThrownBy(() -> BackupFile.check(backup, installation.master()))
                    .as("cut to %d", length)
                    .isInstanceOf(BackupUnusable.class);
        }
        Files.write(backup, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> BackupFile.check(backup, installation.master()))
                .isInstanceOf(BackupUnusable.class);
        Files.write(backup, whole);
        assertThat(BackupFile.check(backup, installation.master()).parts()).hasSize(4);
    }

    @Test
    void ofADamagedBackupNothingIsPlaced() throws Exception {
        Path backup = aBackup();
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length - 100] ^= 1;
        Files.write(backup, bytes);
        Path elsewhere = folder.resolve("elsewhere");

        assertThatThrownBy(() -> installation.replacement(elsewhere).restore(backup))
                .hasMessageContaining("damaged or cut off");

        assertThat(names(elsewhere)).isEmpty();
    }

    /** Sealed as it should be, with a manifest that promises something else. */
    private void assertRefused(String name, UnaryOperator<Manifest> promise) throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts-" + name));
        new H2File(installation.settings(data)).copy(parts.resolve(BackupFile.DATABASE));
        Manifest.Part database = new Manifest.Part(
                BackupFile.DATABASE,
                Files.size(parts.resolve(BackupFile.DATABASE)),
                Digests.of(parts.resolve(BackupFile.DATABASE)));
        Manifest told = BackupFile.manifest(folder.resolve("backups/one.backup"), installation.master());
        Manifest manifest = promise.apply(new Manifest(
                told.version(),
                told.schemaVersion(),
                told.databaseId(),
                told.generation(),
                told.auditEntries(),
                told.madeAt(),
                List.of(database)));
        Path file = installation.target(name);
        BackupFile.write(file, installation.master(), new SecureRandom(), manifest, parts);
        Path elsewhere = folder.resolve("elsewhere-" + name);

        assertThatThrownBy(() -> installation.replacement(elsewhere).restore(file))
                .as(name)
                .isInstanceOf(BackupUnusable.class);
        assertThat(names(elsewhere)).isEmpty();
    }

    @Test
    void aDatabaseThatIsNotTheOneItsManifestPromisesIsRefused() throws Exception {
        assertThat(aBackup()).exists();

        assertRefused("older", m -> promising(m, m.databaseId(), m.generation() + 1, 0, m.schemaVersion()));
        assertRefused("another", m -> promising(m, "another", m.generation(), 0, m.schemaVersion()));
        assertRefused("shorter", m -> promising(m, m.databaseId(), m.generation(), 1, m.schemaVersion()));
        assertRefused("schema", m -> promising(m, m.databaseId(), m.generation(), 0, "1"));
    }

    private static Manifest promising(Manifest m, String id, long generation, long entries, String schema) {
        return new Manifest(m.version(), schema, id, generation, entries, m.madeAt(), m.parts());
    }

    @Guards("SEC-6")
    @Test
    void anotherMasterKeyIsNamed() throws Exception {
        Path backup = aBackup();

        assertThatThrownBy(() -> BackupFile.check(backup, installation.anotherMaster()))
                .hasMessageContaining(installation.master().id())
                .hasMessageContaining(installation.anotherMaster().id());
    }

    @Test
    void aDirectoryThatIsNotEmptyIsLeftAlone() throws Exception {
        Path backup = aBackup();
        List<String> before = names(data);

        assertThatThrownBy(() -> installation.replacement(data).restore(backup)).hasMessageContaining("is not empty");

        assertThat(names(data)).isEqualTo(before);
    }

    @Test
    void aBackupThatCannotBeWrittenLeavesNothing() throws Exception {
        Path there = installation.target("there");
        Files.writeString(there, "somebody's");

        assertThatThrownBy(() -> installation.backups().make(there)).hasMessageContaining("already");
        assertThatThrownBy(() -> installation.backups().make(there.resolve("below-a-file")))
                .hasMessageContaining("could not be written");

        assertThat(Files.readString(there)).isEqualTo("somebody's");
        assertThat(names(there.getParent())).containsExactly("there");
    }

    @Test
    void aDatabaseThatCannotBeReadIsNotTakenForABackup() throws Exception {
        Path file = data.resolve(H2File.NAME);
        Files.write(file, new byte[(int) Files.size(file)]);

        assertThatThrownBy(this::aBackup).isInstanceOf(BackupUnusable.class);

        assertThat(names(folder.resolve("backups"))).isEmpty();
    }

    @Test
    void oneThatIsStoppedLeavesNothing() throws Exception {
        Backups backups = installation.backups();
        backups.stop();

        assertThatThrownBy(() -> backups.make(installation.target("one.backup")))
                .hasMessageContaining("being stopped");

        assertThat(names(folder.resolve("backups"))).isEmpty();
    }

    @Test
    void whatACrashLeftIsRemoved() throws Exception {
        Path left = WorkFolder.in(data).path();
        Files.writeString(left.resolve(H2File.NAME), "a copy");

        WorkFolder.sweep(data);

        assertThat(left).doesNotExist();
    }

    @Test
    void theNewestOfAFolderAreKeptAndForeignFilesLeftAlone() throws Exception {
        BackupFolder kept = new BackupFolder(folder.resolve("kept"), 48);
        for (int i = 0; i < 60; i++) {
            Files.writeString(kept.next(BackupFixture.NOON.plusSeconds(3600L * (i / 2))), "");
        }
        Files.writeString(kept.path().resolve("gatehouse-20260601T120000Z.backup.partial"), "");
        Files.writeString(kept.path().resolve("mine.backup"), "");

        kept.tidy();

        assertThat(kept.list()).hasSize(48);
        assertThat(kept.list().get(0).madeAt()).isEqualTo(BackupFixture.NOON.plusSeconds(3600L * 29));
        assertThat(kept.list().get(47).madeAt()).isEqualTo(BackupFixture.NOON.plusSeconds(3600L * 6));
        assertThat(names(kept.path())).hasSize(49).contains("mine.backup");
        assertThat(kept.of("../data/state.json")).isEmpty();
        assertThat(kept.of("gatehouse-20260601T130000Z.backup")).isEmpty();
    }

    @Test
    void ofThoseOfOneSecondTheLastIsTheNewest() throws Exception {
        BackupFolder kept = new BackupFolder(folder.resolve("kept"), 1);
        for (int i = 0; i < 12; i++) {
            Path last = kept.next(BackupFixture.NOON.plusMillis(i));
            Files.writeString(last, "");

            kept.tidy();

            assertThat(kept.list()).extracting(BackupFolder.Kept::file).containsExactly(last);
        }
    }

    @Test
    void aBackupOfAnotherInstallationDoesNotTakeItsPlace() throws Exception {
        Path backup = aBackup();
        new Sentinel("another", 1, BackupFixture.NOON).write(data);
        List<String> before = names(data);

        assertThatThrownBy(() -> installation.replacement(data).recover(backup))
                .hasMessageContaining("another installation's");

        assertThat(names(data)).isEqualTo(before);
    }

    @Test
    void aDamagedStoreIsReplacedAndKeptAside() throws Exception {
        Path backup = aBackup();
        try (OpenedDatabase opened = installation.open(data)) {
            assertThat(opened.database()).isNotNull();
            installation.sql(data, "update instance set generation = generation + 50");
        }
        installation.open(data).close();
        byte[] damaged = new byte[100_000];
        Files.write(data.resolve(H2File.NAME), damaged);
        Files.write(data.resolve("rescue/000000000002.journal"), new byte[100]);

        Path aside = installation.replacement(data).recover(backup);

        assertThat(Files.readAllBytes(aside.resolve(H2File.NAME))).isEqualTo(damaged);
        assertThat(names(aside)).contains(Sentinel.FILE, AnchorFile.NAME);
        assertThat(names(data.resolve("rescue"))).contains("000000000001.journal", "000000000002.journal");
        installation.open(data).close();
        assertThat(installation.hasTenant(data, "acme")).isTrue();
    }
}
