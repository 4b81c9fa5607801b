package dev.gatehouse.common.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder inside the data directory for copies that are not sealed, mode 0700, removed when it is closed; one that a crash left
 * is removed by {@link #sweep} at the next start. Blocking.
 */
public final class WorkFolder implements AutoCloseable {
    private static final String PREFIX = ".backup-work-";

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    public static WorkFolder in(Path dataDirectory) throws IOException {
        return new WorkFolder(Files.createTempDirectory(
                dataDirectory,
                PREFIX,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /** Removes what earlier runs left; only while nobody else works on the data directory. */
    public static void sweep(Path dataDirectory) throws IOException {
        for (Path each : leftIn(dataDirectory)) {
            remove(each);
        }
    }

    static List<Path> leftIn(Path dataDirectory) throws IOException {
        if (Files.notExists(dataDirectory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(dataDirectory)) {
            return all.filter(WorkFolder::isOne).toList();
        }
    }

    static boolean isOne(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    public Path path() {
        return path;
    }

    /** A new folder in it. */
    Path folder(String name) throws IOException {
        return Files.createDirectory(
                path.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static void remove(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }
}
