package dev.gatehouse.common.backup;

import dev.gatehouse.common.audit.AnchorFile;
import dev.gatehouse.common.database.H2File;
import dev.gatehouse.common.database.Sentinel;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.vault.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts another state of the database in the place of what is there: a backup into an empty data directory, a backup in the place
 * of a damaged store, or an older store as it is. What was there is moved aside, never removed. Cut off at any moment, the next
 * start is refused rather than begun with half of it. Blocking; only while no gateway runs.
 */
public final class Replacement {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path dataDirectory;
    private final MasterKey master;
    private final Clock clock;
    private final String by;

    /** @param by the account of the system that does it */
    public Replacement(Path dataDirectory, MasterKey master, Clock clock, String by) {
        this.dataDirectory = dataDirectory;
        this.master = master;
        this.clock = clock;
        this.by = by;
    }

    /**
     * Fills a data directory that is empty.
     *
     * @throws BackupUnusable with the reason; nothing was placed then
     */
    public CheckedCopy restore(Path backup) {
        try {
            needEmpty();
            WorkFolder.sweep(dataDirectory);
            try (WorkFolder work = WorkFolder.in(dataDirectory)) {
                CheckedCopy copy = CheckedCopy.of(backup, master, work.folder("copy"));
                // The note first: without its database no start is accepted, so nothing half done passes for a new one.
                note(copy.facts());
                placeBeside(copy);
                mark(
                        "restored",
                        copy.facts().instance().generation(),
                        copy.manifest().madeAt());
                Durable.move(copy.directory().resolve(H2File.NAME), dataDirectory.resolve(H2File.NAME));
                return copy;
            }
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private void needEmpty() throws IOException {
        Files.createDirectories(
                dataDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Stream<Path> all = Files.list(dataDirectory)) {
            if (all.anyMatch(each -> !WorkFolder.isOne(each) && !each.endsWith("lost+found"))) {
                throw new BackupUnusable("The data directory " + dataDirectory.toAbsolutePath()
                        + " is not empty. Restore into an empty one (--into DIR), or use recover --from-backup, which keeps what"
                        + " is there aside.");
            }
        }
    }

    /**
     * Takes a backup in the place of the store that is there. The journal stays, for it knows what came after the backup.
     *
     * @return where the old files are
     * @throws BackupUnusable with the reason; nothing was changed then, unless it says so
     */
    public Path recover(Path backup) {
        try (WorkFolder work = WorkFolder.in(dataDirectory)) {
            CheckedCopy copy = CheckedCopy.of(backup, master, work.folder("copy"));
            needSame(copy);
            if (Files.notExists(dataDirectory.resolve(Sentinel.FILE))) {
                note(copy.facts());
            }
            Path aside = aside();
            moveAside(aside, H2File.NAME);
            moveAside(aside, AnchorFile.NAME);
            copyAside(aside, Sentinel.FILE);
            placeBeside(copy);
            mark(
                    "recovered",
                    copy.facts().instance().generation(),
                    copy.manifest().madeAt());
            // Until the note is replaced, which is the last step, every start is refused: no file, or one that is
            // older.
            Durable.move(copy.directory().resolve(H2File.NAME), dataDirectory.resolve(H2File.NAME));
            note(copy.facts());
            return aside;
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** The journal that stays belongs to the database that was here. */
    private void needSame(CheckedCopy copy) {
        Optional<Sentinel> note;
        try {
            note = Sentinel.read(dataDirectory);
        } catch (StartRefused unreadable) {
            return;
        }
        if (note.isPresent()
                && !note.get().databaseId().equals(copy.facts().instance().databaseId())) {
            throw new BackupUnusable(
                    "The backup is of another installation's database. Restore it into an empty directory"
                            + " instead: restore FILE --into DIR.");
        }
    }

    /**
     * Takes the store as it is, though it is older than it was.
     *
     * @return where the old files are
     */
    public Path accept(H2File.Facts facts, Instant from) {
        try {
            Path aside = aside();
            copyAside(aside, Sentinel.FILE);
            copyAside(aside, H2File.NAME);
            moveAside(aside, AnchorFile.NAME);
            mark("accepted", facts.instance().generation(), from);
            note(facts);
            return aside;
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static BackupUnusable unwritten(IOException e) {
        return new BackupUnusable(
                "The data directory could not be written (" + e.getClass().getSimpleName()
                        + "). What was moved aside lies in it under a dated name; repeat the command when there is room.",
                e);
    }

    private Path aside() throws IOException {
        Path aside = dataDirectory.resolve("aside-" + TIME.format(clock.instant()));
        for (int again = 2; Files.exists(aside); again++) {
            aside = dataDirectory.resolve("aside-" + TIME.format(clock.instant()) + "-" + again);
        }
        return Files.createDirectory(
                aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void moveAside(Path aside, String name) throws IOException {
        if (Files.exists(dataDirectory.resolve(name))) {
            Durable.move(dataDirectory.resolve(name), aside.resolve(name));
        }
    }

    private void copyAside(Path aside, String name) throws IOException {
        if (Files.exists(dataDirectory.resolve(name))) {
            Files.copy(dataDirectory.resolve(name), aside.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            Durable.force(aside.resolve(name));
            Durable.force(aside);
        }
    }

    private void note(H2File.Facts facts) throws IOException {
        new Sentinel(facts.instance().databaseId(), facts.instance().generation(), clock.instant())
                .write(dataDirectory);
    }

    private void mark(String what, long generation, Instant from) throws IOException {
        new RestoreMark(what, generation, from, clock.instant(), by).write(dataDirectory);
    }

    /** All but the database, where it is not there yet: of a file of the journal the one that stayed has more in it. */
    private void placeBeside(CheckedCopy copy) throws IOException {
        for (String name : List.of(AnchorFile.NAME, Backups.NODE)) {
            place(copy.directory().resolve(name), dataDirectory.resolve(name));
        }
        Path rescue = dataDirectory.resolve(Backups.RESCUE);
        if (Files.notExists(rescue)) {
            Files.createDirectory(
                    rescue, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        for (Path each : Durable.files(copy.directory().resolve(Backups.RESCUE))) {
            place(each, rescue.resolve(each.getFileName()));
        }
    }

    private static void place(Path from, Path to) throws IOException {
        if (Files.exists(from) && Files.notExists(to)) {
            Durable.move(from, to);
        }
    }
}
