package dev.gatehouse.gateway.faults;

import dev.gatehouse.gateway.testing.Api;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bodies and connections of proxied calls in trouble, through a gateway that runs in a process of its own. */
@Tag("faults")
@ExtendWith(FaultTable.class)
final class ProxyFaults {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int PARALLEL = 20;
    /** Of each of the parallel bodies of P3; a gigabyte each is {@code 1024}. */
    private static final int MEGABYTES = Integer.getInteger("faults.megabytes", 8);
    /** How long the readers of P3 stop; 60 in full. */
    private static final Duration STOP = Duration.ofSeconds(Integer.getInteger("faults.stop", 2));

    private static final long MOST_GROWTH_KIB = 64 * 1024;

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static Oracle oracle;
    private static FaultProxy network;
    private static Node node;
    private static Installation gateway;
    private static String base;
    private static byte[] block;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        oracle = Oracle.start(vertx);
        network = FaultProxy.to(oracle.port());
        gateway = new Installation(directory.resolve("node"), null).options("-XX:MaxDirectMemorySize=128m");
        node = gateway.start();
        Practices practices = Practices.connect(gateway.api(), oracle.knownAs(network.port()), 1);
        base = "/fhir/" + practices.id(0);
        block = new byte[64 * 1024];
        new Random(Findings.SEED).nextBytes(block);
    }

    @AfterAll
    static void stop() {
        node.stop();
        network.close();
        oracle.close();
        vertx.close();
    }

    private static int port() {
        return Integer.parseInt(gateway.url().replaceAll(".*:", ""));
    }

    @Scenario(
            id = "P1",
            fault = "the EHR resets the connection after 1 of 10 MB, with a length and in chunks",
            expected = "the client sees a broken transfer, every time")
    void cut(Findings findings) throws IOException {
        int rounds = Findings.times(20);
        findings.rounds("%d", rounds);
        oracle.fhir(request -> {
            HttpServerResponse response = request.response().putHeader("Content-Type", "application/octet-stream");
            if (request.path().endsWith("/1")) {
                response.putHeader("Content-Length", Integer.toString(10 * MEGABYTE));
            } else {
                response.setChunked(true);
            }
            pump(response, 10L * MEGABYTE);
        });
        network.cutBackAfter(MEGABYTE, true);
        long most = 0;
        for (int i = 0; i < rounds; i++) {
            long received = 0;
            try (RawCall call = new RawCall(port())) {
                call.send("GET", base + "/Binary/" + i % 2, "");
                findings.need(call.status() == 200, "the head said otherwise");
                byte[] into = new byte[16 * 1024];
                for (int count = call.read(into); count >= 0; count = call.read(into)) {
                    received += count;
                }
                findings.breach("a clean end after %d bytes", received);
            } catch (IOException broken) {
                most = Math.max(most, received);
            }
        }
        network.heal();
        findings.seen("%d broken, after at most %d bytes", rounds, most);
        findings.need(most < 2 * MEGABYTE, "the client got %d bytes", most);
    }

    @Scenario(
            id = "P2",
            fault = "clients leave in the middle of a body",
            expected = "the EHR's side ends within 1 s; no socket is left")
    void leave(Findings findings) throws IOException {
        int rounds = Findings.times(50);
        findings.rounds("%d", rounds);
        Set<HttpConnection> running = ConcurrentHashMap.newKeySet();
        oracle.fhir(request -> {
            running.add(request.connection());
            request.connection().closeHandler(closed -> running.remove(request.connection()));
            pump(
                    request.response().setChunked(true).putHeader("Content-Type", "application/octet-stream"),
                    Long.MAX_VALUE);
        });
        int before = node.openFiles();
        long longest = 0;
        for (int i = 0; i < rounds; i++) {
            try (RawCall call = new RawCall(port())) {
                call.send("GET", base + "/Binary/1", "");
                findings.need(call.status() == 200, "the head said otherwise");
                findings.need(call.read(new byte[16 * 1024]) > 0, "no body");
            }
            long left = System.nanoTime();
            Eventually.so(Duration.ofSeconds(20), "the EHR's side to end", running::isEmpty);
            longest = Math.max(longest, (System.nanoTime() - left) / 1_000_000);
        }
        findings.seen("the EHR's side ended after %d ms at most", longest);
        findings.need(longest <= 1_000, "it took %d ms", longest);
        boolean back = Eventually.within(Duration.ofSeconds(5), () -> node.openFiles() <= before + 2);
        findings.need(back, "%d files open, %d before", node.openFiles(), before);
    }

    @Scenario(
            id = "P3",
            fault = "readers stop in the middle of large answers; large uploads meet a slow EHR",
            expected = "nothing is lost; memory grows by 64 MiB at most over a round of the same without trouble")
    void slow(Findings findings) throws Exception {
        findings.rounds("%d down and %d up at once, %d MiB each", PARALLEL, PARALLEL, MEGABYTES);
        long size = (long) MEGABYTES * MEGABYTE;
        ConcurrentLinkedQueue<String> uploaded = new ConcurrentLinkedQueue<>();
        AtomicBoolean slow = new AtomicBoolean();
        oracle.fhir(request -> {
            if (request.method().name().equals("GET")) {
                request.response()
                        .putHeader("Content-Type", "application/octet-stream")
                        .putHeader("Content-Length", Long.toString(size));
                pump(request.response(), size);
            } else {
                drip(request, uploaded, slow);
            }
        });
        String expected = sum(size);
        long atRest = node.residentKib();
        List<String> warm = together(() -> download(Duration.ZERO));
        warm.addAll(together(() -> upload(size)));
        findings.need(
                warm.stream().allMatch(each -> each.equals(expected) || each.equals("200")), "%s", Set.copyOf(warm));
        uploaded.clear();
        slow.set(true);
        long before = node.residentKib();
        AtomicLong most = new AtomicLong(before);
        long watch = vertx.setPeriodic(100, again -> most.accumulateAndGet(node.residentKib(), Math::max));
        List<String> sums = together(() -> download(STOP));
        List<String> answers = together(() -> upload(size));
        vertx.cancelTimer(watch);
        findings.need(sums.stream().allMatch(expected::equals), "not what was sent: %s", Set.copyOf(sums));
        findings.need(answers.stream().allMatch("200"::equals), "uploads: %s", Set.copyOf(answers));
        findings.need(
                uploaded.size() == PARALLEL && uploaded.stream().allMatch(expected::equals), "not what was uploaded");
        long growth = most.get() - before;
        findings.seen("resident %d KiB at rest, %d after a first round at speed, %d more now", atRest, before, growth);
        findings.need(growth <= MOST_GROWTH_KIB, "it grew by %d KiB", growth);
    }

    @Scenario(
            id = "P6",
            fault = "the EHR closes kept connections just as they are used again",
            expected = "no read fails; a write fails at most as unknown, and is never sent twice")
    void stale(Findings findings) throws Exception {
        int reads = Findings.times(Integer.getInteger("faults.reads", 2_000));
        int writes = reads / 20;
        findings.rounds("%d reads and %d writes", reads, writes);
        Map<HttpConnection, AtomicInteger> used = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> written = new ConcurrentHashMap<>();
        AtomicInteger closed = new AtomicInteger();
        oracle.fhir(request -> {
            if (request.method().name().equals("POST")) {
                written.computeIfAbsent(request.path() + request.query(), name -> new AtomicInteger())
                        .incrementAndGet();
            }
            int times = used.computeIfAbsent(request.connection(), each -> new AtomicInteger())
                    .incrementAndGet();
            if (times % 3 == 0) {
                closed.incrementAndGet();
                used.remove(request.connection());
                request.connection().close();
            } else {
                request.response()
                        .putHeader("Content-Type", "application/fhir+json")
                        .end("{}");
            }
        });
        Api api = gateway.api();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        List<String> ended = together(() -> {
            for (int i = next.incrementAndGet(); i <= reads; i = next.incrementAndGet()) {
                failed.addAndGet(api.get(base + "/Patient/" + i).status() == 200 ? 0 : 1);
                if (i % 20 == 0) {
                    Api.Answer answer = api.post(base + "/Patient?n=" + i, new JsonObject());
                    unknown.addAndGet(answer.status() == 502 ? 1 : 0);
                    findings.need(answer.status() == 200 || answer.status() == 502, "a write: %d", answer.status());
                }
            }
            return "";
        });
        findings.need(ended.size() == PARALLEL, "somebody did not come to an end");
        findings.seen("%d closed, %d reads failed, %d writes unknown", closed.get(), failed.get(), unknown.get());
        findings.need(closed.get() > reads / 10, "too few were closed to show anything");
        findings.need(failed.get() == 0, "%d reads failed", failed.get());
        findings.need(
                written.size() == writes && written.values().stream().allMatch(count -> count.get() == 1),
                "a write arrived twice or never");
    }

    private static void pump(HttpServerResponse response, long size) {
        response.exceptionHandler(gone -> {});
        AtomicLong left = new AtomicLong(size);
        Runnable[] step = new Runnable[1];
        step[0] = () -> {
            while (left.get() > 0 && !response.closed()) {
                if (response.writeQueueFull()) {
                    response.drainHandler(free -> step[0].run());
                    return;
                }
                int count = (int) Math.min(block.length, left.get());
                left.addAndGet(-count);
                response.write(Buffer.buffer(count).appendBytes(block, 0, count));
            }
            if (!response.closed()) {
                response.end();
            }
        };
        step[0].run();
    }

    private static void drip(HttpServerRequest request, ConcurrentLinkedQueue<String> sums, AtomicBoolean slow) {
        MessageDigest digest = sha256();
        request.handler(chunk -> {
            digest.update(chunk.getBytes());
            if (slow.get()) {
                request.pause();
                vertx.setTimer(2, later -> request.resume());
            }
        });
        request.endHandler(end -> {
            sums.add(HexFormat.of().formatHex(digest.digest()));
            request.response().end();
        });
    }

    private static String download(Duration stop) throws IOException {
        MessageDigest digest = sha256();
        try (RawCall call = new RawCall(port())) {
            call.send("GET", base + "/Binary/1", "");
            if (call.status() != 200) {
                return "not 200";
            }
            byte[] into = new byte[64 * 1024];
            boolean stopped = stop.isZero();
            for (int count = call.read(into); count >= 0; count = call.read(into)) {
                digest.update(into, 0, count);
                if (!stopped) {
                    stopped = true;
                    Eventually.pass(stop);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String upload(long size) throws IOException {
        try (RawCall call = new RawCall(port())) {
            call.send(
                    "POST",
                    base + "/Binary",
                    "Content-Type: application/octet-stream\r\nContent-Length: " + size + "\r\n");
            for (long left = size; left > 0; left -= block.length) {
                call.body().write(block, 0, (int) Math.min(block.length, left));
            }
            return Integer.toString(call.status());
        }
    }

    private static List<String> together(Callable<String> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                running.add(threads.submit(work));
            }
            List<String> done = new ArrayList<>();
            for (Future<String> each : running) {
                done.add(each.get());
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String sum(long size) {
        MessageDigest digest = sha256();
        for (long left = size; left > 0; left -= block.length) {
            digest.update(block, 0, (int) Math.min(block.length, left));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
