package dev.gatehouse.bench.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts a gateway of half a gigabyte whose connections have all expired in the same second, in use, at one authorization
 * server, and waits until each is refreshed, while calls go on to connections that are not yet. Arguments: connections
 * (100,000), token requests a second (10,000: no limit; the product's default is 50), address of an empty PostgreSQL database
 * (an H2 file in a temporary directory). Fails if one is refreshed more or less than once, a call fails, the slowest call of a
 * hundred takes more than 1.5 s, or the process more than 900 MB.
 */
public final class ExpiredTogether {
    private static final int NO_LIMIT = 10_000;
    private static final int CALLS_A_SECOND = 20;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    /** A process that has just started compiles its code meanwhile. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long MOST_KIB = 900L * 1024;
    private static final int MOST_STALLED_SECONDS = 120;
    /** A hundred thousand connections have about as many practices as a large EHR lists. */
    private static final int CONNECTIONS_EACH = 30;

    private final TokenStub ehr;
    private final ServedGateway gateway;
    private final int connections;
    private final Queue<Long> took = new ConcurrentLinkedQueue<>();
    private final Queue<Long> tookLater = new ConcurrentLinkedQueue<>();
    private volatile long warmFrom;
    private final AtomicInteger failed = new AtomicInteger();
    private final Random random = new Random(1);

    private ExpiredTogether(TokenStub ehr, ServedGateway gateway, int connections) {
        this.ehr = ehr;
        this.gateway = gateway;
        this.connections = connections;
    }

    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : NO_LIMIT;
        Optional<String> postgres = args.length > 2 ? Optional.of(args[2]) : Optional.empty();
        Vertx vertx = Vertx.vertx();
        TokenStub ehr = new TokenStub();
        ehr.start(vertx).toCompletionStage().toCompletableFuture().get();
        Path directory = Files.createTempDirectory("gatehouse-expired-together");
        ServedGateway gateway = new ServedGateway(directory, "-Xmx512m", settings(ehr, rate, postgres));

        Process process = gateway.start();
        String application = application(gateway);
        process.destroy();
        process.waitFor();
        int practices = Math.max(1, connections / CONNECTIONS_EACH);
        new ConnectionRows(
                        application,
                        Instant.now(),
                        i -> new ConnectionRows.Each(
                                ehr.base(i % practices),
                                "at-" + ConnectionRows.id(i) + "-1",
                                TokenStub.refreshToken(ConnectionRows.id(i), 1)))
                .write(directory, postgres, connections);
        process = gateway.start();
        ExpiredTogether run = new ExpiredTogether(ehr, gateway, connections);
        boolean good = run.measure(process);
        process.destroy();
        process.waitFor();
        System.out.println("data and log are in " + directory);
        System.exit(good ? 0 : 1);
    }

    private static Map<String, String> settings(TokenStub ehr, int rate, Optional<String> postgres) {
        Map<String, String> settings = new HashMap<>();
        settings.put("GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS", ehr.authority());
        settings.put("GATEHOUSE_TOKEN_REQUESTS_PER_SECOND", Integer.toString(rate));
        postgres.ifPresent(url -> settings.put("GATEHOUSE_DATABASE_URL", url));
        return settings;
    }

    private static String application(ServedGateway gateway) throws IOException, InterruptedException {
        String id = gateway.post(
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("type", "provider")
                                .put("name", "Bench")
                                .put("scopes", new JsonArray(List.of("offline_access", "user/Patient.read"))))
                .getString("id");
        JsonObject kept = gateway.post(
                "/api/v1/applications/" + id + "/credentials",
                new JsonObject().put("clientId", "bench").put("clientSecret", "bench-secret"));
        if (kept.getInteger("version") != 1) {
            throw new IllegalStateException("not the first credential");
        }
        return id;
    }

    private boolean measure(Process process) throws Exception {
        ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();
        long begun = System.nanoTime();
        warmFrom = begun + WARM_UP_NANOS;
        ScheduledFuture<?> calls =
                caller.scheduleAtFixedRate(this::call, 0, 1_000 / CALLS_A_SECOND, TimeUnit.MILLISECONDS);
        int stalled = 0;
        int before = 0;
        long peak = 0;
        while (ehr.refreshed() < connections && stalled < MOST_STALLED_SECONDS && process.isAlive()) {
            Thread.sleep(1_000);
            int now = ehr.refreshed();
            peak = Math.max(peak, now - before);
            stalled = now == before ? stalled + 1 : 0;
            before = now;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        calls.cancel(false);
        caller.shutdownNow();
        return report(seconds, peak, residentKib(process));
    }

    /** One call through a connection that was not refreshed yet, if one is found. */
    private void call() {
        for (int look = 0; look < 50; look++) {
            String id = ConnectionRows.id(random.nextInt(connections));
            if (ehr.refreshes(id) == 0) {
                long begun = System.nanoTime();
                var unused = gateway.ask("/fhir/" + id + "/Patient/1").whenComplete((status, failure) -> {
                    long end = System.nanoTime();
                    took.add(end - begun);
                    if (begun - warmFrom > 0) {
                        tookLater.add(end - begun);
                    }
                    if (failure != null || status != 200) {
                        failed.incrementAndGet();
                    }
                });
                return;
            }
        }
    }

    private boolean report(double seconds, long peak, long kib) {
        long[] times = sorted(took);
        long[] later = sorted(tookLater);
        int notOnce = 0;
        for (int i = 0; i < connections; i++) {
            notOnce += ehr.refreshes(ConnectionRows.id(i)) == 1 ? 0 : 1;
        }
        System.out.printf(
                "%,d connections refreshed in %.1f s: %.0f a second, %d in the fullest; %d not exactly once, %d spent tokens"
                        + " sent%n",
                ehr.refreshed(), seconds, ehr.refreshed() / seconds, peak, notOnce, ehr.spent());
        System.out.printf(
                "%d calls meanwhile, %d failed: p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                times.length, failed.get(), at(times, 0.5) / 1e6, at(times, 0.99) / 1e6, at(times, 1) / 1e6);
        System.out.printf(
                "of those after the first 10 s: p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                at(later, 0.5) / 1e6, at(later, 0.99) / 1e6, at(later, 1) / 1e6);
        System.out.printf("peak resident memory of the gateway: %d MB%n", kib / 1024);
        return notOnce == 0
                && ehr.spent() == 0
                && failed.get() == 0
                && at(times, 0.99) <= MOST_NANOS
                && kib <= MOST_KIB;
    }

    private static long[] sorted(Queue<Long> times) {
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * share))];
    }

    private static long residentKib(Process process) throws IOException {
        return Arrays.stream(Files.readString(Path.of("/proc/" + process.pid() + "/status"))
                        .split("\n"))
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
