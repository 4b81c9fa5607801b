package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node checks before it trusts a database, on both. */
abstract class StartContract {
    @TempDir
    Path temp;

    private Vertx vertx;
    private StartFixture node;

    abstract DatabaseSettings newDatabase(Path directory);

    @BeforeEach
    void newNode() {
        vertx = Vertx.vertx();
        node = new StartFixture(vertx, temp.resolve("data"), newDatabase(temp.resolve("data")));
    }

    @AfterEach
    void closeVertx() {
        await(vertx.close());
    }

    private Sentinel noted() {
        return Sentinel.read(node.dataDirectory()).orElseThrow();
    }

    @Test
    void aNewDatabaseIsRememberedAndFoundAgain() throws Exception {
        node.runAndWrite("acme");

        try (OpenedDatabase again = node.start()) {
            assertThat(StartFixture.holds(again, "acme")).isTrue();
            assertThat(again.instances().read().databaseId()).isEqualTo(noted().databaseId());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.dataDirectory())))
                .isEqualTo("rwx------");
    }

    @Test
    void theGenerationGrowsOnlyWhileSomethingIsWritten() {
        try (OpenedDatabase opened = node.start()) {
            StartFixture.write(opened, "acme");
            await(opened.beat());
            long afterWrite = noted().generation();
            await(opened.database().read(tx -> tx.run(session -> session.find(TenantRow.class, "acme"))));
            await(opened.beat());

            assertThat(afterWrite).isEqualTo(1);
            assertThat(noted().generation()).isEqualTo(afterWrite);
            assertThat(opened.instances().read().generation()).isEqualTo(afterWrite);
        }
    }

    /** As the gateway stops: on a worker, in the queue of the context that also writes the notes. */
    @Test
    void aStopNotesTheLastWrites() {
        OpenedDatabase opened = node.start();
        StartFixture.write(opened, "acme");

        Promise<Void> closed = Promise.promise();
        Context context = node.vertx().getOrCreateContext();
        context.runOnContext(go -> context.<Void>executeBlocking(() -> {
                    opened.close();
                    return null;
                })
                .onComplete(closed));
        await(closed.future());

        assertThat(noted().generation()).isEqualTo(1);
    }

    @Test
    void anEmptiedDatabaseIsRefusedAndNotFilledAgain() throws Exception {
        node.runAndWrite("acme");
        node.sql("drop table instance");

        assertThat(node.refusal()).contains("the database is empty").contains("Restore the newest backup");
        assertThat(new InstanceStore(node.settings()).find()).isEmpty();
    }

    @Test
    void aMissingInstanceRowIsRefused() throws Exception {
        node.runAndWrite("acme");
        node.sql("delete from instance");

        assertThat(node.refusal()).contains("the database is empty");
    }

    @Test
    void anotherDatabaseIsRefused() throws Exception {
        node.runAndWrite("acme");
        node.sql("update instance set database_id = 'another'");

        assertThat(node.refusal()).contains("another database");
    }

    @Test
    void anOlderDatabaseIsRefused() throws Exception {
        node.runAndWrite("acme");
        node.sql("update instance set generation = 0");

        assertThat(node.refusal()).contains("older than it was").contains("expected at least 1");
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        node.runAndWrite("acme");
        node.sql("update \"flyway_schema_history\" set \"version\" = '9000' where \"version\" = '2'");

        assertThat(node.refusal()).contains("newer Gatehouse").contains("9000");
    }

    @Test
    void anUnreadableSentinelIsRefused() throws Exception {
        node.runAndWrite("acme");
        Files.writeString(node.dataDirectory().resolve(Sentinel.FILE), "{\"format\":1");

        assertThat(node.refusal()).contains("state.json").contains("can't be read");
    }

    @Test
    void aSentinelOfAnotherFormatIsRefused() throws Exception {
        node.runAndWrite("acme");
        Files.writeString(node.dataDirectory().resolve(Sentinel.FILE), "{\"format\":2}");

        assertThat(node.refusal()).contains("can't be read");
    }

    @Test
    void aDatabaseThatFallsBackWhileRunningTakesNoMoreWork() throws Exception {
        try (OpenedDatabase opened = node.start()) {
            StartFixture.write(opened, "acme");
            await(opened.beat());
            node.sql("update instance set generation = -5");
            StartFixture.write(opened, "later");

            await(opened.beat());

            assertThat(failureOf(opened.database().read(tx -> tx.run(s -> s.find(TenantRow.class, "acme")))))
                    .isInstanceOf(Failure.Unavailable.class);
        }
    }

    @Test
    void theFirstKeysAreKeptAndReplacedOnlyByWhoKnowsThem() {
        try (OpenedDatabase opened = node.start()) {
            InstanceStore instances = opened.instances();
            assertThat(instances.read().wrappedKeyset()).isEmpty();

            Instance first = instances.keepKeys(new byte[] {1}, new byte[] {1, 1});
            Instance second = instances.keepKeys(new byte[] {2}, new byte[] {2, 2});

            assertThat(first.wrappedKeyset()).hasValue(new byte[] {1, 1});
            assertThat(second.wrappedKeyset()).hasValue(new byte[] {1, 1});
            assertThat(instances.replaceKeys(new byte[] {2, 2}, new byte[] {3}, new byte[] {3, 3}))
                    .isFalse();
            assertThat(instances.replaceKeys(new byte[] {1, 1}, new byte[] {3}, new byte[] {3, 3}))
                    .isTrue();
            assertThat(instances.read().keyCheck()).hasValue(new byte[] {3});
        }
    }
}
