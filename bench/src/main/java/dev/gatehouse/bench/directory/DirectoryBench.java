package dev.gatehouse.bench.directory;

import com.sun.management.OperatingSystemMXBean;
import dev.gatehouse.common.audit.AuditStore;
import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.DatabaseSettings;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.KeyRing;
import dev.gatehouse.gateway.directory.Directory;
import dev.gatehouse.gateway.directory.ImportReport;
import dev.gatehouse.gateway.directory.PracticeQuery;
import dev.gatehouse.sandbox.directory.DirectoryBundle;
import dev.gatehouse.sandbox.directory.DirectoryShape;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.Practice;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Imports a generated directory into a new H2 file, imports it again, then searches it from one thread. Prints wall times,
 * the peak of the heap and latencies. Arguments: practices (3422) and order of the entries (PATIENT_FIRST). Compare with the
 * machine's load: everything but the heap depends on it.
 */
public final class DirectoryBench {
    private static final String EHR = "practicefusion";
    private static final int WARM_UP = 5_000;
    private static final int SEARCHES = 20_000;

    private DirectoryBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int practices = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DirectoryShape.PRACTICES;
        var order =
                arguments.length > 1 ? DirectoryShape.Order.valueOf(arguments[1]) : DirectoryShape.Order.PATIENT_FIRST;
        DirectoryShape shape = DirectoryShape.defaults()
                .withPractices(practices)
                .withLayout(order, DirectoryShape.FullUrl.ADDRESS, false);
        PracticeGenerator generator = new PracticeGenerator(shape);
        Path folder = Files.createTempDirectory("directory-bench-");
        Path file = write(generator, folder.resolve("ServiceBaseURLs.json"));
        System.out.printf(
                Locale.ROOT,
                "%,d practices, %s, %.1f MB, heap limit %d MB, load %.1f%n",
                practices,
                order,
                Files.size(file) / 1e6,
                Runtime.getRuntime().maxMemory() >> 20,
                load());

        Vertx vertx = Vertx.vertx();
        Database database = Database.open(
                vertx,
                DatabaseSettings.h2(folder, "bench-only"),
                Stream.concat(Directory.rows().stream(), AuditStore.ROWS.stream())
                        .toList());
        EhrProfile profile = EhrProfiles.load().of(EHR);
        Directory directory = directory(vertx, database, profile);
        await(directory.start());
        long before = live();
        importOnce("first import", directory, file);
        System.out.printf(Locale.ROOT, "index in memory: %d MB%n", (live() - before) >> 20);
        importOnce("same list again", directory, file);
        search(directory, generator);
        await(directory.close());

        Directory restarted = directory(vertx, database, profile);
        long start = System.nanoTime();
        await(restarted.start());
        System.out.printf(Locale.ROOT, "read into memory at a start: %.2f s%n", seconds(start));
        await(restarted.close());
        database.close();
        await(vertx.close());
        System.out.printf(Locale.ROOT, "database file: %.1f MB%n", Files.size(folder.resolve("gatehouse.mv.db")) / 1e6);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    private static Directory directory(Vertx vertx, Database database, EhrProfile profile) {
        return new Directory(
                vertx,
                database,
                Map.of(EHR, profile),
                from -> Future.failedFuture("not used"),
                Set.of(),
                (tenant, endpoints) -> Future.succeededFuture(Map.of()),
                new AuditTrail(KeyRing.generate().audit(), Clock.systemUTC()),
                new Ids(new SecureRandom()),
                Clock.systemUTC());
    }

    private static Path write(PracticeGenerator generator, Path file) throws IOException {
        var pieces = new DirectoryBundle(generator, Hosts.practiceFusion()).pieces();
        try (OutputStream out = Files.newOutputStream(file)) {
            for (Buffer piece = pieces.get(); piece != null; piece = pieces.get()) {
                out.write(piece.getBytes());
            }
        }
        return file;
    }

    private static void importOnce(String what, Directory directory, Path file)
            throws InterruptedException, ExecutionException {
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        ImportReport report = await(
                directory.importFrom(Author.system(TenantId.DEFAULT, "bench"), EHR, () -> Files.newInputStream(file)));
        double took = seconds(start);
        long peak = heapPools().mapToLong(each -> each.getPeakUsage().getUsed()).sum();
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f s (%.2f s CPU), heap peak at most %d MB, %,d practices, %,d added, %,d changed, %,d rejected%n",
                what,
                took,
                (cpuNanos() - cpu) / 1e9,
                peak >> 20,
                report.practices(),
                report.added(),
                report.changed(),
                report.rejectedTotal());
    }

    private static java.util.stream.Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(each -> each.getType() == MemoryType.HEAP);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Of the whole process; what a busy machine does not change. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void search(Directory directory, PracticeGenerator generator)
            throws InterruptedException, ExecutionException {
        Random random = new Random(7);
        long found = 0;
        long[] nanos = new long[SEARCHES];
        for (int i = -WARM_UP; i < SEARCHES; i++) {
            String text = text(generator, random);
            long start = System.nanoTime();
            found += await(directory.search(TenantId.DEFAULT, EHR, new PracticeQuery(text, null, null), 20, null))
                    .total();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%,d searches: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms; %,d hits in all%n",
                SEARCHES,
                nanos[SEARCHES / 2] / 1e6,
                nanos[SEARCHES * 95 / 100] / 1e6,
                nanos[SEARCHES * 99 / 100] / 1e6,
                nanos[SEARCHES * 999 / 1000] / 1e6,
                nanos[SEARCHES - 1] / 1e6,
                found);
    }

    /** What people type: the beginning of a name, more words with a city, identifiers, and things that are not there. */
    private static String text(PracticeGenerator generator, Random random) {
        Practice practice = generator.practice(random.nextInt(generator.size()));
        String name = practice.name();
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> name.substring(0, 1 + random.nextInt(Math.min(name.length(), 12)));
            case 4, 5 -> name;
            case 6 -> name.split(" ", -1)[0] + " " + practice.city();
            case 7 -> practice.guid().substring(0, 4 + random.nextInt(33));
            case 8 -> practice.npi() == null ? "clinic" : practice.npi().substring(0, 4 + random.nextInt(7));
            default -> "family clinic qqz";
        };
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
