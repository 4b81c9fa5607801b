package dev.gatehouse.gateway.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Connections of many end users over the first practices of the list, taken over with tokens from elsewhere; some at a time,
 * each in a transaction as always.
 */
final class TakenOver {
    private static final int ENDPOINTS = 500;
    private static final int AT_ONCE = 12;

    private final ConnectFixture gateway;

    TakenOver(ConnectFixture gateway) {
        this.gateway = gateway;
    }

    void makes(int connections) {
        JsonArray endpoints = endpoints();
        ExecutorService several = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<Void>> made = IntStream.range(0, connections)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> gateway.call("POST", "/api/v1/connections", grant(i, endpoints)), several))
                    .toList();
            made.forEach(CompletableFuture::join);
        } finally {
            several.shutdown();
        }
    }

    private JsonArray endpoints() {
        JsonArray endpoints = new JsonArray();
        String cursor = "";
        while (endpoints.size() < ENDPOINTS) {
            JsonObject page =
                    gateway.call("GET", "/api/v1/practices?ehr=sandbox&limit=100&kind=provider_system" + cursor, null);
            page.getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .flatMap(practice -> practice.getJsonArray("endpoints").stream())
                    .map(JsonObject.class::cast)
                    .filter(endpoint -> endpoint.getString("kind").equals("provider_system"))
                    .forEach(endpoint -> endpoints.add(endpoint.getString("id")));
            cursor = "&cursor=" + page.getString("nextCursor");
        }
        return endpoints;
    }

    private JsonObject grant(int i, JsonArray endpoints) {
        return new JsonObject()
                .put("applicationId", gateway.staffApplication())
                .put("endpointId", endpoints.getString(i % ENDPOINTS))
                .put("endUser", new JsonObject().put("id", "taken-over-" + i))
                .put(
                        "grant",
                        new JsonObject()
                                .put("accessToken", "synthetic-access-" + i)
                                .put("refreshToken", "synthetic-refresh-" + i)
                                .put(
                                        "expiresAt",
                                        gateway.clock
                                                .instant()
                                                .plus(Duration.ofHours(8))
                                                .toString()));
    }
}
