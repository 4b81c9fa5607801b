package dev.gatehouse.common.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.function.Function;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The connections to one H2 file: a small pool for the work, and one outside the pool for the gate, which must never wait
 * behind the work it stands for. Opens the file again by itself after H2 closed it, which it does when the disk is full.
 *
 * <p>Not {@code AutoCloseable}: the Vert.x JDBC client would close such a source too, at a time of its own, and whoever
 * closed the database would be told so while the file is still open.
 */
final class H2Connections implements DataSource {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final DatabaseSettings settings;
    private final JdbcConnectionPool pool;
    private final DurabilityGate gate;

    H2Connections(DatabaseSettings settings, Function<DataSource, DurabilityGate.Sync> sync) {
        this.settings = settings;
        JdbcDataSource file = new JdbcDataSource();
        file.setURL(settings.jdbcUrl());
        file.setUser(settings.user());
        file.setPassword(settings.password());
        pool = JdbcConnectionPool.create(file);
        pool.setMaxConnections(settings.poolSize());
        pool.setLoginTimeout((int) LONGEST_WAIT.toSeconds());
        gate = new DurabilityGate(sync.apply(file));
    }

    DurabilityGate gate() {
        return gate;
    }

    /**
     * A connection for work. The pool hands out idle connections of a database that has closed itself once each before it
     * opens new ones, so those are thrown away here.
     */
    @Override
    public Connection getConnection() throws SQLException {
        for (int broken = 0; ; broken++) {
            try {
                return pool.getConnection();
            } catch (SQLException e) {
                if (!hasClosed(e) || broken > pool.getMaxConnections()) {
                    throw e;
                }
            }
        }
    }

    private static boolean hasClosed(SQLException e) {
        return e.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
                || e.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN
                || e.getErrorCode() == ErrorCode.CONNECTION_BROKEN_1
                || e.getErrorCode() == ErrorCode.OBJECT_CLOSED;
    }

    /** Opens the file, which stays open from now on. Blocking. */
    void hold() {
        try {
            getConnection().close();
        } catch (SQLException e) {
            throw StartChecks.refusal(settings, e);
        }
    }

    /** Closes the gate, then every idle connection; with the last one H2 closes the file. */
    void close() {
        gate.close();
        pool.dispose();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
