package dev.gatehouse.gateway.app;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.token.TokenTraffic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What everybody may read about a node. */
final class StatusRoutesTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private Future<Void> database = Future.succeededFuture();
    private boolean leaving;
    private TokenTraffic.Reach ehrs = TokenTraffic.Reach.UNASKED;

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private HttpResponse<String> status() throws IOException, InterruptedException {
        Router router = Router.router(vertx);
        new StatusRoutes(this::ask, () -> leaving, () -> ehrs, NOON).mount(router);
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/status");
        HttpClient client = HttpClient.newHttpClient();
        client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Future<Void> ask() {
        asked.incrementAndGet();
        return database;
    }

    @Test
    void aReadyNodeSaysSoAndAsksTheDatabaseOnceForSeveralVisitors() throws Exception {
        HttpResponse<String> page = status();

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<strong data-tone=\"good\">Ready.</strong> It takes calls.");
        assertThat(page.body()).contains("No EHR was asked for a token", "As of 23 Nov 2026, 12:00:00 UTC");
        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValue(ConsoleRoutes.POLICY);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aNodeWithoutItsDatabaseIsNotReadyAndTellsNoReasonOfTheDatabase() throws Exception {
        database = Future.failedFuture("password of postgresql://gatehouse@db:5432 refused");
        HttpResponse<String> page = status();

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("Not ready.</strong> Its database does not answer.");
        assertThat(page.body()).doesNotContain("postgresql", "password");
    }

    @Test
    void aNodeThatIsToldToStopIsNotReadyAndAnAilingEhrIsNotNamed() throws Exception {
        leaving = true;
        ehrs = TokenTraffic.Reach.AILING;
        HttpResponse<String> page = status();

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("It is about to stop", "At least one EHR does not give tokens.");
    }
}
