package dev.gatehouse.gateway.app;

import dev.gatehouse.common.backup.BackupUnusable;
import dev.gatehouse.common.backup.CheckedCopy;
import dev.gatehouse.common.backup.Replacement;
import dev.gatehouse.common.settings.SettingsSource;
import dev.gatehouse.common.vault.MasterKey;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code restore FILE [--into DIR]}: a backup into a data directory that is empty. Needs the master key. */
final class RestoreCommand {
    static final String POSTGRES =
            "The database is PostgreSQL: back it up with pg_dump and put it back with pg_restore,"
                    + " and copy each node's data directory.";

    private final Map<String, String> environment;
    private final PrintStream out;

    RestoreCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    int run(List<String> arguments) {
        Arguments given = new Arguments(arguments, Set.of("--into"), Set.of());
        Main.logOnlyTrouble();
        Path file = Path.of(given.words("FILE").get(0));
        GatewaySettings settings = GatewaySettings.read(new SettingsSource(environment, null));
        if (settings.sharedDatabase()) {
            out.println(POSTGRES);
            return 1;
        }
        Path into = given.option("--into").map(Path::of).orElse(settings.dataDirectory());
        MasterKey master = MasterKey.load(settings.masterKeyFile(), into, false);
        try {
            CheckedCopy copy = new Replacement(into, master, Clock.systemUTC(), CommandLine.account()).restore(file);
            out.println("ok: " + into.toAbsolutePath() + " holds the backup of "
                    + copy.manifest().madeAt() + ", made by version "
                    + copy.manifest().version() + ": "
                    + copy.rows().values().stream().mapToLong(Long::longValue).sum() + " rows, schema "
                    + copy.facts().schemaVersion());
            out.println(AFTERWARDS);
            return 0;
        } catch (BackupUnusable unusable) {
            out.println(unusable.sentence());
            return 1;
        }
    }

    /** What a person should know before the next start. */
    static final String AFTERWARDS = """
            Next: make sure that no other gateway runs on a copy of this data, then start.
            What happened since the backup is not in it. Revoke again the API keys and people that were revoked since; connections
            whose EHR replaced the refresh token since end in needs_reconnect at their next refresh, unless the journal has it.""";
}
