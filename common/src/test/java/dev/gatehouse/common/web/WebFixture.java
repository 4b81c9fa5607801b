package dev.gatehouse.common.web;

import static dev.gatehouse.common.testing.Answers.await;

import dev.gatehouse.common.tenant.Ids;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;

/** A real server whose routes a test adds, with the handlers every router of the product has. */
final class WebFixture implements AutoCloseable {
    final Router router;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    WebFixture(long mostBody) {
        router = Router.router(vertx);
        router.route().handler(new RequestId(new Ids(new SecureRandom())));
        router.route().handler(BodyHandler.create(false).setBodyLimit(mostBody));
        ProblemHandler.mount(router);
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonObject json(String method, String path, String body) throws IOException, InterruptedException {
        return new JsonObject(send(method, path, body).body());
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
