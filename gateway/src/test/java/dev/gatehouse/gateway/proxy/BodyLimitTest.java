package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.guard.BodyLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies that do not tell their length beforehand. */
@ExtendWith(VertxExtension.class)
class BodyLimitTest {
    private ProxyFixture proxy;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        proxy = new ProxyFixture(vertx);
        await(proxy.start(ProxyFixture.patient().with(new BodyLimits(1_000, 5_000))));
    }

    @AfterEach
    void close() throws Exception {
        await(proxy.close());
    }

    private Future<Integer> post(String resource, int bytes) {
        Promise<Integer> status = Promise.promise();
        proxy.vertx.runOnContext(go -> proxy.client
                .request(HttpMethod.POST, proxy.port(), "127.0.0.1", PATH + resource)
                .compose(request -> chunked(request, bytes))
                .onComplete(status));
        return status.future();
    }

    private static Future<Integer> chunked(HttpClientRequest request, int bytes) {
        request.setChunked(true).putHeader("Content-Type", "application/octet-stream");
        for (int left = bytes; left > 0; left -= 100) {
            request.write(Buffer.buffer("a".repeat(100)));
        }
        Future<Integer> answered = request.response().map(answer -> answer.statusCode());
        request.end();
        return answered;
    }

    @Test
    void endAtTheLimitAndTheEhrNeverGetsAWholeOne() throws Exception {
        Promise<Boolean> whole = Promise.promise();
        proxy.ehr = request -> {
            request.exceptionHandler(cut -> whole.tryComplete(false));
            request.endHandler(end -> whole.tryComplete(true));
        };

        assertThat(await(post("/Patient", 1_100))).isEqualTo(413);
        assertThat(await(whole.future())).isFalse();
        assertThat(proxy.recorded().status()).isEqualTo(413);
    }

    @Test
    void passUpToTheLimit() throws Exception {
        proxy.ehr = request -> request.body()
                .onSuccess(body -> request.response().setStatusCode(201).end());

        assertThat(await(post("/Patient", 1_000))).isEqualTo(201);
        assertThat(await(post("/Binary", 5_000))).isEqualTo(201);
    }
}
