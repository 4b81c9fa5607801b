package dev.gatehouse.gateway.bulk;

import dev.gatehouse.gateway.testing.ConnectedPractice;
import dev.gatehouse.gateway.testing.GatewayExtension;
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

/** A partner's own code for bulk exports, with a key that may read through one connection and no more. */
record BulkClient(GatewayExtension gateway, ConnectedPractice practice, String key) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static BulkClient of(GatewayExtension gateway, ConnectedPractice practice) {
        String key = practice.partner()
                .api()
                .post(
                        "/api/v1/api-keys",
                        new JsonObject()
                                .put("name", "export job")
                                .put("permissions", new JsonArray().add("proxy:read")))
                .need(201)
                .json()
                .getString("key");
        return new BulkClient(gateway, practice, key);
    }

    String fhir(String path) {
        return gateway.url() + "/fhir/" + practice.id() + path;
    }

    HttpResponse<String> kickOff(String path) {
        return send("GET", fhir(path), "", "Prefer", "respond-async", "Accept", "application/fhir+json");
    }

    /** Where the status of a new export is polled. */
    String begin(String path) {
        HttpResponse<String> begun = kickOff(path);
        if (begun.statusCode() != 202) {
            throw new AssertionError("expected 202, got " + begun.statusCode() + ": " + begun.body());
        }
        return header(begun, "content-location");
    }

    HttpResponse<String> get(String url, String... headers) {
        return send("GET", url, "", headers);
    }

    HttpResponse<String> send(String method, String url, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The code of an OperationOutcome of ours. */
    static String code(HttpResponse<String> answer) {
        return new JsonObject(answer.body())
                .getJsonArray("issue")
                .getJsonObject(0)
                .getJsonObject("details")
                .getJsonArray("coding")
                .getJsonObject(0)
                .getString("code");
    }
}
