package dev.gatehouse.gateway.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.vault.FileKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportDiskTest {
    private static final String EXPORT = "exp_0123456789abcdefghjkmnpqrs";
    private static final long RESERVE = 1_000;

    private final FileKey key = FileKey.generate(new SecureRandom());
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

    @TempDir
    private Path directory;

    private ExportDisk disk;

    @BeforeEach
    void aDisk() {
        disk = new ExportDisk(directory.resolve("exports"), at -> free.get(), RESERVE);
    }

    @CanIgnoreReturnValue
    private ExportFile.Received write(int place, byte[] content) throws IOException {
        try (SealedWriter writer = SealedWriter.open(disk, EXPORT, place, key, EXPORT + "/" + place)) {
            for (int at = 0; at < content.length; at += 100_000) {
                writer.write(java.util.Arrays.copyOfRange(content, at, Math.min(content.length, at + 100_000)));
            }
            return writer.finish(disk.file(EXPORT, place), true);
        }
    }

    @Test
    void whatWasWrittenIsReadFromAnyPlaceOn() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            lines.append("{\"n\":").append(i).append("}\r\n\n  \n");
        }
        byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);

        ExportFile.Received received = write(0, content);

        assertThat(received.lines()).as("that are not blank").isEqualTo(50_000);
        assertThat(received.bytes()).isEqualTo(content.length);
        int from = content.length - 300_000;
        ByteBuffer part = ByteBuffer.allocate(1_000);
        try (SeekableByteChannel read = key.opening(Files.newByteChannel(disk.file(EXPORT, 0)), EXPORT + "/0")
                .position(from)) {
            while (part.hasRemaining() && read.read(part) >= 0) {
                // until it is full
            }
        }
        assertThat(part.array()).isEqualTo(java.util.Arrays.copyOfRange(content, from, from + 1_000));
    }

    @Test
    void aLastLineWithoutItsEndCounts() throws IOException {
        assertThat(write(0, "{}\n{}".getBytes(StandardCharsets.UTF_8)).lines()).isEqualTo(2);
        assertThat(write(1, new byte[0]).lines()).isZero();
    }

    @Test
    void aFileThatIsNotFinishedLeavesNothing() throws IOException {
        try (SealedWriter writer = SealedWriter.open(disk, EXPORT, 0, key, "place")) {
            writer.write(new byte[200_000]);
        }
        assertThat(disk.part(EXPORT, 0)).doesNotExist();
        assertThat(disk.file(EXPORT, 0)).doesNotExist();
    }

    @Test
    void aDiskThatFillsUpIsNoticedBeforeAndWhileAFileComes() throws IOException {
        free.set(RESERVE + 10);
        disk.needRoom(10);
        assertThatThrownBy(() -> disk.needRoom(11))
                .isInstanceOf(Failure.class)
                .hasFieldOrPropertyWithValue("code", "export-disk-full");
        byte[] piece = new byte[1024 * 1024];
        try (SealedWriter writer = SealedWriter.open(disk, EXPORT, 0, key, "place")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            writer.write(piece);
                        }
                    })
                    .hasFieldOrPropertyWithValue("code", "export-disk-full");
        }
    }

    @Test
    void onlyIdsOfExportsAreNamesOfDirectories() throws IOException {
        write(0, new byte[10]);
        Files.createDirectories(directory.resolve("exports/other"));

        assertThat(disk.exports()).containsExactly(EXPORT);
        assertThatThrownBy(() -> disk.file("../../etc", 0)).isInstanceOf(IllegalArgumentException.class);
        disk.remove(EXPORT);
        disk.remove(EXPORT);
        assertThat(disk.exports()).isEmpty();
    }
}
