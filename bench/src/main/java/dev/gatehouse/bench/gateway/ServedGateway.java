package dev.gatehouse.bench.gateway;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A gateway in a process of its own, with the same data and the same port each time it is started. */
final class ServedGateway {
    private static final String KEY = "bench-key-of-no-secrecy-at-all";
    /** Set so high that none is met: what is measured is what the gateway can do. */
    private static final List<String> LIMITS =
            List.of("CALLS", "CALLS_PER_EHR_HOST", "CALLS_PER_TENANT", "CALLS_PER_CONNECTION", "API_CALLS");

    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path directory;
    private final String heap;
    private final Map<String, String> settings;
    private final int port;
    private final int managementPort;

    /** @param ehrHosts that may be private, separated by commas */
    ServedGateway(Path directory, String ehrHosts) throws IOException {
        this(directory, "-Xmx256m", Map.of("GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS", ehrHosts));
    }

    /** @param settings beside the usual ones */
    ServedGateway(Path directory, String heap, Map<String, String> settings) throws IOException {
        this.directory = directory;
        this.heap = heap;
        this.settings = Map.copyOf(settings);
        this.port = freePort();
        this.managementPort = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Ends when it is ready. */
    Process start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gatehouse.gateway.app.Main",
                "serve"));
        builder.environment()
                .putAll(Map.of(
                        "GATEHOUSE_PORT",
                        Integer.toString(port),
                        "GATEHOUSE_MANAGEMENT_PORT",
                        Integer.toString(managementPort),
                        "GATEHOUSE_DATA_DIR",
                        directory.resolve("data").toString(),
                        "GATEHOUSE_REFRESH_DIRECTORIES",
                        "none",
                        "GATEHOUSE_BOOTSTRAP_API_KEY",
                        KEY));
        for (String limit : LIMITS) {
            builder.environment().put("GATEHOUSE_MAX_" + limit, "100000");
        }
        builder.environment().putAll(settings);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        awaitReady(process);
        return process;
    }

    private void awaitReady(Process process) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // asked again below
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the gateway did not get ready; see " + directory.resolve("log"));
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return json(request(path).GET().build());
    }

    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build());
    }

    /** Ends with the status. */
    CompletableFuture<Integer> ask(String path) {
        return http.sendAsync(request(path).GET().build(), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    int status(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.discarding()).statusCode();
    }

    /** One step of a browser: the address it is sent to next, and the cookie it is given. */
    record Step(String location, @Nullable String cookie) {}

    Step visit(String url, @Nullable String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).GET();
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
        String given = answer.headers()
                .firstValue("Set-Cookie")
                .map(text -> text.substring(0, text.indexOf(';')))
                .orElse(cookie);
        return new Step(
                answer.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new IOException("status " + answer.statusCode())),
                given);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + KEY)
                .timeout(Duration.ofSeconds(60));
    }

    private JsonObject json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri().getPath() + " answered " + answer.statusCode());
        }
        return new JsonObject(answer.body());
    }
}
