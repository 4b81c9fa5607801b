package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Starts and stops one node, as the composition root does. */
record StartFixture(Vertx vertx, Path dataDirectory, DatabaseSettings settings) {
    static final Clock NOON = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);

    OpenedDatabase start() {
        return OpenedDatabase.open(vertx, dataDirectory, settings, List.of(TenantRow.class), NOON);
    }

    /** Starts, writes one tenant, notes the generation, and stops. */
    void runAndWrite(String tenant) {
        try (OpenedDatabase opened = start()) {
            write(opened, tenant);
            await(opened.beat());
        }
    }

    static void write(OpenedDatabase opened, String tenant) {
        TenantRow row = new TenantRow(tenant, tenant, NOON.instant());
        await(opened.database().inTransaction(tx -> tx.run(session -> session.persist(row))));
    }

    static boolean holds(OpenedDatabase opened, String tenant) {
        return await(opened.database().read(tx -> tx.run(session -> session.find(TenantRow.class, tenant)))) != null;
    }

    /** The sentence with which a start is refused. */
    String refusal() {
        StartRefused refused = catchThrowableOfType(StartRefused.class, () -> start().close());
        return refused == null ? "it started" : refused.getMessage();
    }

    void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }
}
