package dev.gatehouse.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.testing.Answers;
import dev.gatehouse.common.testing.Guards;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link StartContract} on H2, and what can only happen to a file. */
final class H2StartTest extends StartContract {
    @Override
    DatabaseSettings newDatabase(Path directory) {
        return DatabaseSettings.h2(directory, "test-only");
    }

    private StartFixture node(Vertx vertx) {
        Path data = temp.resolve("data");
        return new StartFixture(vertx, data, newDatabase(data));
    }

    private Path file() {
        return temp.resolve("data").resolve("gatehouse.mv.db");
    }

    private static void with(ThrowingConsumer<Vertx> test) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            test.accept(vertx);
        } finally {
            Answers.await(vertx.close());
        }
    }

    private interface ThrowingConsumer<T> {
        void accept(T value) throws Exception;
    }

    @Test
    void noTraceFileBesideTheDatabaseHoldsValuesOfFailedStatements() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            assertThatThrownBy(() -> node(vertx).sql("insert into tenant (id) values ('a value')"))
                    .isInstanceOf(java.sql.SQLException.class);

            assertThat(temp.resolve("data").resolve("gatehouse.trace.db")).doesNotExist();
        });
    }

    @Guards("DMG-1")
    @Test
    void aVanishedFileIsRefusedAndNotMadeAgain() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            Files.delete(file());

            assertThat(node(vertx).refusal()).contains("the database file is gone");
            assertThat(file()).doesNotExist();
        });
    }

    @Guards("DMG-1")
    @Test
    void anOlderCopyOfTheFileIsRefused() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            byte[] copy = Files.readAllBytes(file());
            node(vertx).runAndWrite("later");
            Files.write(file(), copy);

            assertThat(node(vertx).refusal()).contains("older than it was");
        });
    }

    @Test
    void theFileIsClosedByItsOwnerAndNotByAPoolThatBorrowsIt() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            H2Connections owner =
                    new H2Connections(newDatabase(temp.resolve("data")).existing(), CheckpointSync::new);
            Pool borrower = JDBCPool.pool(vertx, owner);

            Answers.await(borrower.query("select 1").execute());
            Answers.await(borrower.close());
            Connection stillOpen = owner.getConnection();
            stillOpen.close();
            owner.close();

            Files.delete(file());
            assertThat(node(vertx).refusal()).contains("the database file is gone");
        });
    }

    @Guards("DMG-1")
    @Test
    void aNewEmptyFileInItsPlaceIsRefused() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            Files.delete(file());
            node(vertx).sql("create table somebody_elses (id bigint)");

            assertThat(node(vertx).refusal()).contains("the database is empty");
        });
    }

    @Guards("DMG-1")
    @Test
    void aDamagedFileIsRefused() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
                raw.write(new byte[(int) raw.length()]);
            }

            assertThat(node(vertx).refusal()).contains("can't be opened").contains("damaged");
        });
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            StartFixture stranger =
                    new StartFixture(vertx, temp.resolve("data"), DatabaseSettings.h2(temp.resolve("data"), "not-it"));

            assertThat(stranger.refusal())
                    .contains("The master key does not fit")
                    .doesNotContain("not-it");
        });
    }

    @Test
    void aFileOpenInAnotherProcessIsRefused() throws Exception {
        with(vertx -> {
            node(vertx).runAndWrite("acme");
            Process other = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            FileHolder.class.getName(),
                            newDatabase(temp.resolve("data")).jdbcUrl()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var answers = other.inputReader()) {
                assertThat(answers.readLine()).isEqualTo("open");

                assertThat(node(vertx).refusal()).contains("Another process has the database file open");
            } finally {
                other.destroy();
                assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        });
    }
}
