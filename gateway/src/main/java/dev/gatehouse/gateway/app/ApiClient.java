package dev.gatehouse.gateway.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An HTTP client for the demo and the command line: JSON with an API key, and a browser that keeps cookies. */
final class ApiClient {
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String gateway;
    private final String apiKey;

    /** @param gateway public URL without a slash at its end */
    ApiClient(String gateway, String apiKey) {
        this.gateway = gateway;
        this.apiKey = apiKey;
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return json(ours(path).GET(), 200);
    }

    @CanIgnoreReturnValue
    JsonObject post(String path, JsonObject body, int expected) throws IOException, InterruptedException {
        return json(
                ours(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode())),
                expected);
    }

    /** The file's name tells its form, as far as it does; the EHR's profile knows the rest. */
    @CanIgnoreReturnValue
    JsonObject put(String path, JsonObject body) throws IOException, InterruptedException {
        return json(
                ours(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body.encode())), 200);
    }

    /** Sends a file as it is. */
    void attach(String path, String contentType, byte[] file) throws IOException, InterruptedException {
        need(
                http.send(
                        ours(path)
                                .header("Content-Type", contentType)
                                .POST(BodyPublishers.ofByteArray(file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()),
                201);
    }

    JsonObject upload(String path, Path file) throws IOException, InterruptedException {
        String type = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? "text/csv" : "application/json";
        return json(ours(path).header("Content-Type", type).POST(BodyPublishers.ofFile(file)), 200);
    }

    /** Fetches a file of so many bytes; nothing stands at its name unless it came whole. */
    void download(String path, Path to, long bytes) throws IOException, InterruptedException {
        if (Files.exists(to)) {
            throw new CallFailed("There is a file " + to + " already. Name another one.");
        }
        Path partial = to.resolveSibling(to.getFileName() + ".partial");
        try {
            HttpResponse<Path> answer = http.send(ours(path).GET().build(), HttpResponse.BodyHandlers.ofFile(partial));
            if (answer.statusCode() != 200 || Files.size(partial) != bytes) {
                throw new CallFailed("GET " + path + " answered " + answer.statusCode() + ", and not the whole file.");
            }
            try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    void delete(String path) throws IOException, InterruptedException {
        need(http.send(ours(path).DELETE().build(), HttpResponse.BodyHandlers.ofString()), 204);
    }

    /** The status of a call, whatever it is. */
    int status(String path) throws IOException, InterruptedException {
        return http.send(ours(path).GET().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A JSON call to somebody else, without our key. */
    @CanIgnoreReturnValue
    JsonObject theirs(String url, JsonObject body, int expected) throws IOException, InterruptedException {
        return json(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.encode())),
                expected);
    }

    JsonObject theirs(String url) throws IOException, InterruptedException {
        return json(HttpRequest.newBuilder(URI.create(url)).GET(), 200);
    }

    byte[] theirFile(String url) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(url)).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new CallFailed(answer.uri().getPath() + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    /** Opens an address as a browser does, redirects and cookies included. */
    HttpResponse<String> open(String url) throws IOException, InterruptedException {
        return follow(
                http.send(HttpRequest.newBuilder(URI.create(url)).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** Sends a form from the page a browser shows. */
    HttpResponse<String> submit(URI page, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return follow(http.send(
                HttpRequest.newBuilder(page)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private HttpResponse<String> follow(HttpResponse<String> answer) throws IOException, InterruptedException {
        HttpResponse<String> at = answer;
        for (int hop = 0; hop < 10 && at.statusCode() / 100 == 3; hop++) {
            URI next = at.uri().resolve(at.headers().firstValue("Location").orElseThrow());
            at = http.send(HttpRequest.newBuilder(next).GET().build(), HttpResponse.BodyHandlers.ofString());
        }
        return at;
    }

    private HttpRequest.Builder ours(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path)).header("Authorization", "Bearer " + apiKey);
    }

    private JsonObject json(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        need(answer, expected);
        return new JsonObject(answer.body());
    }

    private static void need(HttpResponse<String> answer, int expected) {
        if (answer.statusCode() != expected) {
            throw new CallFailed(answer.request().method() + " " + answer.uri().getPath() + " answered "
                    + answer.statusCode() + ": " + shortened(answer.body()));
        }
    }

    private static String shortened(String body) {
        return body.length() > 500 ? body.substring(0, 500) + "…" : body;
    }
}
