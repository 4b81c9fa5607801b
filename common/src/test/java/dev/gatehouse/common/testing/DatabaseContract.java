package dev.gatehouse.common.testing;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that must hold on both databases. One empty, migrated database is opened for the class and closed after it; its
 * tests share it (opening costs seconds), so each takes keys or a tenant of its own.
 *
 * <pre>{@code
 * abstract class GrantStoreContract extends DatabaseContract {
 *     GrantStoreContract() { super(GrantRow.class); }
 *     @Test void aGrantIsFoundAgain() { await(database().inTransaction(tx -> ...)); }
 * }
 * final class H2GrantStoreTest extends GrantStoreContract implements OnH2 {}
 * final class PostgresGrantStoreIT extends GrantStoreContract implements OnPostgres {}
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract non-sealed class DatabaseContract implements TestServer {
    private final List<Class<?>> rows;
    private final TestAudit audit = new TestAudit();
    private Vertx vertx;
    private DatabaseSettings settings;
    private Database database;

    /** @param rows every entity class the tests touch, beside those of the audit */
    protected DatabaseContract(Class<?>... rows) {
        this.rows = Stream.concat(AuditStore.ROWS.stream(), Arrays.stream(rows))
                .distinct()
                .toList();
    }

    @BeforeAll
    final void openDatabase(@TempDir Path directory) {
        vertx = Vertx.vertx();
        settings = newDatabase(directory);
        database = open(vertx, settings, rows);
    }

    @AfterAll
    final void closeDatabase() {
        if (database != null) {
            database.close();
        }
        Answers.await(vertx.close());
    }

    /** Closes the database and opens the same one again, as a restart of the process would. */
    protected final void reopen() {
        database.close();
        database = open(vertx, settings, rows);
    }

    /** Opens the migrated database; override to open it differently. */
    protected Database open(Vertx vertx, DatabaseSettings settings, List<Class<?>> rows) {
        return Database.open(vertx, settings, rows);
    }

    protected final Database database() {
        return database;
    }

    /** Writes into this database's chain. */
    protected final AuditTrail audit() {
        return audit.trail();
    }

    /** What was written into the chain of this database about a tenant, oldest first. */
    protected final List<AuditEvent> audited(TenantId tenant) {
        return audit.of(database, tenant);
    }

    protected final Vertx vertx() {
        return vertx;
    }

    protected final DatabaseSettings settings() {
        return settings;
    }
}
