package dev.gatehouse.gateway.app;

import dev.gatehouse.common.backup.BackupFile;
import dev.gatehouse.common.backup.BackupFolder;
import dev.gatehouse.common.backup.BackupUnusable;
import dev.gatehouse.common.backup.Backups;
import dev.gatehouse.common.backup.Manifest;
import dev.gatehouse.common.backup.Replacement;
import dev.gatehouse.common.backup.StoreLook;
import dev.gatehouse.common.database.Instance;
import dev.gatehouse.common.database.Sentinel;
import dev.gatehouse.common.failure.StartRefused;
import dev.gatehouse.common.journal.Journal;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.vault.MasterKey;
import dev.gatehouse.gateway.token.RescueLook;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code recover [--accept-older | --from-backup FILE]}: for a store on H2 that a start refuses. Says what is there, changing
 * nothing, and what helps; with an option, does it. Ends with 0 if a start takes what is there now, with 78 if it does not.
 */
final class RecoverCommand {
    /** Backups that are read from one end to the other; of older ones only the beginning is looked at. */
    private static final int READ_WHOLE = 3;

    private static final int LISTED = 10;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Clock clock;

    RecoverCommand(Map<String, String> environment, PrintStream out, Clock clock) {
        this.environment = environment;
        this.out = out;
        this.clock = clock;
    }

    int run(List<String> arguments) throws IOException {
        Arguments given = new Arguments(arguments, Set.of("--from-backup"), Set.of("--accept-older"));
        Main.logOnlyTrouble();
        if (!given.words().isEmpty()
                || (given.has("--accept-older") && given.option("--from-backup").isPresent())) {
            throw new UsageMistake("recover takes --accept-older, or --from-backup FILE, or nothing.");
        }
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        if (settings.sharedDatabase()) {
            out.println(RestoreCommand.POSTGRES);
            return 1;
        }
        Path data = settings.dataDirectory();
        Path rescue = data.resolve(Backups.RESCUE);
        if (!Files.isDirectory(data)) {
            out.println("There is no data directory " + data.toAbsolutePath() + ". Name it with GATEHOUSE_DATA_DIR.");
            return 1;
        }
        if (Journal.isOpen(rescue)) {
            out.println("A gateway runs on " + data.toAbsolutePath() + ". Stop it first; what runs needs no recovery.");
            return 1;
        }
        MasterKey master = MasterKey.load(settings.masterKeyFile(), data, false);
        StoreLook look;
        try {
            look = StoreLook.at(data, master, RescueLook.generations(rescue), RescueLook.GENERATIONS);
        } catch (IOException e) {
            out.println("The data directory can't be read, or has no room for a copy of the database ("
                    + e.getClass().getSimpleName() + ").");
            return 1;
        }
        Replacement replacement = new Replacement(data, master, clock, CommandLine.account());
        try {
            if (given.has("--accept-older")) {
                return accept(look, data, replacement);
            }
            if (given.option("--from-backup").isPresent()) {
                Path aside = replacement.recover(
                        Path.of(given.option("--from-backup").get()));
                out.println("ok: the backup is in place; what was there is in " + aside.toAbsolutePath());
                out.println(RestoreCommand.AFTERWARDS);
                return 0;
            }
        } catch (BackupUnusable unusable) {
            out.println(unusable.sentence());
            return 1;
        }
        StoreLook.Verdict verdict = look.verdict(data);
        tell(look, verdict, data);
        tellBackups(settings.backups(), master);
        tellHelp(verdict);
        return verdict == StoreLook.Verdict.WELL || verdict == StoreLook.Verdict.NEW ? 0 : Main.REFUSED;
    }

    private int accept(StoreLook look, Path data, Replacement replacement) {
        StoreLook.Verdict verdict = look.verdict(data);
        if (verdict != StoreLook.Verdict.OLDER && verdict != StoreLook.Verdict.NOTE_DAMAGED) {
            tell(look, verdict, data);
            out.println("There is no older state here that could be accepted.");
            return verdict == StoreLook.Verdict.WELL ? 0 : 1;
        }
        Path aside = replacement.accept(
                look.facts().orElseThrow(), look.note().map(Sentinel::writtenAt).orElse(Instant.EPOCH));
        out.println(
                "ok: a start takes the database as it is; copies of what was there are in " + aside.toAbsolutePath());
        out.println(RestoreCommand.AFTERWARDS);
        return 0;
    }

    private void tell(StoreLook look, StoreLook.Verdict verdict, Path data) {
        out.println("data directory  " + data.toAbsolutePath());
        out.println("note            "
                + look.note()
                        .map(note -> "generation " + note.generation() + " of database " + note.databaseId()
                                + ", written at " + note.writtenAt())
                        .orElseGet(() -> look.noteTrouble().orElse("none: no start has been here")));
        out.println("database        "
                + switch (verdict) {
                    case NEW -> "none";
                    case GONE -> "its file is gone";
                    case EMPTY -> "opens, and is empty";
                    case DAMAGED -> look.trouble().orElse("can't be read");
                    default -> opened(look);
                });
        if (look.facts().isPresent()) {
            out.println("rows            "
                    + look.rows().values().stream().mapToLong(Long::longValue).sum()
                    + ", all of them readable; among them " + count(look, "PRACTICE_CONNECTION") + " connections, "
                    + count(look, "AUDIT_EVENT") + " entries of the audit");
            out.println("journal         "
                    + (look.newer() == 0
                            ? "nothing that the database lacks"
                            : look.newer() + " token answers that the database lacks; the next start puts them in"));
        }
    }

    private static long count(StoreLook look, String table) {
        return look.rows().getOrDefault(table, 0L);
    }

    private static String opened(StoreLook look) {
        Instance instance = look.facts().orElseThrow().instance();
        String came = "opens; generation " + instance.generation() + " of database " + instance.databaseId()
                + ", schema " + look.facts().orElseThrow().schemaVersion();
        return look.note()
                .filter(note ->
                        note.databaseId().equals(instance.databaseId()) && note.generation() > instance.generation())
                .map(note -> came + "; " + (note.generation() - instance.generation())
                        + " generations, that is about so many seconds of writing, are missing")
                .orElse(came);
    }

    private void tellBackups(BackupFolder folder, MasterKey master) throws IOException {
        List<BackupFolder.Kept> all = folder.list();
        out.println("backups         " + all.size() + " in " + folder.path().toAbsolutePath());
        for (int i = 0; i < Math.min(LISTED, all.size()); i++) {
            BackupFolder.Kept each = all.get(i);
            try {
                Manifest manifest = i < READ_WHOLE
                        ? BackupFile.check(each.file(), master)
                        : BackupFile.manifest(each.file(), master);
                out.println("  " + each.file() + "  " + age(each) + " old, generation at least " + manifest.generation()
                        + (i < READ_WHOLE ? ", read whole" : ", opens"));
            } catch (BackupUnusable | StartRefused unusable) {
                out.println("  " + each.file() + "  " + age(each) + " old, can't be used: " + unusable.getMessage());
            }
        }
    }

    private String age(BackupFolder.Kept backup) {
        Duration age = Duration.between(backup.madeAt(), clock.instant());
        return age.toHours() > 0 ? age.toHours() + " h " + age.toMinutesPart() + " min" : age.toMinutes() + " min";
    }

    private void tellHelp(StoreLook.Verdict verdict) {
        String backup =
                "./gatehouse recover --from-backup FILE takes a backup in its place and keeps what is there aside.";
        out.println(
                switch (verdict) {
                    case WELL -> "A start takes this. There is nothing to recover.";
                    case NEW ->
                        "There is nothing here: a start makes a new installation. To put a backup here: ./gatehouse"
                                + " restore FILE.";
                    case OLDER ->
                        "A start refuses this, for something is missing. If a file was put back by mistake, put the right"
                                + " one in its place. Otherwise, whichever is newer: " + backup + " ./gatehouse recover"
                                + " --accept-older takes the database as it is.";
                    case NOTE_DAMAGED ->
                        "A start refuses this, for it is not known how far the database had come. " + backup
                                + " ./gatehouse recover --accept-older takes the database as it is.";
                    case ANOTHER ->
                        "A start refuses this: it is another installation's database. Put the right file in its"
                                + " place, or: " + backup;
                    case EMPTY, DAMAGED, GONE ->
                        "A start refuses this. If the file can be put back, do that. Otherwise: " + backup;
                });
    }
}
