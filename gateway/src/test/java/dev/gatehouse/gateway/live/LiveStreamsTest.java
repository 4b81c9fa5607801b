package dev.gatehouse.gateway.live;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Caller;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over real connections, without a gateway around them. */
@Timeout(30)
final class LiveStreamsTest {
    private static final TenantId TENANT = new TenantId("northwind");
    private static final Caller CALLER =
            new Caller(new Author(TENANT, Author.Kind.OPERATOR, "op_1", null, null), false, Set.of(Permission.AUDIT));

    private final Vertx vertx = Vertx.vertx();
    private final LiveStreams streams = new LiveStreams(
            vertx, new LiveSettings(Duration.ofMillis(10), Duration.ofMillis(20), 10, 10, 10), Clock.systemUTC());
    private final AtomicReference<Future<Caller>> who = new AtomicReference<>(Future.succeededFuture(CALLER));
    private final AtomicReference<Promise<Void>> asked = new AtomicReference<>(Promise.promise());
    private String url = "";

    @BeforeEach
    void listen() {
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(request -> {
                    LiveStream stream =
                            new LiveStream(vertx.getOrCreateContext(), request.response(), CALLER, this::recognise);
                    streams.add(stream);
                    request.response().closeHandler(gone -> streams.remove(stream));
                    stream.begin(false);
                })
                .listen(0, "127.0.0.1"));
        url = "http://127.0.0.1:" + server.actualPort();
    }

    private Future<Caller> recognise() {
        asked.get().tryComplete();
        return who.get();
    }

    /** A check takes its turn behind what was offered before. */
    private void allAreOffered() {
        Promise<Void> turn = Promise.promise();
        asked.set(turn);
        streams.check();
        await(turn.future());
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static List<Hint> hints(int lot, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> new Hint(TENANT, Topic.AUDIT, "id_" + lot + "_" + i))
                .toList();
    }

    @Test
    void whoeverReadsTooSlowlyIsToldToLookAtEverythingAgain() {
        try (EventReader page = EventReader.open(url, "Accept", "text/event-stream")) {
            // more than the buffers of both ends hold
            for (int lot = 0; lot < 4_000; lot++) {
                streams.hear(hints(lot, LiveStream.MOST_WAITING));
            }
            allAreOffered();

            List<EventReader.Event> heard = page.until(event -> event.name().equals("resync"));
            streams.hear(hints(-1, 1));
            page.until(event -> event.data().contains("id_-1_0"));

            assertThat(heard).hasSizeLessThan(4_000 * LiveStream.MOST_WAITING);
        }
    }

    @Test
    void aStreamEndsAtTheNextBeatAfterItsSessionIsOver() {
        streams.start();
        try (EventReader page = EventReader.open(url, "Accept", "text/event-stream")) {
            who.set(Future.failedFuture(new Failure.Unauthorized("session-over", "You are not signed in.")));

            assertThat(page.next().data()).isEqualTo("{\"reason\":\"session-over\"}");
            assertThat(page.next()).isNull();
        }
    }

    @Test
    void whoeverLosesAPermissionHearsNoMoreOfItsTopic() {
        streams.start();
        try (EventReader page = EventReader.open(url, "Accept", "text/event-stream")) {
            streams.hear(hints(1, 1));
            assertThat(page.next().data()).contains("id_1_0");
            who.set(Future.succeededFuture(new Caller(CALLER.author(), false, Set.of(Permission.WEBHOOKS))));
            String webhook = next(page, Topic.WEBHOOKS);
            streams.hear(hints(2, 1));
            streams.hear(List.of(new Hint(TENANT, Topic.WEBHOOKS, "hook_last")));

            assertThat(webhook).contains("hook_");
            assertThat(page.until(event -> event.data().contains("hook_last")))
                    .noneMatch(event -> event.data().contains("id_2_0"));
        }
    }

    /** Asks for it until the reader's new permissions are known. */
    private String next(EventReader page, Topic topic) {
        long again = vertx.setPeriodic(5, tick -> streams.hear(List.of(new Hint(TENANT, topic, "hook_again"))));
        String data = page.untilTopic(topic.text()).get(0).data();
        vertx.cancelTimer(again);
        return data;
    }
}
