package dev.gatehouse.gateway.faults;

import static dev.gatehouse.common.testing.Answers.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.gateway.testing.Api;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A partner's webhook receiver, which remembers every event it was told and how often. */
final class WebhookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonObject> received = new ArrayList<>();
    private volatile Consumer<HttpServerRequest> answer = WebhookReceiver::take;

    private WebhookReceiver(Vertx vertx) {
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    synchronized (this) {
                        received.add(body.toJsonObject().put("path", request.path()));
                    }
                    answer.accept(request);
                }))
                .listen(0, "127.0.0.1"));
    }

    private static void take(HttpServerRequest request) {
        request.response().end();
    }

    static WebhookReceiver start(Vertx vertx) {
        return new WebhookReceiver(vertx);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** Asks to be told of connections; answers the endpoint. */
    @CanIgnoreReturnValue
    JsonObject subscribe(Api api, String... types) {
        return api.post(
                        "/api/v1/webhook-endpoints",
                        new JsonObject().put("url", url("/hooks")).put("types", new JsonArray(List.of(types))))
                .need(201)
                .json();
    }

    void answers(Consumer<HttpServerRequest> how) {
        answer = how;
    }

    void takes() {
        answer = WebhookReceiver::take;
    }

    synchronized List<JsonObject> received() {
        return List.copyOf(received);
    }

    /** The ids of events of this type about each connection. */
    synchronized Map<String, Set<String>> events(String type) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (JsonObject each : received) {
            if (type.equals(each.getString("type"))) {
                ids.computeIfAbsent(each.getJsonObject("data").getString("connectionId"), first -> new HashSet<>())
                        .add(each.getString("id"));
            }
        }
        return ids;
    }

    @Override
    public void close() {
        await(server.close());
    }
}
