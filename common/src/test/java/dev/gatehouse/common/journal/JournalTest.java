package dev.gatehouse.common.journal;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final Vertx vertx = Vertx.vertx();
    private static final JournalLimits SMALL = new JournalLimits(4096, Duration.ofMinutes(15), 1 << 20);

    @TempDir
    Path directory;

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    private Journal open(JournalLimits limits) {
        return Journal.open(vertx, directory.resolve("rescue"), limits, Clock.systemUTC());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(directory.resolve("rescue"))) {
            return all.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that stands in the files, as a start after a crash would find it. */
    private List<String> found() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : files()) {
            assertThat(new Segment(file).visit((at, content) -> texts.add(new String(content, StandardCharsets.UTF_8))))
                    .isNotNegative();
        }
        return texts;
    }

    @Test
    void whatIsAcknowledgedStandsInTheFileWhileTheJournalIsOpen() throws IOException {
        try (Journal journal = open(SMALL)) {
            await(journal.append(bytes("one")));
            await(journal.append(bytes("two")));

            assertThat(found()).containsExactly("one", "two");
        }
    }

    @Test
    void theNextRunFindsTheRecordsInOrderAndCanReadEachAgain() throws IOException {
        try (Journal journal = open(SMALL)) {
            for (int i = 0; i < 200; i++) {
                await(journal.append(bytes("record " + i + " " + "x".repeat(i))));
            }
        }
        try (Journal journal = open(SMALL)) {
            List<String> texts = new ArrayList<>();
            List<Journal.Place> places = new ArrayList<>();
            journal.visit((place, content) -> {
                texts.add(new String(content, StandardCharsets.UTF_8));
                places.add(place);
            });

            assertThat(texts).hasSize(200).first().isEqualTo("record 0 ");
            assertThat(new String(places.get(150).read(), StandardCharsets.UTF_8))
                    .isEqualTo(texts.get(150));
            assertThat(files().size()).isGreaterThan(3);
        }
    }

    @Test
    void manyAtOnceAllArrive() throws IOException {
        try (Journal journal = open(JournalLimits.DEFAULT)) {
            await(Future.all(IntStream.range(0, 1000)
                    .mapToObj(i -> journal.append(bytes("record " + i)))
                    .toList()));

            assertThat(found()).hasSize(1000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTornEndHidesNothingBeforeIt() throws IOException {
        try (Journal journal = open(SMALL)) {
            await(journal.append(bytes("whole")));
            await(journal.append(bytes("torn in the middle of its content")));
        }
        Path file = files().get(0);
        byte[] all = Files.readAllBytes(file);
        Arrays.fill(all, 12 + 5 + 12 + 10, all.length, (byte) 0);
        Files.write(file, all);

        assertThat(found()).containsExactly("whole");
    }

    @Test
    void damageHidesNothingBehindIt() throws IOException {
        try (Journal journal = open(SMALL)) {
            await(journal.append(bytes("first")));
            await(journal.append(bytes("second")));
            await(journal.append(bytes("third")));
        }
        Path file = files().get(0);
        byte[] all = Files.readAllBytes(file);
        all[12 + 5 + 12 + 2] ^= 1;
        Files.write(file, all);

        assertThat(found()).containsExactly("first", "third");
    }

    @Test
    void aRecordThatEndsInZerosSurvivesTheGivingBackOfRoom() throws IOException {
        byte[] content = {1, 2, 0, 0, 0};
        try (Journal journal = open(SMALL)) {
            await(journal.append(content));
        }
        List<byte[]> texts = new ArrayList<>();
        Segment segment = new Segment(files().get(0));
        for (int round = 0; round < 2; round++) {
            assertThat(segment.visit((at, found) -> texts.add(found))).isZero();
        }

        assertThat(texts).hasSize(2).allMatch(each -> Arrays.equals(each, content));
        assertThat(files().get(0)).hasSize(12 + 5);
    }

    @Test
    void filesGoWhenEverythingInThemIsSettledAndThereAreTooMany() throws IOException {
        JournalLimits few = new JournalLimits(4096, Duration.ofMinutes(15), 3 * 4096);
        try (Journal journal = open(few)) {
            Journal.Ticket kept = await(journal.append(bytes("still wanted")));
            for (int i = 0; i < 50; i++) {
                await(journal.append(new byte[1000])).settle();
            }
            assertThat(found()).contains("still wanted");
            kept.settle();
            for (int i = 0; i < 8; i++) {
                await(journal.append(new byte[1000])).settle();
            }
        }
        // closed, so that no removal is still under way

        assertThat(found()).doesNotContain("still wanted");
        assertThat(files().size()).isLessThanOrEqualTo(4);
    }

    @Test
    void aRecordThatCouldNotBeWrittenKeepsNoFile() throws Exception {
        JournalLimits few = new JournalLimits(4096, Duration.ofMinutes(15), 3 * 4096);
        try (Journal journal = open(few)) {
            await(journal.append(bytes("one"))).settle();
            breakFile(journal);
            assertThat(failureOf(journal.append(bytes("two")))).isInstanceOf(IOException.class);

            for (int i = 0; i < 50; i++) {
                await(journal.append(new byte[1000])).settle();
            }
        }

        assertThat(files().size()).isLessThanOrEqualTo(4);
    }

    /** As a disk does that gives up: the next write fails. */
    private static void breakFile(Journal journal) throws Exception {
        Field file = Journal.class.getDeclaredField("channel");
        file.setAccessible(true);
        ((FileChannel) file.get(journal)).close();
    }

    @Test
    void whatEarlierRunsLeftStaysUntilItWasVisitedHoweverOldItIs() throws IOException {
        JournalLimits brief = new JournalLimits(4096, Duration.ofMinutes(15), 1);
        try (Journal journal = open(SMALL)) {
            await(journal.append(bytes("one")));
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        Journal.Ticket held;
        try (Journal journal = Journal.open(vertx, directory.resolve("rescue"), brief, later)) {
            List<Journal.Place> places = new ArrayList<>();
            journal.visit((place, content) -> places.add(place));
            await(journal.append(bytes("two"))).settle();
            assertThat(new String(places.get(0).read(), StandardCharsets.UTF_8)).isEqualTo("one");
            held = places.get(0).hold();
            journal.visited();
            await(journal.append(bytes("three"))).settle();
        }
        assertThat(found()).contains("one");
        held.settle();
    }

    @Test
    void twoProcessesCanNotShareADirectory() {
        try (Journal journal = open(SMALL)) {
            assertThat(journal).isNotNull();
            assertThatThrownBy(() -> open(SMALL).close())
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("data directory of its own");
        }
        open(SMALL).close();
    }

    @Test
    void aRecordTooLargeForAFileIsRefusedAndTheNextIsKept() throws IOException {
        try (Journal journal = open(SMALL)) {
            assertThat(journal.append(new byte[5000]).failed()).isTrue();
            await(journal.append(bytes("small")));

            assertThat(found()).containsExactly("small");
        }
    }
}
