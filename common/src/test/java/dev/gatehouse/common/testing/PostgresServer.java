package dev.gatehouse.common.testing;

import dev.gatehouse.common.database.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real PostgreSQL per JVM, started by whoever asks first and stopped when the JVM ends. It runs without fsync: nothing
 * about durability can be measured on it.
 */
public final class PostgresServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private PostgresServer() {}

    /** An empty database of its own. */
    public static DatabaseSettings newDatabase() {
        String name = "test" + DATABASES.incrementAndGet();
        execute("create database " + name);
        return DatabaseSettings.postgres(
                URI.create("postgresql://postgres:postgres@127.0.0.1:" + Started.SERVER.getPort() + "/" + name));
    }

    /** Throws everybody out of a database and lets nobody in. */
    public static void close(String database) {
        execute("alter database " + database + " with allow_connections false");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
    }

    /** Takes {@link #close} back. */
    public static void open(String database) {
        execute("alter database " + database + " with allow_connections true");
    }

    private static void execute(String sql) {
        try (var connection = Started.SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not do: " + sql, e);
        }
    }

    /** Lazily, by class initialisation; the embedded server brings its own shutdown hook. */
    private static final class Started {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setRegisterShutdownHook(true)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL did not start", e);
            }
        }
    }
}
