package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.testing.PostgresServer;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@link StartContract} on PostgreSQL, and what several nodes and a server bring. */
final class PostgresStartIT extends StartContract {
    @Override
    DatabaseSettings newDatabase(Path directory) {
        return PostgresServer.newDatabase();
    }

    @Test
    void eachNodeRemembersTheSharedDatabaseByItself() throws Exception {
        Vertx vertx = Vertx.vertx();
        DatabaseSettings shared = PostgresServer.newDatabase();
        StartFixture one = new StartFixture(vertx, temp.resolve("one"), shared);
        StartFixture two = new StartFixture(vertx, temp.resolve("two"), shared);

        try (OpenedDatabase first = one.start();
                OpenedDatabase second = two.start()) {
            StartFixture.write(first, "acme");
            await(first.beat());
            StartFixture.write(second, "blue");
            await(second.beat());

            assertThat(Sentinel.read(one.dataDirectory()).orElseThrow().generation())
                    .isEqualTo(1);
            assertThat(Sentinel.read(two.dataDirectory()).orElseThrow().generation())
                    .isEqualTo(2);
        }
        one.sql("update instance set generation = 1");

        assertThat(one.refusal()).isEqualTo("it started");
        assertThat(two.refusal()).contains("older than it was");
        await(vertx.close());
    }

    @Test
    void aMissingDatabaseIsRefused() {
        Vertx vertx = Vertx.vertx();
        DatabaseSettings there = PostgresServer.newDatabase();
        String url = there.jdbcUrl().replaceFirst("/test\\d+", "/nowhere");
        DatabaseSettings missing = new DatabaseSettings(url, there.user(), there.password(), 2);

        assertThat(new StartFixture(vertx, temp.resolve("data"), missing).refusal())
                .contains("has no database of that name");
        await(vertx.close());
    }

    @Test
    void aServerThatDoesNotAnswerIsRefused() throws Exception {
        Vertx vertx = Vertx.vertx();
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        DatabaseSettings gone =
                DatabaseSettings.postgres(URI.create("postgresql://user:hush-hush@127.0.0.1:" + free + "/gatehouse"));

        assertThat(new StartFixture(vertx, temp.resolve("data"), gone).refusal())
                .contains("does not answer")
                .doesNotContain("hush-hush");
        await(vertx.close());
    }
}
