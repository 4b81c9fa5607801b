package dev.gatehouse.common.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * An H2 file that stays open while a start looks into it step by step. With the last connection H2 closes and compacts the file,
 * and reads the whole schema again with the next one: a good part of a second each time. Holds nothing of PostgreSQL, nor of a
 * file that is not there or can't be opened, which the next step will say. Blocking.
 */
public final class HeldOpen implements AutoCloseable {
    private final DatabaseSettings settings;
    private final @Nullable Connection connection;

    private HeldOpen(DatabaseSettings settings, @Nullable Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    /** @param otherUser the owner whom the file may know instead of the usual one; see {@link DatabaseSettings#orAs} */
    public static HeldOpen of(DatabaseSettings settings, String otherUser) {
        if (!settings.isH2()) {
            return new HeldOpen(settings, null);
        }
        try {
            return new HeldOpen(settings, connect(settings));
        } catch (SQLException e) {
            return e.getErrorCode() == ErrorCode.WRONG_USER_OR_PASSWORD
                    ? other(settings.as(otherUser))
                    : new HeldOpen(settings, null);
        }
    }

    private static HeldOpen other(DatabaseSettings settings) {
        try {
            return new HeldOpen(settings, connect(settings));
        } catch (SQLException nextStepWillSay) {
            return new HeldOpen(settings, null);
        }
    }

    private static Connection connect(DatabaseSettings settings) throws SQLException {
        DatabaseSettings existing = settings.existing();
        return DriverManager.getConnection(existing.jdbcUrl(), existing.user(), existing.password());
    }

    /** Those it was held with: of the first user whom the file knows. */
    public DatabaseSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException alreadyBroken) {
                // it is thrown away either way
            }
        }
    }
}
