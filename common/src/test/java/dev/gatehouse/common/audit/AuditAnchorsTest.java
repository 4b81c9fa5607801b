package dev.gatehouse.common.audit;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.OnH2;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditAnchorsTest extends DatabaseContract implements OnH2 {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path directory;

    private AuditAnchors anchors;

    @BeforeEach
    void anEntry() {
        anchors = new AuditAnchors(vertx(), database(), directory, Clock.fixed(NOON, ZoneOffset.UTC));
        done();
    }

    private void done() {
        await(database().inTransaction(tx -> {
            audit().record(tx, Author.system(TenantId.DEFAULT, "test"), "thing.done", "t", Map.of());
            return Future.succeededFuture();
        }));
    }

    private Path file() {
        return directory.resolve(AnchorFile.NAME);
    }

    private AuditEvent newest() {
        var all = audited(TenantId.DEFAULT);
        return all.get(all.size() - 1);
    }

    @Test
    void theEndOfTheChainIsNotedWhenItMoved() throws IOException {
        await(anchors.note());
        await(anchors.note());
        AuditEvent first = newest();
        done();
        await(anchors.note());

        assertThat(new AnchorFile(file()).read())
                .containsExactly(
                        new AuditAnchor(first.seq(), first.mac(), NOON),
                        new AuditAnchor(newest().seq(), newest().mac(), NOON));
    }

    @Test
    void aRestartGoesOnWhereItWas() throws IOException {
        await(anchors.start());
        await(anchors.stop());
        AuditAnchors again = new AuditAnchors(vertx(), database(), directory, Clock.systemUTC());

        await(again.start());
        await(again.stop());

        assertThat(new AnchorFile(file()).read()).hasSize(1);
    }

    @Test
    void aLineTornByACrashIsReplaced() throws IOException {
        await(anchors.note());
        Files.writeString(file(), "{\"seq\":9,\"ma", StandardOpenOption.APPEND);
        done();

        await(anchors.note());

        assertThat(new AnchorFile(file()).read())
                .hasSize(2)
                .last()
                .satisfies(anchor -> assertThat(anchor.seq()).isEqualTo(newest().seq()));
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void aBadLineInTheMiddleIsNotPassedOver() throws IOException {
        await(anchors.note());
        Files.writeString(file(), "nonsense\n" + Files.readString(file()));

        assertThatThrownBy(() -> new AnchorFile(file()).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void theFileStaysSmall() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 10_000; i++) {
            many.append(new AuditAnchor(i, "00", NOON).line()).append('\n');
        }
        Files.writeString(file(), many);

        new AnchorFile(file()).add(new AuditAnchor(10_001, "01", NOON));

        assertThat(new AnchorFile(file()).read()).hasSize(5_001).last().isEqualTo(new AuditAnchor(10_001, "01", NOON));
    }

    @Test
    void theShortTextOfAnAnchorIsReadBack() {
        AuditAnchor anchor = new AuditAnchor(7, "00ff", null);

        assertThat(AuditAnchor.ofText(anchor.toString())).contains(anchor);
        assertThat(AuditAnchor.ofText("7:xyz")).isEmpty();
        assertThat(AuditAnchor.ofText("7:0ff")).isEmpty();
        assertThat(AuditAnchor.ofText("0:00")).isEmpty();
    }
}
