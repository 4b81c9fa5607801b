package dev.gatehouse.common.audit;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.AuditMac;
import dev.gatehouse.common.vault.KeyRing;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * How long a check of the whole audit takes. Fills the table with a chain as the product writes it, but in large batches, then
 * checks it three times from the first entry to the last. Arguments: entries (1,000,000), and the address of an empty
 * PostgreSQL database (an H2 file in a temporary directory). Fails if something does not fit, or the slowest check takes more
 * than 20 s for a million.
 */
public final class AuditVerify {
    private static final int A_BATCH = 1_000;
    private static final Duration MOST_FOR_A_MILLION = Duration.ofSeconds(20);

    private AuditVerify() {}

    public static void main(String[] args) throws Exception {
        int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        DatabaseSettings settings = args.length > 1
                ? DatabaseSettings.postgres(URI.create(args[1]))
                : DatabaseSettings.h2(Files.createTempDirectory("gatehouse-audit"), "bench-only");
        Vertx vertx = Vertx.vertx();
        AuditMac mac = KeyRing.generate().audit();
        Database database = Database.open(vertx, settings, AuditStore.ROWS);
        try (Connection connection =
                DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password())) {
            connection.setAutoCommit(false);
            fill(connection, mac, entries, Clock.systemUTC());
        }
        boolean good = check(settings, mac, entries, System.out);
        database.close();
        System.exit(good ? 0 : 1);
    }

    private static void fill(Connection connection, AuditMac mac, int entries, Clock clock) throws SQLException {
        byte[] prev = new byte[0];
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into audit_event (seq, recorded_at, tenant_id, actor_kind, actor_id, request_id, address,"
                                + " action, target, outcome, details, prev, mac) values (?,?,?,?,?,?,?,?,?,?,?,?,?)");
                PreparedStatement head =
                        connection.prepareStatement("update audit_head set seq = ?, mac = ? where id = 1")) {
            for (int seq = 1; seq <= entries; seq++) {
                Entry entry = entry(seq, clock.instant().truncatedTo(ChronoUnit.MICROS));
                byte[] own = mac.of(entry.bytes(prev));
                Object[] values = {
                    entry.seq(),
                    entry.recordedAt().atOffset(ZoneOffset.UTC),
                    entry.tenantId(),
                    entry.actorKind(),
                    entry.actorId(),
                    entry.requestId(),
                    entry.address(),
                    entry.action(),
                    entry.target(),
                    entry.outcome(),
                    entry.details(),
                    prev,
                    own
                };
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i]);
                }
                insert.addBatch();
                prev = own;
                if (seq % A_BATCH == 0 || seq == entries) {
                    insert.executeBatch();
                    head.setLong(1, seq);
                    head.setBytes(2, own);
                    head.executeUpdate();
                    connection.commit();
                }
            }
        }
    }

    private static Entry entry(int seq, Instant now) {
        Author by =
                new Author(TenantId.DEFAULT, Author.Kind.KEY, "key_" + seq % 97, "req_" + seq, "192.0.2." + seq % 251);
        Map<String, String> details = Map.of(
                "application", "app_" + seq % 13,
                "endUser", "user-" + seq,
                "endpoint", "end_" + seq);
        return new NewEntry(by, "connect-session.created", "cs_" + seq, AuditEvent.Outcome.DONE, details).at(seq, now);
    }

    private static boolean check(DatabaseSettings settings, AuditMac mac, int entries, PrintStream out) {
        boolean good = true;
        for (int run = 1; run <= 3; run++) {
            long began = System.nanoTime();
            long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            AuditCheck.Result result = new AuditCheck(settings, mac).run(List.of());
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore) / 1e9;
            good &= result.problem().isEmpty()
                    && result.entries() == entries
                    && seconds * 1_000_000 / entries <= MOST_FOR_A_MILLION.toSeconds();
            out.printf(
                    "%s, run %d: %,d entries in %.1f s (%.1f s of processor time), load average %.1f, %s%n",
                    settings.isH2() ? "H2" : "PostgreSQL",
                    run,
                    result.entries(),
                    seconds,
                    cpu,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                    result.problem().map(AuditCheck.Finding::text).orElse("whole"));
        }
        return good;
    }
}
