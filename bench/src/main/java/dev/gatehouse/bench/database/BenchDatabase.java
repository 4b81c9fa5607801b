package dev.gatehouse.bench.database;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * An H2 file with the product's settings, or with freed space reused after a second, and the tables of the measurements.
 *
 * @param directory where the file lies
 * @param settings how it is opened
 */
record BenchDatabase(Path directory, DatabaseSettings settings) {
    static BenchDatabase in(Path directory) {
        return new BenchDatabase(directory, DatabaseSettings.h2(directory, "bench-only"));
    }

    /** Freed space is reused after one second instead of ten: what went wrong with H2 2.5 shows only after reuse. */
    BenchDatabase reusingSpaceSoon() {
        String url = settings.jdbcUrl().replace("RETENTION_TIME=10000", "RETENTION_TIME=1000");
        if (url.equals(settings.jdbcUrl())) {
            throw new IllegalStateException("the product's RETENTION_TIME has changed: adapt this measurement");
        }
        return new BenchDatabase(
                directory, new DatabaseSettings(url, settings.user(), settings.password(), settings.poolSize()));
    }

    Database open(Vertx vertx) throws SQLException {
        Database database = Database.open(vertx, settings, List.of(SoakRow.class, JobRow.class));
        try (var connection = DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
                var statement = connection.createStatement()) {
            statement.execute(SoakRow.TABLE);
            statement.execute(JobRow.TABLE);
        }
        return database;
    }

    /** Bytes on disk. */
    long size() {
        try {
            return Files.size(directory.resolve("gatehouse.mv.db"));
        } catch (IOException e) {
            return 0;
        }
    }
}
