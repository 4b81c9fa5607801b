package dev.gatehouse.bench.proxy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Bodies of a gigabyte through the proxy, down as bytes, down as JSON and up, several at once, in one process with the EHR
 * and the client: how fast, how much the process grows, and whether every byte arrived. Arguments: megabytes of a body
 * (1024), bodies at once (1).
 */
public final class ProxyStreams {
    private static final long MEGABYTE = 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setMaxChunkSize(64 * 1024), new PoolOptions().setHttp1MaxSize(64));
    private final AtomicLong names = new AtomicLong();
    /** What the EHR sent or took, by the name of the body. */
    private final ConcurrentHashMap<String, String> atEhr = new ConcurrentHashMap<>();

    private final int port;

    private ProxyStreams() throws ExecutionException, InterruptedException {
        HttpServer ehr =
                await(vertx.createHttpServer().requestHandler(this::atEhr).listen(0, "127.0.0.1"));
        this.port = await(BenchGateway.start(vertx, ehr.actualPort())).actualPort();
    }

    public static void main(String[] arguments) throws Exception {
        long length = MEGABYTE * (arguments.length > 0 ? Long.parseLong(arguments[0]) : 1024);
        int atOnce = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        ProxyStreams streams = new ProxyStreams();
        for (String kind : List.of("octet-stream", "fhir+json", "up")) {
            LongFunction<Future<Void>> one = size -> kind.equals("up") ? streams.up(size) : streams.down(kind, size);
            streams.measure("warm-up " + kind, 128 * MEGABYTE / atOnce, atOnce, one);
            streams.measure(kind, length, atOnce, one);
        }
        await(streams.vertx.close());
    }

    private void measure(String what, long length, int atOnce, LongFunction<Future<Void>> one) throws Exception {
        long before = residentKilobytes();
        long begun = System.nanoTime();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            all.add(one.apply(length));
        }
        await(Future.all(all));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long after = residentKilobytes();
        System.out.printf(
                "%-20s %d x %d MB: %.0f MB/s, resident %d MB before, %d MB after (%+d), same bytes%n",
                what,
                atOnce,
                length / MEGABYTE,
                atOnce * (double) length / MEGABYTE / seconds,
                before / 1024,
                after / 1024,
                (after - before) / 1024);
    }

    private Future<Void> down(String kind, long length) {
        String name = "d" + names.incrementAndGet();
        String target =
                BenchGateway.PATH + "/Binary/" + name + "?kind=" + kind.replace("+", "%2B") + "&length=" + length;
        return client.request(HttpMethod.GET, port, "127.0.0.1", target)
                .compose(request -> request.send())
                .compose(response -> {
                    MessageDigest digest = Bytes.sha256();
                    Promise<String> got = Promise.promise();
                    response.handler(chunk -> digest.update(chunk.getBytes()))
                            .exceptionHandler(got::tryFail)
                            .endHandler(end -> got.tryComplete(Bytes.hex(digest)));
                    return got.future();
                })
                .compose(got -> same(name, got));
    }

    private Future<Void> up(long length) {
        String name = "u" + names.incrementAndGet();
        return client.request(HttpMethod.POST, port, "127.0.0.1", BenchGateway.PATH + "/Binary/" + name)
                .compose(request -> {
                    Future<Void> answered = request.setChunked(true).response().compose(answer -> answer.end());
                    Future<String> sent = new Bytes(length).into(request);
                    return answered.compose(over -> sent);
                })
                .compose(sent -> same(name, sent));
    }

    private Future<Void> same(String name, String digest) {
        boolean same = digest.equals(atEhr.remove(name));
        return same ? Future.succeededFuture() : Future.failedFuture("the bytes of " + name + " changed on their way");
    }

    private void atEhr(HttpServerRequest request) {
        String name = request.path().substring(request.path().lastIndexOf('/') + 1);
        if (request.method().equals(HttpMethod.GET)) {
            long length = Long.parseLong(request.getParam("length"));
            request.response()
                    .putHeader("Content-Type", "application/" + request.getParam("kind"))
                    .putHeader("Content-Length", Long.toString(length));
            new Bytes(length).into(request.response()).onSuccess(digest -> atEhr.put(name, digest));
            return;
        }
        MessageDigest digest = Bytes.sha256();
        request.handler(chunk -> digest.update(chunk.getBytes())).endHandler(end -> {
            atEhr.put(name, Bytes.hex(digest));
            request.response().setStatusCode(204).end();
        });
    }

    private static long residentKilobytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS in /proc/self/status");
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
