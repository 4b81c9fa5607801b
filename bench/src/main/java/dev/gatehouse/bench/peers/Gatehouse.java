package dev.gatehouse.bench.peers;

import dev.gatehouse.bench.gateway.ConnectionRows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The product as it is shipped, with a database of its own; it is filled through its API, as an operator would. */
final class Gatehouse {
    private static final String PLATFORM_KEY = "platform-key-of-the-peers-bench";
    private static final int AT_ONCE = 100;
    private static final int OVER_TLS = 100;
    private static final Duration LONG = Duration.ofDays(30);

    /** @param key of the tenant's, which may do no more than call */
    record Filled(String application, String key, List<String> plain, List<String> tls, List<String> tlsOnce) {
        Filled {
            plain = List.copyOf(plain);
            tls = List.copyOf(tls);
            tlsOnce = List.copyOf(tlsOnce);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Ground ground;
    private final List<String> program;
    private final Path directory;

    /** @param program how it is started, without the JVM's memory settings and the command */
    Gatehouse(Ground ground, List<String> program) {
        this.ground = ground;
        this.program = List.copyOf(program);
        this.directory = ground.work.resolve("gatehouse");
    }

    Peer peer(int port, String heap) {
        List<String> command = new ArrayList<>(program.subList(0, 1));
        command.add(heap);
        command.add("-Djavax.net.ssl.trustStore=" + ground.work.resolve("trusted.p12"));
        command.add("-Djavax.net.ssl.trustStorePassword=changeit");
        command.addAll(program.subList(1, program.size()));
        command.add("serve");
        Map<String, String> settings = new HashMap<>();
        settings.put("GATEHOUSE_PORT", Integer.toString(port));
        settings.put("GATEHOUSE_MANAGEMENT_PORT", Integer.toString(Ground.freePort()));
        settings.put("GATEHOUSE_DATA_DIR", directory.resolve("data").toString());
        settings.put("GATEHOUSE_EVENT_LOOPS", "1");
        settings.put("GATEHOUSE_REFRESH_DIRECTORIES", "none");
        // in force, but above what is measured: all calls go to one host
        for (String limit :
                List.of("CALLS", "CALLS_PER_EHR_HOST", "CALLS_PER_TENANT", "CALLS_PER_CONNECTION", "API_CALLS")) {
            settings.put("GATEHOUSE_MAX_" + limit, "1000");
        }
        settings.put("GATEHOUSE_BOOTSTRAP_API_KEY", PLATFORM_KEY);
        settings.put(
                "GATEHOUSE_ALLOW_PRIVATE_EHR_HOSTS",
                "127.0.0.1:" + ground.httpPort + ",localhost:" + ground.tlsPort + ",localhost:" + ground.tlsOncePort);
        return new Peer(Peer.GATEHOUSE, command, settings);
    }

    /** Makes the connections of a gateway that has just been started for the first time. */
    Filled fill(Running gateway) throws IOException, InterruptedException {
        awaitReady(gateway);
        String application = post(
                        gateway,
                        "/api/v1/applications",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("type", "provider")
                                .put("name", "Bench")
                                .put("scopes", JsonArray.of("offline_access", "user/Patient.read")))
                .getString("id");
        String key = post(
                        gateway,
                        "/api/v1/api-keys",
                        new JsonObject().put("name", "Bench").put("permissions", JsonArray.of("proxy:read")))
                .getString("key");
        return new Filled(
                application,
                key,
                connect(gateway, application, "http://127.0.0.1:" + ground.httpPort, Ground.CONNECTIONS),
                connect(gateway, application, "https://localhost:" + ground.tlsPort, OVER_TLS),
                connect(gateway, application, "https://localhost:" + ground.tlsOncePort, OVER_TLS));
    }

    /** Writes more connections into the database of a gateway that is not running; ends with how their ids are made. */
    void addRows(Filled filled, int count) throws Exception {
        new ConnectionRows(
                        filled.application(),
                        Instant.now().plus(LONG),
                        i -> new ConnectionRows.Each(
                                "http://127.0.0.1:" + ground.httpPort + "/fhir", "tok-" + i, "rt-" + i))
                .write(directory, Optional.empty(), count);
    }

    private List<String> connect(Running gateway, String application, String origin, int count)
            throws IOException, InterruptedException {
        String endpoint = post(
                        gateway,
                        "/api/v1/practices",
                        new JsonObject()
                                .put("ehr", "sandbox")
                                .put("name", "Practice at " + origin)
                                .put(
                                        "endpoints",
                                        JsonArray.of(new JsonObject()
                                                .put("kind", "provider_system")
                                                .put("baseUrl", origin + "/fhir"))))
                .getJsonArray("endpoints")
                .getJsonObject(0)
                .getString("id");
        List<String> ids = new ArrayList<>();
        for (int first = 0; first < count; first += AT_ONCE) {
            List<CompletableFuture<JsonObject>> some = IntStream.range(first, Math.min(count, first + AT_ONCE))
                    .mapToObj(i -> ask(gateway, "/api/v1/connections", connection(application, endpoint, i)))
                    .toList();
            some.forEach(each -> ids.add(each.join().getString("id")));
        }
        return ids;
    }

    private static JsonObject connection(String application, String endpoint, int i) {
        return new JsonObject()
                .put("applicationId", application)
                .put("endpointId", endpoint)
                .put("endUser", new JsonObject().put("id", "user-" + i))
                .put(
                        "grant",
                        new JsonObject()
                                .put("accessToken", String.format("tok-%04d", i))
                                .put("expiresAt", Instant.now().plus(LONG).toString())
                                .put("refreshToken", "rt-" + i)
                                .put("scope", "user/Patient.read"));
    }

    private void awaitReady(Running gateway) throws IOException, InterruptedException {
        URI ready = URI.create(
                "http://127.0.0.1:" + gateway.peer.environment().get("GATEHOUSE_MANAGEMENT_PORT") + "/health/ready");
        for (long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                System.nanoTime() < end;
                Thread.sleep(50)) {
            if (!gateway.isAlive()) {
                throw new IOException("Gatehouse did not start; see " + ground.work);
            }
            try {
                if (http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // asked again
            }
        }
        throw new IOException("Gatehouse did not get ready; see " + ground.work);
    }

    private JsonObject post(Running gateway, String path, JsonObject body) {
        return ask(gateway, path, body).join();
    }

    private CompletableFuture<JsonObject> ask(Running gateway, String path, JsonObject body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port + path))
                .header("Authorization", "Bearer " + PLATFORM_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .timeout(Duration.ofSeconds(60))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(Gatehouse::json);
    }

    private static JsonObject json(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.uri().getPath() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
