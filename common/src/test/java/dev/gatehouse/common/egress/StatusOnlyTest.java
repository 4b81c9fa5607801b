package dev.gatehouse.common.egress;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of which only the status counts. */
class StatusOnlyTest {
    private static final int LIMIT = 4096;

    private Vertx vertx;
    private HttpServer server;
    private Egress egress;
    private volatile Handler<HttpServerRequest> script;

    @BeforeEach
    void aServer() {
        vertx = Vertx.vertx();
        server = await(vertx.createHttpServer()
                .requestHandler(request -> script.handle(request))
                .listen(0, "127.0.0.1"));
        EgressSettings settings = EgressSettings.allowing(Set.of("127.0.0.1:" + server.actualPort()))
                .withTimes(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        egress = new Egress(vertx, settings, HostResolver.ofPlatform(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        await(egress.close());
        await(vertx.close());
    }

    private SmallRequest request() {
        Destination to = egress.destination(
                URI.create("http://127.0.0.1:" + server.actualPort() + "/x"), new HostRules(Set.of(), true));
        return new SmallRequest(to, HttpMethod.POST, to.target(), Map.of(), Buffer.buffer("{}"), LIMIT);
    }

    @Test
    void anAnswerThatIsAnnouncedTooLongStillHasAStatus() {
        script = request -> request.response().setStatusCode(202).end("x".repeat(LIMIT + 1));

        assertThat(await(egress.send(request().forStatusOnly())).status()).isEqualTo(202);
        assertThat(((Failure) failureOf(egress.send(request()))).code()).isEqualTo("ehr-answer-too-large");
    }

    @Test
    void anAnswerThatNeverEndsStillHasAStatus() {
        script = request ->
                request.response().setChunked(true).setStatusCode(200).write("x");

        SmallAnswer answer = await(egress.send(request().forStatusOnly()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().length()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void anAnswerThatIsCutStillHasAStatus() {
        script = request -> request.response()
                .setChunked(true)
                .setStatusCode(500)
                .write("x")
                .onComplete(sent -> request.connection().close());

        assertThat(await(egress.send(request().forStatusOnly())).status()).isEqualTo(500);
    }

    @Test
    void withoutHeadersThereIsNoStatus() {
        script = request -> request.connection().close();

        assertThat(((Failure) failureOf(egress.send(request().forStatusOnly()))).code())
                .isEqualTo("ehr-unreachable");
    }
}
