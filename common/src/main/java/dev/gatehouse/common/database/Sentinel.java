package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.StartRefused;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node remembers of its database, in a file outside it: that there is one, which, and how far it had come. A damaged
 * H2 file can open as an empty or an older database without any error; only somebody outside can notice.
 *
 * @param databaseId the database's own id
 * @param generation the highest that was known to be on disk
 * @param writtenAt for the operator who looks into the file
 */
public record Sentinel(String databaseId, long generation, Instant writtenAt) {
    public static final String FILE = "state.json";

    private static final int FORMAT = 1;

    /**
     * Empty if this data directory never had a database.
     *
     * @throws StartRefused if it is there and can't be read
     */
    public static Optional<Sentinel> read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            String databaseId = json.getString("databaseId");
            Long generation = json.getLong("generation");
            Instant writtenAt = json.getInstant("writtenAt");
            if (json.getInteger("format", 0) != FORMAT
                    || !json.getBoolean("initialised", false)
                    || databaseId == null
                    || generation == null
                    || writtenAt == null) {
                throw unreadable(file, "its content is not ours");
            }
            return Optional.of(new Sentinel(databaseId, generation, writtenAt));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DecodeException | ClassCastException | java.time.DateTimeException e) {
            throw unreadable(file, e.getClass().getSimpleName());
        }
    }

    private static StartRefused unreadable(Path file, String reason) {
        return new StartRefused("The file " + file.toAbsolutePath() + " can't be read (" + reason
                + "), so it is not known whether the database is complete. Restore it from a backup; if you are sure of"
                + " the database, move the file away. Nothing was changed.");
    }

    /** Replaces the file as one step and forces file and directory to disk. Blocking. */
    public void write(Path directory) throws IOException {
        Path next = directory.resolve(FILE + ".next");
        byte[] text = new JsonObject()
                .put("format", FORMAT)
                .put("initialised", true)
                .put("databaseId", databaseId)
                .put("generation", generation)
                .put("writtenAt", writtenAt)
                .encodePrettily()
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(text);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(next, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes the directory, open to its owner only, if it is not there. */
    static void prepare(Path directory) {
        try {
            if (Files.notExists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "The data directory " + directory.toAbsolutePath() + " can't be made: "
                            + e.getClass().getSimpleName() + ". Make it, or name another with GATEHOUSE_DATA_DIR.",
                    e);
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new StartRefused(
                    "The data directory " + directory.toAbsolutePath() + " is no directory this user can write to.");
        }
    }
}
