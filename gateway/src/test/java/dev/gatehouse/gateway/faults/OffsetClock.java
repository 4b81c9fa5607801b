package dev.gatehouse.gateway.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's time with an offset that another process may change: it stands in a file, in milliseconds. */
final class OffsetClock extends Clock {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path file;
    private long offset;
    private long lookAgain = System.nanoTime();

    OffsetClock(Path file) {
        this.file = file;
    }

    /** Takes effect within twenty milliseconds. */
    static void set(Path file, Duration offset) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), "" + offset.toMillis());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized Instant instant() {
        if (System.nanoTime() - lookAgain >= 0) {
            try {
                offset = Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            lookAgain = System.nanoTime() + LOOK.toNanos();
        }
        return Instant.now().plusMillis(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
