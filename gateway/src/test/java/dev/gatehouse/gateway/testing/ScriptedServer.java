package dev.gatehouse.gateway.testing;

import static dev.gatehouse.common.testing.Answers.await;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on 127.0.0.1 that answers as the test says and remembers what it got. Unscripted paths are 404. */
public final class ScriptedServer {
    /** One request as it arrived. */
    public record Received(String method, String uri, MultiMap headers, String body) {
        /** The form fields, in order; a field sent twice fails the test. */
        public Map<String, String> form() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String pair : body.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String before = fields.put(decoded(parts[0]), decoded(parts[1]));
                if (before != null) {
                    throw new AssertionError(parts[0] + " was sent twice");
                }
            }
            return fields;
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    private final HttpServer server;
    private final Map<String, Handler<HttpServerRequest>> scripts = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    public ScriptedServer(Vertx vertx) {
        server = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    public int port() {
        return server.actualPort();
    }

    /** The host and port as they stand in an address and in the list of private hosts. */
    public String authority() {
        return "127.0.0.1:" + port();
    }

    public String url(String path) {
        return "http://" + authority() + path;
    }

    public void on(String path, Handler<HttpServerRequest> script) {
        scripts.put(path, script);
    }

    /** Answers this path with this status, headers (name, value, …) and body. */
    public void on(String path, int status, String body, String... headers) {
        on(path, request -> {
            request.response().setStatusCode(status);
            for (int i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
            request.response().end(body);
        });
    }

    public List<Received> received() {
        return received;
    }

    public void forget() {
        received.clear();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            received.add(new Received(request.method().name(), request.uri(), request.headers(), body.toString()));
            scripts.getOrDefault(
                            request.path(),
                            other -> other.response().setStatusCode(404).end())
                    .handle(request);
        });
    }
}
