package dev.gatehouse.bench.audit;

import dev.gatehouse.common.audit.AuditCheck;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.AuditMac;
import dev.gatehouse.common.vault.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How long a check of the whole audit takes. Writes entries as the product does, a thousand a transaction, then checks them
 * three times, each time from the first to the last. Arguments: entries (1,000,000), and the address of an empty PostgreSQL
 * database (an H2 file in a temporary directory). Fails if something does not fit, or the slowest takes more than 20 s for a
 * million.
 */
public final class AuditVerify {
    private static final int A_TRANSACTION = 1_000;
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
        fill(database, new AuditTrail(mac, Clock.systemUTC()), entries);
        boolean good = check(settings, mac, entries, System.out);
        database.close();
        System.exit(good ? 0 : 1);
    }

    private static void fill(Database database, AuditTrail trail, int entries) throws Exception {
        for (int i = 0; i < entries; i += A_TRANSACTION) {
            int from = i;
            database.inBackground(tx -> {
                        for (int n = from; n < from + A_TRANSACTION; n++) {
                            Author by = new Author(
                                    TenantId.DEFAULT, Author.Kind.KEY, "key_" + n % 97, "req_" + n, "192.0.2." + n % 251);
                            trail.record(
                                    tx,
                                    by,
                                    "connect-session.created",
                                    "cs_" + n,
                                    Map.of("application", "app_" + n % 13, "endUser", "user-" + n, "endpoint", "end_" + n));
                        }
                        return Future.<Void>succeededFuture();
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        }
    }

    private static boolean check(DatabaseSettings settings, AuditMac mac, int entries, PrintStream out)
            throws Exception {
        boolean good = true;
        for (int run = 1; run <= 3; run++) {
            long began = System.nanoTime();
            long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            AuditCheck.Result result = new AuditCheck(settings, mac).run(List.of());
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore) / 1e9;
            good &= result.problem().isEmpty()
                    && result.entries() >= entries
                    && seconds * 1_000_000 / entries <= MOST_FOR_A_MILLION.toSeconds();
            out.printf(
                    "%s, run %d: %,d entries in %.1f s (%.1f s of processor time), load average %.1f, %s%n",
                    settings,
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
