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
        try (var connection = Started.SERVER.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL gave no new database", e);
        }
        return DatabaseSettings.postgres(
                URI.create("postgresql://postgres:postgres@127.0.0.1:" + Started.SERVER.getPort() + "/" + name));
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
