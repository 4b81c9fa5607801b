package dev.gatehouse.gateway.nango.connect;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.testing.OnH2;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.http.HttpServer;
import java.net.http.WebSocketHandshakeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a web socket, and who loses it again. */
final class SocketLimitsTest extends DatabaseContract implements OnH2 {
    private static final String OURS = "https://app.example.org";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private HttpServer server;
    private BrowserSockets sockets;

    SocketLimitsTest() {
        super(NangoConnectStore.ROWS.toArray(Class<?>[]::new));
    }

    private String listening(Set<String> origins, int most, Duration ping) {
        BrowserSockets.Limits limits = new BrowserSockets.Limits(most, ping, Duration.ofMinutes(40));
        sockets = new BrowserSockets(vertx(), database(), origins, limits, new SecureRandom(), clock);
        sockets.start();
        server = await(vertx().createHttpServer().requestHandler(sockets::take).listen(0, "127.0.0.1"));
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    @AfterEach
    void close() {
        sockets.stop();
        await(server.close());
    }

    private static void refused(int status, String url, String origin) {
        assertThatThrownBy(() -> Socket.open(url, origin))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    @Guards("LIM-3")
    @Test
    void whereOriginsAreNamedOnlyTheyGetOne() {
        String url = listening(Set.of(OURS), 10, Duration.ofHours(1));

        refused(403, url, "https://evil.example");
        refused(403, url, "null");
        try (Socket socket = Socket.open(url, OURS)) {
            assertThat(socket.id()).hasSize(32);
        }
    }

    @Guards("LIM-3")
    @Test
    void thereAreOnlySoMany() {
        String url = listening(Set.of(), 2, Duration.ofHours(1));
        try (Socket one = Socket.open(url);
                Socket two = Socket.open(url)) {
            assertThat(one.id()).isNotEqualTo(two.id());

            refused(503, url, OURS);
        }
    }

    @Guards("LIM-3")
    @Test
    void noneStaysForEver() {
        String url = listening(Set.of(), 10, Duration.ofMillis(50));
        try (Socket socket = Socket.open(url)) {
            clock.move(Duration.ofMinutes(41));

            assertThat(socket.closedWith()).isEqualTo(1001);
        }
    }
}
