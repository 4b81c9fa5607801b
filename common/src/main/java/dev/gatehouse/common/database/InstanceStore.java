package dev.gatehouse.common.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.failure.StartRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The one row of table {@code instance}. Blocking JDBC, for start-up and for commands, never on an event loop. What it
 * writes is on disk when it returns.
 */
public final class InstanceStore {
    private static final String UNDEFINED_TABLE_H2 = "42S02";
    private static final String UNDEFINED_TABLE_EMPTY_H2 = "42S04";
    private static final String UNDEFINED_TABLE_POSTGRES = "42P01";

    private final DatabaseSettings settings;

    InstanceStore(DatabaseSettings settings) {
        this.settings = settings;
    }

    /**
     * The row as it is now.
     *
     * @throws StartRefused if there is none, or the database does not answer
     */
    public Instance read() {
        return find().orElseThrow(
                        () -> new StartRefused("The database holds no table of Gatehouse. Restore a backup of it."));
    }

    /**
     * Keeps the keys of a new installation. When several nodes start at once the first one wins: use the answer, not what
     * was handed in.
     */
    public Instance keepKeys(byte[] keyCheck, byte[] wrappedKeyset) {
        change("update instance set key_check = ?, wrapped_keyset = ? where wrapped_keyset is null", statement -> {
            statement.setBytes(1, keyCheck);
            statement.setBytes(2, wrappedKeyset);
        });
        return read();
    }

    /** Replaces the wrapped keyset, after a rotation or under another master key; false if it was not {@code old}. */
    public boolean replaceKeys(byte[] old, byte[] keyCheck, byte[] wrappedKeyset) {
        return change("update instance set key_check = ?, wrapped_keyset = ? where wrapped_keyset = ?", statement -> {
                    statement.setBytes(1, keyCheck);
                    statement.setBytes(2, wrappedKeyset);
                    statement.setBytes(3, old);
                })
                > 0;
    }

    /** Empty if the row or the whole table is missing. */
    Optional<Instance> find() {
        try (Connection connection = StartChecks.connect(settings)) {
            return find(connection);
        } catch (SQLException e) {
            throw StartChecks.refusal(settings, e);
        }
    }

    private static Optional<Instance> find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select database_id, generation, key_check, wrapped_keyset from instance")) {
            return row.next()
                    ? Optional.of(new Instance(row.getString(1), row.getLong(2), row.getBytes(3), row.getBytes(4)))
                    : Optional.empty();
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (UNDEFINED_TABLE_H2.equals(state)
                    || UNDEFINED_TABLE_EMPTY_H2.equals(state)
                    || UNDEFINED_TABLE_POSTGRES.equals(state)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The row, made if this database is new; nodes that start at once agree on one. */
    Instance findOrCreate(Clock clock) {
        Optional<Instance> there = find();
        if (there.isPresent()) {
            return there.get();
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        change(
                "insert into instance (id, database_id, generation, created_at)"
                        + " select 1, cast(? as varchar(64)), 0, cast(? as timestamp(6) with time zone)"
                        + " where not exists (select 1 from instance)",
                statement -> {
                    statement.setString(1, UUID.randomUUID().toString());
                    statement.setObject(2, now);
                });
        return read();
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    @CanIgnoreReturnValue
    private int change(String sql, Parameters parameters) {
        try (Connection connection = StartChecks.connect(settings)) {
            int rows = 0;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                rows = statement.executeUpdate();
            } catch (SQLException e) {
                // Another node was faster with the same insert; what it wrote is as good.
                if (e.getSQLState() == null || !e.getSQLState().startsWith("23")) {
                    throw e;
                }
            }
            if (settings.isH2()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CHECKPOINT SYNC");
                }
            }
            return rows;
        } catch (SQLException e) {
            throw StartChecks.refusal(settings, e);
        }
    }
}
