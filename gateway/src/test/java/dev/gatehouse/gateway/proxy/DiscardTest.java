package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.junit5.VertxExtension;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One kept connection for all calls, as between one event loop and a small EHR. */
@ExtendWith(VertxExtension.class)
class DiscardTest {
    private final Promise<HttpServerRequest> second = Promise.promise();
    private final Promise<Void> endlessGone = Promise.promise();
    private Context context;
    private HttpClient client;
    private int port;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        context = vertx.getOrCreateContext();
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/whole" -> request.response().end(Buffer.buffer("x".repeat(20_000)));
            case "/endless" -> {
                HttpServerResponse response = request.response().setChunked(true);
                response.closeHandler(closed -> endlessGone.complete());
                response.write("a beginning");
            }
            default -> second.complete(request);
        }
    }

    private Future<HttpClientResponse> ask(HttpMethod method, String path) {
        return client.request(method, port, "127.0.0.1", path)
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::pause);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(on -> work.get().onComplete(promise));
        return promise.future();
    }

    @Test
    void lettingGoOfAnAnswerDoesNotCutTheNextCallOnItsConnection() throws Exception {
        HttpClientResponse left = await(onContext(() -> ask(HttpMethod.GET, "/whole")));
        Future<HttpClientResponse> next = onContext(() -> ask(HttpMethod.POST, "/second"));
        // It has the connection, although nobody has taken the first answer.
        HttpServerRequest asked = await(second.future());

        await(onContext(() -> {
            Discard.of(left);
            return Future.succeededFuture();
        }));
        // Two turns of the loop: the rest is drained in the first, a reset would come in the second.
        await(onContext(Future::<Void>succeededFuture));
        await(onContext(Future::<Void>succeededFuture));
        asked.response().end("written");

        assertThat(await(next).statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerWithoutAnEndIsCut() throws Exception {
        HttpClientResponse left = await(onContext(() -> ask(HttpMethod.GET, "/endless")));

        await(onContext(() -> {
            Discard.of(left);
            return Future.succeededFuture();
        }));

        await(endlessGone.future());
    }
}
