package dev.gatehouse.common.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** H2's {@code CHECKPOINT SYNC} on a connection of its own, which is opened anew after a failure. For one thread. */
final class CheckpointSync implements DurabilityGate.Sync {
    private final DataSource source;
    private @Nullable Connection connection;

    CheckpointSync(DataSource source) {
        this.source = source;
    }

    @Override
    public void run() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
        }
        try (Statement statement = open.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException alreadyBroken) {
                // it is thrown away either way
            }
        }
    }
}
