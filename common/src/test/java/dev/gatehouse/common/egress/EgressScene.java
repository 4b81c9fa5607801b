package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A way out, and a listener on the loopback that does what a test says. */
abstract class EgressScene {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Clock AT_NOON = Clock.fixed(NOON, ZoneOffset.UTC);
    static final HostRules ANY = new HostRules(Set.of(), true);
    static final int LIMIT = 64 * 1024;
    /** For tests that wait until a limit strikes; nothing depends on how long that takes. */
    static final Duration SHORT = Duration.ofMillis(300);

    final AtomicInteger hits = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final Queue<String> received = new ConcurrentLinkedQueue<>();
    final List<Egress> opened = new ArrayList<>();
    final Queue<List<String>> dns = new ArrayDeque<>();
    final AtomicInteger lookUps = new AtomicInteger();

    Vertx vertx;
    Consumer<NetSocket> script = socket -> {};
    int port;

    @BeforeEach
    void listenOnLoopback() {
        vertx = Vertx.vertx();
        NetServer listener = vertx.createNetServer().connectHandler(socket -> {
            hits.incrementAndGet();
            socket.closeHandler(gone -> closed.incrementAndGet());
            socket.exceptionHandler(reset -> {});
            socket.handler(bytes -> {
                received.add(bytes.toString());
                script.accept(socket);
            });
        });
        port = await(listener.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void close() {
        opened.forEach(each -> await(each.close()));
        await(vertx.close());
    }

    Egress egress(EgressSettings settings) {
        HostResolver resolver = host -> {
            lookUps.incrementAndGet();
            List<String> answer = dns.isEmpty() ? List.of("127.0.0.1") : dns.remove();
            return Future.succeededFuture(
                    answer.stream().map(EgressScene::address).toList());
        };
        Egress egress = new Egress(vertx, settings, resolver, AT_NOON);
        opened.add(egress);
        return egress;
    }

    static EgressSettings settings(Set<String> privateHosts) {
        return EgressSettings.allowing(privateHosts);
    }

    Destination sandbox(Egress egress) {
        return egress.destination(URI.create("http://sandbox.test:" + port + "/fhir"), ANY);
    }

    static SmallRequest get(Destination to) {
        return SmallRequest.get(to, to.target(), Map.of(), LIMIT);
    }

    static SmallRequest post(Destination to, String body) {
        return new SmallRequest(to, HttpMethod.POST, to.target(), Map.of(), Buffer.buffer(body), LIMIT);
    }

    static Consumer<NetSocket> answering(String body) {
        return socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    static void pour(NetSocket socket, String chunk) {
        socket.write(chunk).onSuccess(more -> pour(socket, chunk));
    }

    void awaitClosed() {
        Promise<Void> done = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (closed.get() > 0) {
                vertx.cancelTimer(timer);
                done.complete();
            }
        });
        await(done.future());
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
