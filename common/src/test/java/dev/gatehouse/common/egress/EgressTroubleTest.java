package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a call ends with when no whole answer comes. */
class EgressTroubleTest extends EgressScene {
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

    @Guards("OUT-4")
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

    @Guards("OUT-4")
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

    @Guards("OUT-4")
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
}
