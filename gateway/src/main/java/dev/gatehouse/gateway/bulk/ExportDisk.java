package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files of exports on this node's disk: {@code exports/{export}/{place}.sealed}, for our eyes only. Every name is made
 * here. All of it blocks.
 */
final class ExportDisk {
    /** How much room there is; a test may tell less. */
    @FunctionalInterface
    interface Room {
        long usableBytes(Path at) throws IOException;
    }

    private static final Pattern EXPORT = Pattern.compile("exp_[0-9a-hjkmnp-tv-z]{26}");

    private final Path root;
    private final Room room;
    private final long reserve;

    /** @param reserve bytes that must stay free */
    ExportDisk(Path root, Room room, long reserve) {
        this.root = root;
        this.room = room;
        this.reserve = reserve;
    }

    Path file(String export, int place) {
        return directory(export).resolve(place + ".sealed");
    }

    /** What a file is until it is whole. */
    Path part(String export, int place) {
        return directory(export).resolve(place + ".part");
    }

    private Path directory(String export) {
        if (!EXPORT.matcher(export).matches()) {
            throw new IllegalArgumentException("not the id of an export");
        }
        return root.resolve(export);
    }

    void prepare(String export) throws IOException {
        Files.createDirectories(
                directory(export), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Fails with {@code export-disk-full} if fewer than these bytes and the reserve are free. */
    void needRoom(long bytes) throws IOException {
        if (room.usableBytes(root) - bytes < reserve) {
            throw full();
        }
    }

    static Failure full() {
        return new Failure.Unprocessable(
                "export-disk-full",
                "There is not enough room on the gateway's disk for this export. Make room and resume it.",
                List.of());
    }

    /** Removes all files of an export, if this node has any. */
    void remove(String export) {
        Path directory = directory(export);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException gone) {
            // nothing to remove
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exports of which this node has files. */
    List<String> exports() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(root)) {
            for (Path each : directories) {
                Path name = each.getFileName();
                if (name != null && EXPORT.matcher(name.toString()).matches()) {
                    found.add(name.toString());
                }
            }
            return found;
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
