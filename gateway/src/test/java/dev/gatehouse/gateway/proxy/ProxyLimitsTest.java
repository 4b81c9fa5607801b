package dev.gatehouse.gateway.proxy;

import static dev.gatehouse.gateway.proxy.ProxyFixture.PATH;
import static dev.gatehouse.gateway.proxy.ProxyFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.ehr.EhrFacts;
import dev.gatehouse.common.ehr.EhrFacts.Limits;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.gateway.admission.AdmissionSettings;
import dev.gatehouse.gateway.admission.Limit;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many calls may be under way, and that none keeps its place. */
@ExtendWith(VertxExtension.class)
final class ProxyLimitsTest {
    private static final Limits NO_LIMITS = EhrFacts.UNKNOWN.limits();
    private static final ProxySettings SHORT = new ProxySettings(Duration.ofMillis(400), Duration.ofMillis(400));

    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private Vertx vertx;
    private ProxyFixture proxy;
    private HttpClient client;

    @BeforeEach
    void make(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(200));
    }

    private void start(AdmissionSettings limits, Limits stated, ProxySettings times) throws Exception {
        proxy = new ProxyFixture(vertx, limits, stated);
        proxy.ehr = held::add;
        await(proxy.start(times));
    }

    private void start(int calls, int perTenant, int perConnection) throws Exception {
        start(new AdmissionSettings(calls, calls, perTenant, perConnection, 1), NO_LIMITS, ProxyFixture.patient());
    }

    @AfterEach
    void stop() throws Exception {
        await(client.close());
        await(proxy.close());
    }

    private record Told(int status, MultiMap headers, String body) {
        String code() {
            return new JsonObject(body)
                    .getJsonArray("issue")
                    .getJsonObject(0)
                    .getJsonObject("details")
                    .getJsonArray("coding")
                    .getJsonObject(0)
                    .getString("code");
        }
    }

    private List<Future<Told>> calls(int number) {
        List<Future<Told>> calls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            calls.add(call(HttpMethod.GET, null));
        }
        return calls;
    }

    private Future<Told> call(HttpMethod method, Buffer body) {
        Promise<Told> told = Promise.promise();
        vertx.runOnContext(go -> client.request(method, proxy.port(), "127.0.0.1", PATH + "/Patient")
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(response -> response.body()
                        .map(bytes -> new Told(response.statusCode(), response.headers(), bytes.toString())))
                .onComplete(told));
        return told.future();
    }

    private void until(BooleanSupplier condition) throws Exception {
        Promise<Void> done = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (condition.getAsBoolean()) {
                vertx.cancelTimer(timer);
                done.complete();
            }
        });
        await(done.future());
    }

    private void answerHeld() {
        for (HttpServerRequest each = held.poll(); each != null; each = held.poll()) {
            each.response().putHeader("Content-Type", "application/fhir+json").end("{}");
        }
    }

    @Test
    void aPageThatSendsTwentyCallsAtOnceGetsTwentyAnswers() throws Exception {
        start(AdmissionSettings.DEFAULT, NO_LIMITS, ProxyFixture.patient());
        List<Future<Told>> calls = calls(20);

        until(() -> held.size() == 16 && proxy.admission.waiting() == 4);
        proxy.ehr = request -> request.response().end("{}");
        answerHeld();

        for (Future<Told> call : calls) {
            assertThat(await(call).status()).isEqualTo(200);
        }
        until(() -> proxy.admission.running() == 0);
        assertThat(proxy.admission.refused(Limit.CONNECTION)).isZero();
    }

    @Guards("LIM-1")
    @Test
    void aConnectionThatHasTooManyUnderWayIsToldSoAndKeepsItsSocket() throws Exception {
        start(100, 100, 2);
        List<Future<Told>> calls = calls(4);
        until(() -> held.size() == 2 && proxy.admission.waiting() == 2);

        Told refused = await(call(HttpMethod.POST, Buffer.buffer("{}")));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("connection-busy");
        assertThat(refused.headers().get("Retry-After")).isEqualTo("1");
        assertThat(refused.headers().contains("Connection")).isFalse();
        assertThat(proxy.admission.refused(Limit.CONNECTION)).isEqualTo(1);
        proxy.ehr = request -> request.response().end("{}");
        answerHeld();
        for (Future<Told> call : calls) {
            assertThat(await(call).status()).isEqualTo(200);
        }
    }

    @Test
    void whoWaitsInVainForAPlaceIsSentAway() throws Exception {
        start(100, 100, 1);
        List<Future<Told>> calls = calls(1);
        until(() -> held.size() == 1);

        Told late = await(call(HttpMethod.GET, null));

        assertThat(late.status()).isEqualTo(429);
        assertThat(late.code()).isEqualTo("connection-busy");
        assertThat(proxy.admission.running()).isEqualTo(1);
        answerHeld();
        assertThat(await(calls.get(0)).status()).isEqualTo(200);
    }

    @Test
    void whoLeavesTheLineLeavesNothingBehind() throws Exception {
        start(100, 100, 1);
        Future<Told> first = call(HttpMethod.GET, null);
        until(() -> held.size() == 1);
        NetSocket impatient = await(vertx.createNetClient().connect(proxy.port(), "127.0.0.1"));
        impatient.write("GET " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\n\r\n");
        until(() -> proxy.admission.waiting() == 1);

        impatient.close();

        until(() -> proxy.admission.waiting() == 0 && proxy.admission.running() == 1);
        answerHeld();
        assertThat(await(first).status()).isEqualTo(200);
        assertThat(held).isEmpty();
    }

    @Guards("LIM-1")
    @Test
    void aFullGatewayAnswersAtOnceWithoutReadingALongBody() throws Exception {
        start(1, 100, 100);
        Future<Told> first = call(HttpMethod.GET, null);
        until(() -> held.size() == 1);

        NetSocket socket = await(vertx.createNetClient().connect(proxy.port(), "127.0.0.1"));
        Buffer answer = Buffer.buffer();
        Promise<Void> closed = Promise.promise();
        socket.handler(answer::appendBuffer).closeHandler(gone -> closed.complete());
        socket.write("POST " + PATH + "/Binary HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\nfirst bytes");
        await(closed.future());

        assertThat(answer.toString())
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("retry-after: 1\r\n")
                .contains("\"gateway-busy\"");
        assertThat(proxy.admission.refused(Limit.GATEWAY)).isEqualTo(1);
        answerHeld();
        assertThat(await(first).status()).isEqualTo(200);
    }

    @Guards("LIM-1")
    @Test
    void aTenantWithTooManyUnderWayIsToldSo() throws Exception {
        start(100, 1, 100);
        Future<Told> first = call(HttpMethod.GET, null);
        until(() -> held.size() == 1);

        Told refused = await(call(HttpMethod.GET, null));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("tenant-busy");
        answerHeld();
        assertThat(await(first).status()).isEqualTo(200);
    }

    @Guards("LIM-1")
    @Test
    void oneEhrHostGetsNoMoreThanItsShare() throws Exception {
        start(new AdmissionSettings(100, 1, 100, 100, 1), NO_LIMITS, ProxyFixture.patient());
        Future<Told> first = call(HttpMethod.GET, null);
        until(() -> held.size() == 1);

        Told refused = await(call(HttpMethod.GET, null));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("ehr-calls-queued");
        answerHeld();
        assertThat(await(first).status()).isEqualTo(200);
    }

    @Test
    void aStatedRateIsKeptByWaitingALittleAndElseByRefusing() throws Exception {
        // twelve at once, then four in five seconds
        start(
                new AdmissionSettings(100, 100, 100, 100, 1),
                new Limits(60, null, null, null, null, null),
                ProxyFixture.patient());
        proxy.ehr = request -> request.response().end("{}");

        int answered = 0;
        for (Future<Told> call : calls(20)) {
            Told told = await(call);
            if (told.status() == 200) {
                answered++;
            } else {
                assertThat(told.code()).isEqualTo("ehr-rate-limit");
                assertThat(Integer.parseInt(told.headers().get("Retry-After"))).isBetween(1, 3);
            }
        }

        assertThat(answered).isBetween(12, 15);
        until(() -> proxy.admission.running() == 0);
    }

    /** Every way a call can end: answered, refused, cut by the EHR, cut by the client at any time, given up by us. */
    @Guards("LIM-1")
    @Test
    void noCallKeepsItsPlaceHoweverItEnds() throws Exception {
        start(new AdmissionSettings(40, 40, 40, 10, 1), NO_LIMITS, SHORT);
        Random fates = new Random(11);
        proxy.ehr = request -> end(request, fates.nextInt(7));
        NetClient sockets = vertx.createNetClient();
        int open = 0;
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 20; i++) {
                boolean post = fates.nextInt(3) == 0;
                long patience = 1L + fates.nextInt(fates.nextBoolean() ? 30 : 600);
                NetSocket socket = await(sockets.connect(proxy.port(), "127.0.0.1"));
                socket.exceptionHandler(reset -> {});
                socket.write(
                        post
                                ? "POST " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
                                : "GET " + PATH + "/Patient HTTP/1.1\r\nHost: x\r\n\r\n");
                vertx.setTimer(patience, gone -> socket.close());
                open++;
            }
        }
        for (int i = 0; i < open; i++) {
            assertThat(proxy.calls.poll(20, TimeUnit.SECONDS)).as("call %s", i).isNotNull();
        }

        until(() -> proxy.admission.running() == 0 && proxy.admission.waiting() == 0);
        proxy.ehr = request -> request.response().end("{}");
        for (Future<Told> call : calls(20)) {
            assertThat(await(call).status()).isEqualTo(200);
        }
        until(() -> proxy.admission.running() == 0);
    }

    private void end(HttpServerRequest request, int fate) {
        request.response().putHeader("Content-Type", "application/fhir+json");
        switch (fate) {
            case 0 -> request.response().end("{\"resourceType\":\"Bundle\"}");
            case 1 -> request.response().setStatusCode(500).end();
            case 2 -> request.connection().close();
            case 3 ->
                request.response()
                        .putHeader("Content-Length", "1000000")
                        .write("x".repeat(1000))
                        .onComplete(sent -> request.connection().close());
            case 4 -> request.response().putHeader("Content-Length", "1000000").write("{");
            case 5 -> vertx.setTimer(50, later -> request.response().end("{}"));
            default -> request.response().headers().clear();
        }
    }
}
