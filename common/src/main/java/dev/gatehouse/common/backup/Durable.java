package dev.gatehouse.common.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Changes of files that outlive a power cut once they return. Blocking. */
final class Durable {
    private Durable() {}

    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The directory's own entries. */
    static void forceEntries(Path of) throws IOException {
        Path directory = of.toAbsolutePath().getParent();
        if (directory != null) {
            force(directory);
        }
    }

    /** Gives a file its place as one step; whatever was there is replaced. */
    static void move(Path from, Path to) throws IOException {
        force(from);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceEntries(to);
    }

    /** Every file of a directory, none of those below its own directories. */
    static List<Path> files(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
