package dev.gatehouse.gateway.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A partner's backend: calls of one gateway with one API key, or with none. */
public final class Api {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What came back. */
    public record Answer(int status, String body, @Nullable String location) {
        public JsonObject json() {
            return new JsonObject(body);
        }

        public JsonArray items() {
            return json().getJsonArray("items");
        }

        /** The code of a problem, or of an OperationOutcome's first issue. */
        public @Nullable String code() {
            JsonObject json = json();
            return json.containsKey("issue")
                    ? json.getJsonArray("issue")
                            .getJsonObject(0)
                            .getJsonObject("details")
                            .getJsonArray("coding")
                            .getJsonObject(0)
                            .getString("code")
                    : json.getString("code");
        }

        @CanIgnoreReturnValue
        public Answer need(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + status + ": " + body);
            }
            return this;
        }

        static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Location").orElse(null));
        }
    }

    private final String gateway;
    private final @Nullable String key;
    private final @Nullable String tenant;
    private final @Nullable String idempotencyKey;

    /** @param gateway without a slash at its end */
    public Api(String gateway, @Nullable String key) {
        this(gateway, key, null, null);
    }

    private Api(String gateway, @Nullable String key, @Nullable String tenant, @Nullable String idempotencyKey) {
        this.gateway = gateway;
        this.key = key;
        this.tenant = tenant;
        this.idempotencyKey = idempotencyKey;
    }

    /** The same key, which must be a platform's, acting for a tenant. */
    public Api actingFor(String other) {
        return new Api(gateway, key, other, idempotencyKey);
    }

    /** The same calls with another key, or with none. */
    public Api withKey(@Nullable String other) {
        return new Api(gateway, other, tenant, idempotencyKey);
    }

    /** The same key at another gateway. */
    public Api at(String otherGateway) {
        return new Api(otherGateway, key, tenant, idempotencyKey);
    }

    /** The same calls with an {@code Idempotency-Key}. */
    public Api once(String idempotency) {
        return new Api(gateway, key, tenant, idempotency);
    }

    /** Whom it acts for; "default" unless it was told. */
    public String tenant() {
        return tenant == null ? "default" : tenant;
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, JsonObject body) {
        return call("POST", path, body);
    }

    /** Sends a practice directory as it would lie in a file. */
    public Answer upload(String path, String bundle) {
        return upload(path, "application/fhir+json", bundle.getBytes(StandardCharsets.UTF_8));
    }

    /** The same in another form. */
    public Answer upload(String path, String type, byte[] file) {
        return send(HttpRequest.newBuilder(URI.create(gateway + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(file))
                .build());
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    public Answer call(String method, String path, @Nullable JsonObject body) {
        return send(request(method, path, body));
    }

    public CompletableFuture<Answer> later(String method, String path, @Nullable JsonObject body) {
        return HTTP.sendAsync(request(method, path, body), BodyHandlers.ofString())
                .thenApply(Answer::of);
    }

    private HttpRequest request(String method, String path, @Nullable JsonObject body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway + path)).timeout(PATIENCE);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (tenant != null) {
            request.header("Gatehouse-Tenant", tenant);
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
                .build();
    }

    static Answer send(HttpRequest request) {
        try {
            return Answer.of(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }
}
