package dev.gatehouse.common.backup;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.database.OpenedDatabase;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.common.vault.MasterKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** An installation's files, with keys and tenants in its database. */
final class BackupFixture implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;

    BackupFixture(Path folder) {
        this.folder = folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    MasterKey master() {
        return MasterKey.load(folder.resolve("gatehouse.key"), data(), true);
    }

    MasterKey anotherMaster() {
        return MasterKey.load(folder.resolve("another.key"), data(), true);
    }

    DatabaseSettings settings(Path data) {
        return DatabaseSettings.h2(data, master().databasePassword().reveal());
    }

    /** As a start does, without a gateway; the caller closes it. */
    OpenedDatabase open(Path data) {
        OpenedDatabase opened = OpenedDatabase.open(vertx, data, settings(data), List.of(), CLOCK);
        if (opened.instances().read().wrappedKeyset().isEmpty()) {
            var unused = opened.instances()
                    .keepKeys(master().check(), KeyRing.generate().wrap(master()));
        }
        return opened;
    }

    void tenant(Path data, String id) throws SQLException {
        try (Connection connection = connect(data);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into tenant (id, name, version, created_at) values (?, ?, 0, ?)")) {
            insert.setString(1, id);
            insert.setString(2, id);
            insert.setObject(3, NOON.atOffset(ZoneOffset.UTC));
            insert.execute();
        }
    }

    boolean hasTenant(Path data, String id) throws SQLException {
        try (Connection connection = connect(data);
                PreparedStatement select = connection.prepareStatement("select 1 from tenant where id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    void sql(Path data, String sql) throws SQLException {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(Path data) throws SQLException {
        DatabaseSettings settings = settings(data);
        return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
    }

    Backups backups() {
        return new Backups(data(), settings(data()), master(), "1.0", new SecureRandom(), CLOCK);
    }

    Replacement replacement(Path data) {
        return new Replacement(data, master(), CLOCK, "tester");
    }

    Path target(String name) throws IOException {
        return Files.createDirectories(folder.resolve("backups")).resolve(name);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
