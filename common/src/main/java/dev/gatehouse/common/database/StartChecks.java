package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.api.ErrorCode;

/** Why a database can't be used, in one sentence for the operator: what happened and what to do. */
final class StartChecks {
    private static final String RESTORE =
            " Restore the newest backup (./gatehouse recover tells what there is), or put back the file if it was moved."
                    + " Nothing was changed.";

    private StartChecks() {}

    /** A plain JDBC connection; the caller closes it. */
    static Connection connect(DatabaseSettings settings) {
        try {
            return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        } catch (SQLException e) {
            throw refusal(settings, e);
        }
    }

    /** Compares what this node remembers with what it finds, before anything is migrated or written. */
    static void compare(Sentinel remembered, Optional<Instance> found) {
        if (found.isEmpty()) {
            throw new StartRefused("This Gatehouse has kept data before, but the database is empty." + RESTORE);
        }
        Instance instance = found.get();
        if (!instance.databaseId().equals(remembered.databaseId())) {
            throw new StartRefused("This is another database than the one this data directory belongs to."
                    + " Check GATEHOUSE_DATABASE_URL and the data directory. If the change is meant, move "
                    + Sentinel.FILE + " out of the data directory. Nothing was changed.");
        }
        if (instance.generation() < remembered.generation()) {
            throw new StartRefused("The database is older than it was when Gatehouse last ran (generation "
                    + instance.generation() + ", expected at least " + remembered.generation()
                    + "): writes were lost, or an older copy was restored. Restore a newer backup; if this copy is the"
                    + " best there is, run ./gatehouse recover --accept-older, or on PostgreSQL move " + Sentinel.FILE
                    + " out of the data directory. Nothing was changed.");
        }
    }

    static StartRefused refusal(DatabaseSettings settings, SQLException e) {
        return new StartRefused(settings.isH2() ? h2(e) : postgres(settings, e), DriverFailure.of(e));
    }

    private static String h2(SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                "Another process has the database file open. Stop it first; an embedded database belongs to one process.";
            case ErrorCode.WRONG_USER_OR_PASSWORD ->
                "The master key does not fit the database file. Start with the key it was made with, or the one that took"
                        + " over from it (GATEHOUSE_MASTER_KEY_FILE), or with a new data directory.";
            case ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1 ->
                "This Gatehouse has kept data before, but the database file is gone." + RESTORE;
            default ->
                "The database file can't be opened (H2 code " + e.getErrorCode()
                        + "): it is damaged, unreadable, or not ours." + RESTORE;
        };
    }

    private static String postgres(DatabaseSettings settings, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String where = settings.toString();
        if (state.startsWith("28")) {
            return "PostgreSQL does not accept user \"" + settings.user() + "\" with this password at " + where
                    + ". Check GATEHOUSE_DATABASE_URL.";
        }
        return switch (state) {
            case "3D000" -> "PostgreSQL has no database of that name at " + where + ". Create it, empty.";
            case "42501" ->
                "PostgreSQL user \"" + settings.user() + "\" may not create or change tables at " + where + ".";
            case "53300" -> "PostgreSQL has no connection left at " + where + ". Raise max_connections.";
            default ->
                "PostgreSQL does not answer at " + where + " (state " + state
                        + "). Check that it runs and the address.";
        };
    }
}
