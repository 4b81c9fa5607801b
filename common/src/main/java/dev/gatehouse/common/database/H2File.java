package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.h2.mvstore.MVStoreException;

/**
 * The embedded database's file as a thing to be copied and looked into. Works on a file that this process has open, too.
 * Blocking JDBC, never on an event loop. Fails with {@link StartRefused} where the file can't be opened or read.
 */
public final class H2File {
    /** In the data directory. */
    public static final String NAME = "gatehouse.mv.db";

    private static final String SCHEMA = "select \"version\" from \"flyway_schema_history\" where \"success\" = true"
            + " and \"version\" is not null order by \"installed_rank\" desc limit 1";

    private final DatabaseSettings settings;

    /** @param settings of a file that is there; none is made */
    public H2File(DatabaseSettings settings) {
        if (!settings.isH2()) {
            throw new IllegalArgumentException("only the embedded database is a file");
        }
        this.settings = settings.existing();
    }

    /**
     * How far a database has come.
     *
     * @param auditEntries the number of the audit's newest entry
     */
    public record Facts(Instance instance, String schemaVersion, long auditEntries) {}

    /** Empty if there is no Gatehouse in the file. */
    public Optional<Facts> facts() {
        Optional<Instance> instance = new InstanceStore(settings).find();
        return instance.map(found -> reading(connection ->
                new Facts(found, text(connection, SCHEMA), number(connection, "select seq from audit_head"))));
    }

    /**
     * Writes a copy of it, as it is at one moment, into a zip of one entry; everything committed before is in it. Others go on
     * writing.
     *
     * @throws StartRefused also if the copy can't be written
     */
    public void copy(Path zip) {
        try (Connection connection = StartChecks.connect(settings)) {
            try (Statement sync = connection.createStatement()) {
                sync.execute("CHECKPOINT SYNC");
            }
            try (PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
                backup.setString(1, zip.toAbsolutePath().toString());
                backup.execute();
            }
        } catch (SQLException e) {
            throw new StartRefused(
                    "The database could not be copied (H2 code " + e.getErrorCode() + "). Is the disk full?",
                    DriverFailure.of(e));
        }
    }

    /** Reads every row of every table and answers how many there are, by table. */
    public Map<String, Long> readAll() {
        return reading(connection -> {
            Map<String, Long> rows = new TreeMap<>();
            for (String table : tables(connection)) {
                rows.put(table, readAll(connection, table));
            }
            return rows;
        });
    }

    /** What a select of two columns, a text and a number, finds. */
    public Map<String, Long> numbersByText(String select) {
        return reading(connection -> {
            Map<String, Long> found = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(select)) {
                while (row.next()) {
                    found.put(row.getString(1), row.getLong(2));
                }
            }
            return found;
        });
    }

    private interface Reading<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T reading(Reading<T> work) {
        try (Connection connection = StartChecks.connect(settings)) {
            return work.of(connection);
        } catch (SQLException e) {
            throw new StartRefused(
                    "The database file opens but can't be read (H2 code " + e.getErrorCode() + "): it is damaged.",
                    DriverFailure.of(e));
        } catch (MVStoreException e) {
            // its text may hold anything
            throw new StartRefused("The database file opens but can't be read: it is damaged.", DriverFailure.of(e));
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select table_name from information_schema.tables"
                        + " where table_schema = 'PUBLIC' and table_type = 'BASE TABLE'")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private static long readAll(Connection connection, String table) throws SQLException {
        long rows = 0;
        try (Statement statement = connection.createStatement()) {
            // One row after the other, and not a whole table in memory.
            statement.execute("set lazy_query_execution 1");
            try (ResultSet row = statement.executeQuery("select * from \"" + table + "\"")) {
                while (row.next()) {
                    rows++;
                }
            }
        }
        return rows;
    }

    private static String text(Connection connection, String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static long number(Connection connection, String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
