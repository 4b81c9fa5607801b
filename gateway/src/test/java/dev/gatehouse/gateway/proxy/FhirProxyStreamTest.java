package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.BASE_PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.proxy.ProxyFixture.Told;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies, back-pressure, and connections that end too early. */
@ExtendWith(VertxExtension.class)
class FhirProxyStreamTest {
    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS = 160;

    private Vertx vertx;
    private ProxyFixture proxy;

    @BeforeEach
    void make(Vertx vertx) {
        this.vertx = vertx;
        this.proxy = new ProxyFixture(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        await(proxy.close());
    }

    @Test
    void tenMegabytesGoUpAndComeBackByteForByte() throws Exception {
        proxy.ehr = request -> {
            request.response().setChunked(true).putHeader("Content-Type", "application/octet-stream");
            request.pipeTo(request.response());
        };
        await(proxy.start(ProxyFixture.patient()));
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        HttpClientRequest request =
                await(proxy.client.request(HttpMethod.POST, proxy.port(), "127.0.0.1", PATH + "/Binary"));

        Promise<Void> end = Promise.promise();
        request.setChunked(true)
                .response()
                .onSuccess(response -> response.handler(chunk -> received.update(chunk.getBytes()))
                        .endHandler(over -> end.complete()));
        Random random = new Random(7);
        for (int i = 0; i < CHUNKS; i++) {
            byte[] bytes = new byte[CHUNK];
            random.nextBytes(bytes);
            sent.update(bytes);
            await(request.write(Buffer.buffer(bytes)));
        }
        await(request.end());
        await(end.future());

        assertThat(HexFormat.of().formatHex(received.digest()))
                .isEqualTo(HexFormat.of().formatHex(sent.digest()));
        CallRecord call = proxy.recorded();
        assertThat(call.bytesIn()).isEqualTo((long) CHUNK * CHUNKS);
        assertThat(call.bytesOut()).isEqualTo((long) CHUNK * CHUNKS);
    }

    @Test
    void theEhrIsNotReadWhileTheClientStands() throws Exception {
        AtomicLong written = new AtomicLong();
        Promise<Void> full = Promise.promise();
        Promise<Void> everythingWritten = Promise.promise();
        long total = 64L * 1024 * 1024;
        proxy.ehr = request -> writeUpTo(request.response(), total, written, full, everythingWritten);
        await(proxy.start(ProxyFixture.patient()));
        HttpClientRequest request =
                await(proxy.client.request(HttpMethod.GET, proxy.port(), "127.0.0.1", PATH + "/Binary/1"));
        HttpClientResponse response = await(request.send().map(paused -> {
            paused.pause();
            return paused;
        }));

        // Every buffer on the way is full once the EHR has not been able to write for a while.
        await(full.future());
        long standing = written.get();
        assertThat(standing).isLessThan(total / 2);
        assertThat(everythingWritten.future().isComplete()).isFalse();

        AtomicLong read = new AtomicLong();
        Promise<Void> end = Promise.promise();
        response.handler(chunk -> read.addAndGet(chunk.length())).endHandler(over -> end.complete());
        response.resume();
        await(end.future());

        assertThat(read).hasValue(total);
    }

    @Test
    void aClientThatLeavesTakesTheRequestToTheEhrAlong() throws Exception {
        Promise<Void> ehrLost = Promise.promise();
        Promise<Void> begun = Promise.promise();
        proxy.ehr = request -> {
            request.response().closeHandler(closed -> ehrLost.tryComplete());
            request.response().setChunked(true).write("first").onSuccess(sent -> begun.tryComplete());
        };
        await(proxy.start(ProxyFixture.patient()));
        HttpClientRequest request =
                await(proxy.client.request(HttpMethod.GET, proxy.port(), "127.0.0.1", PATH + "/Patient"));
        HttpClientResponse response = await(request.send());
        await(begun.future());
        assertThat(response.statusCode()).isEqualTo(200);

        await(request.connection().close());

        await(ehrLost.future());
        assertThat(proxy.recorded().code()).isEqualTo("client-gone");
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerDoesTheSame() throws Exception {
        Promise<Void> ehrLost = Promise.promise();
        Promise<Void> asked = Promise.promise();
        proxy.ehr = request -> {
            request.response().closeHandler(closed -> ehrLost.tryComplete());
            asked.tryComplete();
        };
        await(proxy.start(ProxyFixture.patient()));
        NetSocket client = await(vertx.createNetClient().connect(proxy.port(), "127.0.0.1"));
        client.write("GET " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\n\r\n");
        await(asked.future());

        client.close();

        await(ehrLost.future());
        assertThat(proxy.recorded().code()).isEqualTo("client-gone");
    }

    @Test
    void anAnswerTheEhrBreaksOffNeverEndsCleanly() throws Exception {
        for (String head : new String[] {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
            String body = head.startsWith("T") ? "5\r\n{\"a\":\r\n" : "{\"a\":";
            ProxyFixture cut = new ProxyFixture(vertx);
            NetServer ehr = await(rawEhr(socket -> socket.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n" + head + "\r\n\r\n" + body)
                    .onSuccess(sent -> socket.close())));
            await(cut.startBefore(ehr.actualPort(), ProxyFixture.patient()));

            Buffer told = await(untilClosed(cut.port(), "GET " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\n\r\n"));

            assertThat(told.toString())
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("{\"a\":")
                    .doesNotContain("0\r\n\r\n");
            assertThat(cut.recorded().code()).isEqualTo("ehr-answer-cut");
            await(cut.close());
            await(ehr.close());
        }
        await(proxy.start(ProxyFixture.patient()));
    }

    @Test
    void aStaleConnectionCostsAReaderNothingAndAWriterAnError() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        NetServer ehr = await(rawEhr(socket -> {
            if (requests.incrementAndGet() % 2 == 1) {
                socket.close();
            } else {
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        }));
        await(proxy.startBefore(ehr.actualPort(), ProxyFixture.patient()));

        Told read = await(proxy.get("/Patient"));
        CallRecord first = proxy.recorded();
        Told written = await(proxy.call(HttpMethod.POST, PATH + "/Patient", Map.of(), "x"));

        assertThat(read.body()).isEqualTo("ok");
        assertThat(first.retried()).isTrue();
        assertThat(written.status()).isEqualTo(502);
        assertThat(written.body()).contains("ehr-unreachable");
        assertThat(requests).hasValue(3);
        await(ehr.close());
    }

    @Test
    void aRepeatedReadTakesAConnectionThatNobodyUsedBefore() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        List<NetSocket> first = new CopyOnWriteArrayList<>();
        NetServer ehr = await(rawEhr(socket -> {
            requests.incrementAndGet();
            if (first.contains(socket)) {
                socket.close();
                return;
            }
            first.add(socket);
            String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            if (first.size() == 2) {
                first.forEach(each -> each.write(answer));
            } else if (first.size() > 2) {
                socket.write(answer);
            }
        }));
        await(proxy.startBefore(ehr.actualPort(), ProxyFixture.patient()));
        Future<Told> one = proxy.get("/Patient/1");
        Future<Told> other = proxy.get("/Patient/2");
        await(one);
        await(other);

        Told third = await(proxy.get("/Patient/3"));

        assertThat(third.body()).isEqualTo("ok");
        assertThat(requests).hasValue(4);
        await(ehr.close());
    }

    @Test
    void anEhrThatIsNotThereIsUnreachable() throws Exception {
        NetServer ehr = await(rawEhr(socket -> {}));
        int port = ehr.actualPort();
        await(ehr.close());
        await(proxy.startBefore(port, ProxyFixture.patient()));

        Told told = await(proxy.get("/Patient"));

        assertThat(told.status()).isEqualTo(502);
        assertThat(told.body()).contains("ehr-unreachable");
    }

    @Test
    void anEhrThatNeverAnswersIsATimeout() throws Exception {
        proxy.ehr = request -> {};
        await(proxy.start(new ProxySettings(Duration.ofMillis(50), Duration.ofSeconds(60))));

        Told told = await(proxy.get("/Patient"));

        assertThat(told.status()).isEqualTo(504);
        assertThat(told.body()).contains("ehr-timeout");
        assertThat(proxy.recorded().code()).isEqualTo("ehr-timeout");
    }

    @Test
    void anAnswerThatStandsStillIsCut() throws Exception {
        proxy.ehr = request -> request.response().setChunked(true).write("first");
        await(proxy.start(new ProxySettings(Duration.ofSeconds(30), Duration.ofMillis(50))));

        Buffer told = await(untilClosed(proxy.port(), "GET " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\n\r\n"));

        assertThat(told.toString()).contains("first").doesNotContain("0\r\n\r\n");
        assertThat(proxy.recorded().code()).isEqualTo("ehr-answer-stalled");
    }

    @Test
    void aClientThatExpectsToContinueIsToldByUs() throws Exception {
        proxy.ehr = request -> {
            boolean expects = request.headers().contains("Expect");
            request.body().onSuccess(body -> request.response().end(expects + ":" + body));
        };
        await(proxy.start(ProxyFixture.patient()));
        NetSocket client = await(vertx.createNetClient().connect(proxy.port(), "127.0.0.1"));
        Promise<Void> goOn = Promise.promise();
        Promise<Void> answered = Promise.promise();
        Buffer told = Buffer.buffer();
        client.handler(bytes -> {
            told.appendBuffer(bytes);
            if (told.toString().startsWith("HTTP/1.1 100 Continue")) {
                goOn.tryComplete();
            }
            if (told.toString().endsWith("false:hello")) {
                answered.tryComplete();
            }
        });

        client.write(
                "POST " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        await(goOn.future());
        client.write("hello");

        await(answered.future());
        client.close();
    }

    @Test
    void aRefusedUploadIsNotContinued() throws Exception {
        await(proxy.start(ProxyFixture.patient()));

        Buffer told = await(untilClosed(
                proxy.port(),
                "POST /fhir/x/Patient HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 500000\r\n\r\n"));

        assertThat(told.toString()).startsWith("HTTP/1.1 404").contains("connection-unknown");
    }

    @Test
    void informationalAnswersAreNotTheAnswer() throws Exception {
        NetServer ehr = await(rawEhr(socket -> socket.write(
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
        await(proxy.startBefore(ehr.actualPort(), ProxyFixture.patient()));

        Told told = await(proxy.get("/Patient"));

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body()).isEqualTo("ok");
        await(ehr.close());
    }

    @Test
    void linksAreRewrittenInAStreamOfAnyPieces() throws Exception {
        proxy.ehr = request -> writeInPieces(request, "{\"link\":[{\"url\":\"" + proxy.base() + "/x\"}],\"a\":1.00}");
        await(proxy.start(ProxyFixture.patient()));

        Told told = await(proxy.get("/Patient"));

        assertThat(told.body()).isEqualTo("{\"link\":[{\"url\":\"https://gate.example" + PATH + "/x\"}],\"a\":1.00}");
        assertThat(told.headers().get("transfer-encoding")).isEqualTo("chunked");
        assertThat(proxy.recorded().route()).doesNotContain(BASE_PATH);
    }

    private static void writeInPieces(HttpServerRequest request, String json) {
        HttpServerResponse response = request.response().setChunked(true);
        response.putHeader("Content-Type", "application/json");
        Future<Void> written = Future.succeededFuture();
        byte[] bytes = json.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += 3) {
            Buffer piece = Buffer.buffer().appendBytes(bytes, at, Math.min(3, bytes.length - at));
            written = written.compose(before -> response.write(piece));
        }
        written.onSuccess(all -> response.end());
    }

    private void writeUpTo(
            HttpServerResponse response, long total, AtomicLong written, Promise<Void> full, Promise<Void> all) {
        if (!response.headWritten()) {
            response.putHeader("Content-Length", Long.toString(total));
        }
        while (written.get() < total) {
            if (response.writeQueueFull()) {
                long timer = vertx.setTimer(500, stood -> full.tryComplete());
                response.drainHandler(free -> {
                    vertx.cancelTimer(timer);
                    writeUpTo(response, total, written, full, all);
                });
                return;
            }
            response.write(Buffer.buffer(new byte[CHUNK]));
            written.addAndGet(CHUNK);
        }
        all.complete();
        response.end();
    }

    /** Calls back once for each request head. */
    private Future<NetServer> rawEhr(io.vertx.core.Handler<NetSocket> answer) {
        return vertx.createNetServer()
                .connectHandler(socket -> {
                    StringBuilder head = new StringBuilder();
                    socket.handler(bytes -> {
                        head.append(bytes);
                        if (head.indexOf("\r\n\r\n") >= 0) {
                            head.setLength(0);
                            answer.handle(socket);
                        }
                    });
                })
                .listen(0, "127.0.0.1");
    }

    private Future<Buffer> untilClosed(int port, String request) {
        Promise<Buffer> all = Promise.promise();
        vertx.createNetClient().connect(port, "127.0.0.1").onFailure(all::fail).onSuccess(socket -> {
            Buffer told = Buffer.buffer();
            socket.handler(told::appendBuffer);
            socket.closeHandler(closed -> all.tryComplete(told));
            socket.write(request);
        });
        return all.future();
    }
}
