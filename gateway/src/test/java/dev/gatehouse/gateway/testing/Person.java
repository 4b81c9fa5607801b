package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Somebody at a browser: keeps the session's cookie and brings its token with what changes something. */
public final class Person {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private final String gateway;
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> cookies = new TreeMap<>();
    private @Nullable String csrf;

    public Person(String gateway) {
        this.gateway = gateway;
    }

    /** What else each request brings; null takes it away again. */
    @CanIgnoreReturnValue
    public Person with(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    /** The same browser with this token instead of its own. */
    @CanIgnoreReturnValue
    public Person withToken(@Nullable String token) {
        csrf = token;
        return this;
    }

    /** All of them, as the header has them. */
    public String cookie() {
        return cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; "));
    }

    public Api.Answer get(String path) {
        return send("GET", path, null);
    }

    public Api.Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Api.Answer post(String path, JsonObject body) {
        return send("POST", path, body);
    }

    public Api.Answer send(String method, String path, @Nullable JsonObject body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway + path)).timeout(Duration.ofSeconds(60));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookie());
        }
        if (csrf != null && !method.equals("GET")) {
            request.header("X-CSRF-Token", csrf);
        }
        try {
            HttpResponse<String> answer = HTTP.send(
                    request.method(
                                    method,
                                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                            .build(),
                    BodyHandlers.ofString());
            remember(answer);
            return Api.Answer.of(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void remember(HttpResponse<String> answer) {
        for (String set : answer.headers().allValues("Set-Cookie")) {
            String[] parts = set.split(";", -1)[0].split("=", 2);
            if (parts[1].isEmpty()) {
                cookies.remove(parts[0]);
            } else {
                cookies.put(parts[0], parts[1]);
            }
        }
        boolean told = answer.statusCode() < 300 && answer.body().contains("\"csrfToken\"");
        if (told) {
            csrf = new JsonObject(answer.body()).getString("csrfToken");
        }
    }
}
