package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.Smart;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where calls may go, what they send, and downloads. */
class EgressTest extends EgressScene {
    // where a call may go

    @Guards("OUT-1")
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

    @Guards("OUT-1")
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

    @Guards("OUT-2")
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

    @Guards("SEC-3")
    @Test
    void secretsOfARequestAreNotPrinted() {
        Egress egress = egress(settings(Set.of("sandbox.test:" + port)));
        assertThat(post(sandbox(egress), "client_secret=s3cret").toString()).doesNotContain("s3cret");
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
}
