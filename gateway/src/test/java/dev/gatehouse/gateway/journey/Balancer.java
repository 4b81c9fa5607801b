package dev.gatehouse.gateway.journey;

import static dev.gatehouse.common.testing.Answers.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer as they come: looks at the readiness of its nodes, keeps connections to them open, and takes turns. It tries
 * another node only when one refused the connection.
 */
final class Balancer implements AutoCloseable {
    private static final long LOOK_MILLIS = 30;

    /** Where a node listens for calls and for operators. */
    record Node(int port, int managementPort) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final HttpServer server;
    private final List<Node> ready = new CopyOnWriteArrayList<>();
    private final List<Long> looks = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    Balancer(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient();
        this.server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Ends when the node gets calls. */
    Future<Void> add(Node node) {
        looks.add(vertx.setPeriodic(
                LOOK_MILLIS,
                tick -> isReady(node).onComplete(answer -> {
                    boolean is = answer.succeeded() && answer.result();
                    if (is && !ready.contains(node)) {
                        ready.add(node);
                    } else if (!is) {
                        ready.remove(node);
                    }
                })));
        return until(node);
    }

    private Future<Void> until(Node node) {
        return ready.contains(node)
                ? Future.succeededFuture()
                : vertx.timer(LOOK_MILLIS).compose(later -> until(node));
    }

    private Future<Boolean> isReady(Node node) {
        return client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(node.managementPort())
                        .setURI("/health/ready"))
                .compose(HttpClientRequest::send)
                .map(answer -> answer.statusCode() == 200);
    }

    private void take(HttpServerRequest request) {
        request.body().compose(body -> forward(request, body, ready.size())).onComplete(answer -> {
            if (answer.succeeded()) {
                request.response().setStatusCode(answer.result().statusCode());
                answer.result()
                        .body()
                        .onSuccess(request.response()::end)
                        .onFailure(cut -> request.connection().close());
            } else {
                request.response().setStatusCode(599).end(answer.cause().toString());
            }
        });
    }

    private Future<HttpClientResponse> forward(HttpServerRequest request, Buffer body, int tries) {
        List<Node> nodes = List.copyOf(ready);
        if (nodes.isEmpty()) {
            return Future.failedFuture("no node is ready");
        }
        Node node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
        RequestOptions to = new RequestOptions()
                .setMethod(request.method())
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(request.uri());
        return client.request(to)
                .recover(refused -> refused instanceof ConnectException && tries > 1
                        ? Future.failedFuture(new Refused())
                        : Future.failedFuture(refused))
                .compose(out -> {
                    request.headers().forEach((name, value) -> {
                        if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Connection")) {
                            out.putHeader(name, value);
                        }
                    });
                    return out.send(body).map(answer -> {
                        answer.pause();
                        return answer;
                    });
                })
                .recover(failure ->
                        failure instanceof Refused ? forward(request, body, tries - 1) : Future.failedFuture(failure))
                .map(answer -> {
                    answer.resume();
                    return answer;
                });
    }

    /** Nothing was sent. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() {
        looks.forEach(vertx::cancelTimer);
        await(server.close());
        await(client.close());
    }
}
