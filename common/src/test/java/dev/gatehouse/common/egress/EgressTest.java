package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EgressTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Clock AT_NOON = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final HostRules ANY = new HostRules(Set.of(), true);
    private static final int LIMIT = 64 * 1024;
    /** For tests that wait until a limit strikes; nothing depends on how long that takes. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final List<Egress> opened = new ArrayList<>();
    private final Queue<List<String>> dns = new ArrayDeque<>();
    private final AtomicInteger lookUps = new AtomicInteger();

    private Vertx vertx;
    private Consumer<NetSocket> script = socket -> {};
    private int port;

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

    // where a call may go

    @Test
    @Smart(19)
    void aNameThatStandsForAPrivateAddressIsNeverConnectedTo() {
        HostRules listed = new HostRules(Set.of("ehr.example.com:" + port), false);
        for (List<String> answer : List.of(
                List.of("127.0.0.1"),
                List.of("192.0.2.1", "127.0.0.1"),
                List.of("::1"),
                List.of("::ffff:127.0.0.1"),
                List.of("169.254.169.254"),
                List.of("2606:4700::1111", "fd00::1"))) {
            dns.add(answer);
            Egress egress = egress(settings(Set.of()).withNameLife(Duration.ZERO));
            Destination ehr = egress.destination(URI.create("https://ehr.example.com:" + port + "/r4"), listed);

            Throwable failure = failureOf(egress.open(ehr, HttpMethod.GET, "/r4/Patient"));

            assertThat(((Failure) failure).code()).isEqualTo("address-refused");
            assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.REFUSED_BY_US);
        }
        assertThat(hits).hasValue(0);
    }

    @Test
    void aNameThatStandsForAPrivateAddressLaterIsCheckedAgain() {
        HostRules listed = new HostRules(Set.of("ehr.example.com:" + port), false);
        Egress egress = egress(settings(Set.of())
                .withTimes(Duration.ofMillis(50), SHORT, SHORT)
                .withNameLife(Duration.ZERO));
        Destination ehr = egress.destination(URI.create("https://ehr.example.com:" + port + "/r4"), listed);
        dns.add(List.of());
        dns.add(List.of("127.0.0.1"));

        Throwable first = failureOf(egress.send(get(ehr)));
        Throwable second = failureOf(egress.send(get(ehr)));

        assertThat(NoAnswer.stageOf(first)).contains(NoAnswer.Stage.NOT_CONNECTED);
        assertThat(((Failure) second).code()).isEqualTo("address-refused");
        assertThat(hits).hasValue(0);
    }

    @Test
    void noSpellingOfTheLoopbackReachesTheListener() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        HostRules generous = new HostRules(Set.of("*.0.0.1:" + port, "127.1:" + port), true);
        for (String host : List.of(
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0.0.0.0",
                "0",
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a@127.0.0.1",
                "sandbox.test@127.0.0.1",
                "127.0.0.1%2f",
                "127。0。0。1",
                "①②⑦.0.0.1")) {
            for (String scheme : List.of("http", "https")) {
                assertThatThrownBy(() -> await(egress.send(get(
                                egress.destination(URI.create(scheme + "://" + host + ":" + port + "/"), generous)))))
                        .as(host)
                        .isInstanceOfAny(Failure.Invalid.class, IllegalArgumentException.class);
            }
        }
        assertThat(hits).hasValue(0);
    }

    @Test
    @Smart(19)
    void redirectsAreHandedBackAndNotFollowed() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        Destination sandbox = sandbox(egress);
        for (int status : List.of(301, 302, 303, 307, 308)) {
            hits.set(0);
            received.clear();
            script = socket -> socket.write("HTTP/1.1 " + status + " Moved\r\nLocation: http://sandbox.test:" + port
                    + "/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

            SmallAnswer answer = await(egress.send(post(sandbox, "secret=1")));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(received).singleElement().asString().doesNotContain("/elsewhere");
            assertThat(hits).hasValue(1);
        }
    }

    @Test
    void aTargetWithALineBreakIsRefusedBeforeAnyConnection() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));

        Throwable failure =
                failureOf(egress.open(sandbox(egress), HttpMethod.GET, "/x HTTP/1.1\r\nHost: evil.example\r\n\r\n"));

        assertThat(failure).isInstanceOf(Failure.Invalid.class);
        assertThat(hits).hasValue(0);
    }

    // what is sent

    @Test
    void theRequestLineIsSentByteForByteAndTheHostIsTheName() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = answering("{}");

        String target = "/fhir/Patient?name=a|b&_id=%2F,+x$";
        SmallAnswer answer = await(
                egress.send(SmallRequest.get(sandbox(egress), target, Map.of("Accept", "application/json"), LIMIT)));

        assertThat(answer.body().toString()).isEqualTo("{}");
        assertThat(answer.sentAt()).isEqualTo(NOON);
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(received)
                .singleElement()
                .asString()
                .startsWith("GET " + target + " HTTP/1.1\r\n")
                .containsIgnoringCase("host: sandbox.test:" + port + "\r\n")
                .doesNotContainIgnoringCase("accept-encoding")
                .doesNotContainIgnoringCase("cookie")
                .doesNotContainIgnoringCase("authorization");
    }

    @Test
    void aKnownNameIsNotLookedUpAgainAndItsConnectionIsReused() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = answering("{}");

        for (int call = 0; call < 5; call++) {
            await(egress.send(get(sandbox(egress))));
        }

        assertThat(lookUps).hasValue(1);
        assertThat(hits).hasValue(1);
    }

    @Test
    void anAddressThatTakesNoConnectionIsPassedOver() {
        dns.add(List.of("127.0.0.2", "127.0.0.1")); // nobody listens on the first
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = answering("{}");

        assertThat(await(egress.send(get(sandbox(egress)))).status()).isEqualTo(200);
    }

    @Test
    void streamingCallsAnswerOnTheCallersOwnThread() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        Destination sandbox = sandbox(egress);
        Promise<Boolean> sameThread = Promise.promise();

        vertx.runOnContext(go -> {
            Thread mine = Thread.currentThread();
            egress.open(sandbox, HttpMethod.GET, "/")
                    .onSuccess(request -> {
                        sameThread.complete(Thread.currentThread() == mine);
                        request.reset();
                    })
                    .onFailure(sameThread::fail);
        });

        assertThat(await(sameThread.future())).isTrue();
    }

    @Test
    void secretsOfARequestAreNotPrinted() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        assertThat(post(sandbox(egress), "client_secret=s3cret").toString()).doesNotContain("s3cret");
    }

    // when no whole answer comes

    @Test
    void nobodyListeningMeansNothingWasSent() {
        Egress egress = egress(settings(Set.of("sandbox.test")));
        Destination nobody = egress.destination(URI.create("http://sandbox.test:1/"), ANY);

        Throwable failure = failureOf(egress.send(get(nobody)));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-unreachable");
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.NOT_CONNECTED);
    }

    @Test
    void aHostThatTakesNoConnectionIsSoonNotTriedAnyMore() {
        Egress egress = egress(settings(Set.of("sandbox.test")));
        Destination nobody = egress.destination(URI.create("http://sandbox.test:1/"), ANY);
        for (int call = 0; call < HostBreakers.IN_A_ROW; call++) {
            assertThat(((Failure) failureOf(egress.send(get(nobody)))).code()).isEqualTo("ehr-unreachable");
        }

        Throwable failure = failureOf(egress.open(nobody, HttpMethod.GET, "/"));

        assertThat(failure).isInstanceOf(HostLeftAlone.class);
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.NOT_CONNECTED);
        assertThat(egress.hostsLeftAlone()).isEqualTo(1);
        script = answering("{}");
        assertThat(await(egress.send(get(sandbox(egress)))).status()).isEqualTo(200);
    }

    @Test
    void noAnswerMakesUsLeaveAHostAlone() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        for (int status : List.of(500, 502, 503, 429, 404, 401)) {
            script = socket -> socket.write("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
            for (int call = 0; call < 10; call++) {
                assertThat(await(egress.send(get(sandbox(egress)))).status()).isEqualTo(status);
            }
        }
        assertThat(egress.hostsLeftAlone()).isZero();
    }

    @Test
    void aHostWhoseConnectionsAreAllTakenIsBusyAndNotOutOfReach() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)).withPool(1));
        Destination sandbox = sandbox(egress);
        List<Future<SmallAnswer>> calls = new ArrayList<>();
        for (int call = 0; call < 30; call++) {
            calls.add(egress.send(get(sandbox)));
        }
        int busy = 0;
        for (Future<SmallAnswer> call : calls.subList(17, 30)) {
            Throwable failure = failureOf(call);
            assertThat(failure).isInstanceOf(EgressBusy.class);
            assertThat(((Failure) failure).code()).isEqualTo("ehr-calls-queued");
            busy++;
        }
        assertThat(busy).isEqualTo(13);
        assertThat(egress.hostsLeftAlone()).isZero();
        assertThat(hits).hasValueLessThanOrEqualTo(1);
    }

    @Test
    void anUnknownNameMeansNothingWasSent() {
        Egress egress = new Egress(
                vertx,
                settings(Set.of("sandbox.test")),
                host -> Future.failedFuture(new UnknownHostException(host)),
                AT_NOON);
        opened.add(egress);

        Throwable failure = failureOf(egress.send(get(sandbox(egress))));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-name-unknown");
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.NOT_CONNECTED);
    }

    @Test
    void aNameServerThatNeverAnswersEndsWithTheCallsTime() {
        Egress egress = new Egress(
                vertx,
                settings(Set.of("sandbox.test")).withTimes(SHORT, SHORT, SHORT),
                host -> Promise.<List<InetAddress>>promise().future(),
                AT_NOON);
        opened.add(egress);

        Throwable failure = failureOf(egress.send(get(sandbox(egress))));

        assertThat(failure).isInstanceOf(EgressTimeout.class);
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.NOT_CONNECTED);
    }

    @Test
    void aServerThatHangsUpAfterTheRequestMayHaveActedOnIt() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = NetSocket::close;

        Throwable failure = failureOf(egress.send(post(sandbox(egress), "grant_type=refresh_token")));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-unreachable");
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.MAYBE_SENT);
    }

    @Test
    void anAnswerCutShortIsNoAnswer() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":")
                .onComplete(sent -> socket.close());

        Throwable failure = failureOf(egress.send(get(sandbox(egress))));

        assertThat(((Failure) failure).code()).isEqualTo("ehr-unreachable");
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.MAYBE_SENT);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port))
                .withTimes(Duration.ofSeconds(5), SHORT, Duration.ofSeconds(30)));

        Throwable failure = failureOf(egress.send(get(sandbox(egress))));

        assertThat(failure).isInstanceOf(EgressTimeout.class);
        assertThat(((Failure) failure).kind()).isEqualTo(Failure.Kind.UPSTREAM_TIMEOUT);
        assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.MAYBE_SENT);
    }

    @Test
    void aBodyThatDripsForEverIsGivenUpAndItsConnectionClosed() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port))
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), SHORT));
        script = socket -> {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            long drip = vertx.setPeriodic(20, tick -> socket.write(" "));
            socket.closeHandler(gone -> {
                vertx.cancelTimer(drip);
                closed.incrementAndGet();
            });
        };

        Throwable failure = failureOf(egress.send(get(sandbox(egress))));

        assertThat(failure).isInstanceOf(EgressTimeout.class);
        awaitClosed();
    }

    @Test
    @Smart(19)
    void aBodyOverTheLimitIsCutWhetherItIsAnnouncedOrNot() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        String chunk = "2000\r\n" + " ".repeat(0x2000) + "\r\n";
        for (String head : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            closed.set(0);
            script = socket -> {
                socket.write(head);
                pour(socket, chunk);
            };

            Throwable failure = failureOf(egress.send(get(sandbox(egress))));

            assertThat(((Failure) failure).code()).isEqualTo("ehr-answer-too-large");
            assertThat(NoAnswer.stageOf(failure)).contains(NoAnswer.Stage.MAYBE_SENT);
            awaitClosed();
        }
    }

    @Test
    void anAnswerThatCameCompressedUnaskedIsReadAllTheSame() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        script = zipped("{\"token\":1}".getBytes(UTF_8));

        assertThat(await(egress.send(get(sandbox(egress)))).body()).hasToString("{\"token\":1}");
    }

    @Test
    @Smart(19)
    void aCompressedAnswerIsNotUnfoldedBeyondTheLimit() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        for (int size : List.of(LIMIT + 1, 40_000_000)) {
            script = zipped(new byte[size]);

            Throwable failure = failureOf(egress.send(get(sandbox(egress))));

            assertThat(((Failure) failure).code()).isEqualTo("ehr-answer-too-large");
        }
    }

    private static Consumer<NetSocket> zipped(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Buffer head = Buffer.buffer(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.size() + "\r\n\r\n");
        return socket -> socket.write(head.copy().appendBytes(bytes.toByteArray()));
    }

    // downloads

    @Test
    void aDownloadStreamsIntoItsFile(@TempDir Path folder) throws Exception {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        String body = "x".repeat(3_000_000);
        script = answering(body);

        Path file = await(egress.download(sandbox(egress), "/list.json", folder.resolve("list"), 5_000_000));

        assertThat(Files.readString(file)).isEqualTo(body);
    }

    @Test
    void aDownloadThatFailsLeavesNoFile(@TempDir Path folder) {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        Path file = folder.resolve("list");

        script = answering("x".repeat(200_000));
        Throwable tooLong = failureOf(egress.download(sandbox(egress), "/", file, 100_000));
        assertThat(((Failure) tooLong).code()).isEqualTo("ehr-answer-too-large");
        assertThat(file).doesNotExist();

        script = socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                .onComplete(sent -> socket.close());
        Throwable cut = failureOf(egress.download(sandbox(egress), "/", file, 100_000));
        assertThat(((Failure) cut).code()).isEqualTo("ehr-unreachable");
        assertThat(file).doesNotExist();

        script = socket -> socket.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        Throwable missing = failureOf(egress.download(sandbox(egress), "/", file, 100_000));
        assertThat(((Failure) missing).code()).isEqualTo("download-refused");
        assertThat(file).doesNotExist();
    }

    private Egress egress(EgressSettings settings) {
        HostResolver resolver = host -> {
            lookUps.incrementAndGet();
            List<String> answer = dns.isEmpty() ? List.of("127.0.0.1") : dns.remove();
            return Future.succeededFuture(
                    answer.stream().map(EgressTest::address).toList());
        };
        Egress egress = new Egress(vertx, settings, resolver, AT_NOON);
        opened.add(egress);
        return egress;
    }

    private static EgressSettings settings(Set<String> privateHosts) {
        return EgressSettings.allowing(privateHosts);
    }

    private Destination sandbox(Egress egress) {
        return egress.destination(URI.create("http://sandbox.test:" + port + "/fhir"), ANY);
    }

    private static SmallRequest get(Destination to) {
        return SmallRequest.get(to, to.target(), Map.of(), LIMIT);
    }

    private static SmallRequest post(Destination to, String body) {
        return new SmallRequest(to, HttpMethod.POST, to.target(), Map.of(), Buffer.buffer(body), LIMIT);
    }

    private static Consumer<NetSocket> answering(String body) {
        return socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void pour(NetSocket socket, String chunk) {
        socket.write(chunk).onSuccess(more -> pour(socket, chunk));
    }

    private void awaitClosed() {
        Promise<Void> done = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (closed.get() > 0) {
                vertx.cancelTimer(timer);
                done.complete();
            }
        });
        await(done.future());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
