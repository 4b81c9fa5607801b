package dev.gatehouse.common.backup;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.database.HeldOpen;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A backup that was unpacked and looked through: every byte is as it was made, its database opens with this master key, is
 * the one the manifest names and has come as far, and every row of it can be read.
 *
 * @param directory where it lies unpacked, named as in a data directory
 * @param facts of the database in it
 * @param rows how many there are, by table
 */
public record CheckedCopy(Manifest manifest, Path directory, H2File.Facts facts, Map<String, Long> rows) {
    /**
     * Unpacks into a new directory that is empty. Blocking, for as long as it takes to read everything.
     *
     * @throws BackupUnusable with the reason
     */
    static CheckedCopy of(Path file, MasterKey master, Path directory) {
        Manifest manifest = BackupFile.take(file, master, (part, bytes) -> unpack(part, bytes, directory));
        DatabaseSettings settings =
                DatabaseSettings.h2(directory, master.databasePassword().reveal());
        try (HeldOpen held = HeldOpen.of(settings, master.databaseUser())) {
            H2File database = new H2File(held.settings());
            Optional<H2File.Facts> facts = database.facts();
            facts.ifPresent(found -> opensWith(found, master));
            if (facts.isEmpty() || !fits(facts.get(), manifest)) {
                throw new BackupUnusable(
                        "The backup " + file + " opens, but its database is not the one it should hold.");
            }
            return new CheckedCopy(manifest, directory, facts.get(), database.readAll());
        } catch (StartRefused refused) {
            throw new BackupUnusable(
                    "The backup " + file + " opens, but its database does not: " + refused.getMessage(), refused);
        }
    }

    private static void opensWith(H2File.Facts facts, MasterKey master) {
        byte[] wrapped = facts.instance().wrappedKeyset().orElseThrow(() -> new StartRefused("It holds no keys."));
        KeyRing opened = KeyRing.unwrap(wrapped, master);
        if (opened.completed().isPresent()) {
            throw new StartRefused("It lacks a keyset.");
        }
    }

    private static boolean fits(H2File.Facts facts, Manifest manifest) {
        return facts.instance().databaseId().equals(manifest.databaseId())
                && facts.instance().generation() >= manifest.generation()
                && facts.auditEntries() >= manifest.auditEntries()
                && facts.schemaVersion().equals(manifest.schemaVersion());
    }

    private static void unpack(Manifest.Part part, InputStream bytes, Path directory) throws IOException {
        if (!part.name().equals(BackupFile.DATABASE)) {
            Path file = directory.resolve(part.name());
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.copy(bytes, file);
            return;
        }
        ZipInputStream zip = new ZipInputStream(bytes);
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(H2File.NAME)) {
            throw new IOException("its database has an odd name");
        }
        Files.copy(zip, directory.resolve(H2File.NAME));
        if (zip.getNextEntry() != null) {
            throw new IOException("beside its database is something else");
        }
    }
}
