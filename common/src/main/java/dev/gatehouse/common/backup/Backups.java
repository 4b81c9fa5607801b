package dev.gatehouse.common.backup;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.vault.MasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes backups of one installation on H2: a copy of the database at one moment, and of what lies beside it. A backup gets its
 * name only after it was read back from the disk, opened and looked through. Blocking, and long: never on an event loop. One at
 * a time is for the caller to see to.
 *
 * <p>Takes room in the data directory for twice the database while it works.
 */
public final class Backups {
    /** What names the node; a machine that takes over goes on as the same one. */
    public static final String NODE = "node";

    /** The journal's folder, in the data directory and in a backup. */
    public static final String RESCUE = "rescue";

    private static final String PARTIAL = ".partial";

    private final Path dataDirectory;
    private final H2File database;
    private final MasterKey master;
    private final String version;
    private final SecureRandom random;
    private final Clock clock;
    private volatile boolean stopped;

    /** @param version of this Gatehouse */
    public Backups(
            Path dataDirectory,
            DatabaseSettings database,
            MasterKey master,
            String version,
            SecureRandom random,
            Clock clock) {
        this.dataDirectory = dataDirectory;
        this.database = new H2File(database);
        this.master = master;
        this.version = version;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A backup that opens.
     *
     * @param rows in its database, by table
     */
    public record Made(Path file, long bytes, Manifest manifest, Map<String, Long> rows, Duration took) {}

    /**
     * Makes one.
     *
     * @param target where nothing is yet; its folder is there
     * @throws BackupUnusable with the reason; nothing stands at {@code target} then
     */
    public Made make(Path target) {
        Instant begun = clock.instant();
        Path partial = target.resolveSibling(target.getFileName() + PARTIAL);
        try {
            if (Files.exists(target)) {
                throw new BackupUnusable("There is a file " + target + " already. Name another one.");
            }
            Files.deleteIfExists(partial);
            try (WorkFolder work = WorkFolder.in(dataDirectory)) {
                Path parts = work.folder("parts");
                BackupFile.write(partial, master, random, copy(parts, begun), parts);
                WorkFolder.remove(parts);
                goOn();
                CheckedCopy checked = CheckedCopy.of(partial, master, work.folder("check"));
                long bytes = Files.size(partial);
                Durable.move(partial, target);
                Duration took = Duration.between(begun, clock.instant());
                return new Made(target, bytes, checked.manifest(), checked.rows(), took);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new BackupUnusable(
                    "The backup " + target + " could not be written ("
                            + e.getClass().getSimpleName()
                            + "). Is there room on the disk, there and in the data directory, and may this user write?",
                    e);
        } catch (StartRefused refused) {
            throw new BackupUnusable(String.valueOf(refused.getMessage()), refused);
        }
    }

    /** The one that is being made ends soon, without a file; none is made any more. */
    public void stop() {
        stopped = true;
    }

    private void goOn() {
        if (stopped) {
            throw new BackupUnusable("The gateway is being stopped; no backup was made.");
        }
    }

    /**
     * In this order: anchors of the audit never name an entry that the database lacks, and the journal has every answer that
     * the database has not yet.
     */
    private Manifest copy(Path parts, Instant begun) throws IOException {
        List<Manifest.Part> all = new ArrayList<>();
        for (String name : List.of(AnchorFile.NAME, NODE)) {
            if (copied(dataDirectory.resolve(name), parts.resolve(name), Long.MAX_VALUE)) {
                all.add(part(parts, name));
            }
        }
        H2File.Facts facts = database.facts().orElseThrow(() -> new StartRefused("The database is empty."));
        database.copy(parts.resolve(BackupFile.DATABASE));
        goOn();
        all.add(0, part(parts, BackupFile.DATABASE));
        Files.createDirectory(parts.resolve(RESCUE));
        for (Path each : Journal.files(dataDirectory.resolve(RESCUE))) {
            String name = RESCUE + "/" + each.getFileName();
            if (copied(each, parts.resolve(name), 0)) {
                all.add(part(parts, name));
            }
        }
        return new Manifest(
                version,
                facts.schemaVersion(),
                facts.instance().databaseId(),
                facts.instance().generation(),
                facts.auditEntries(),
                begun,
                all);
    }

    /**
     * False if the file is not there, or went meanwhile.
     *
     * @param most bytes; 0 for what a file of the journal holds
     */
    private static boolean copied(Path from, Path to, long most) throws IOException {
        try {
            long worth = most == 0 ? Journal.worthCopying(from) : most;
            try (InputStream in = Files.newInputStream(from)) {
                Files.write(to, in.readNBytes((int) Math.min(worth, Integer.MAX_VALUE - 8)));
            }
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static Manifest.Part part(Path parts, String name) throws IOException {
        Path file = parts.resolve(name);
        return new Manifest.Part(name, Files.size(file), Digests.of(file));
    }
}
