package dev.gatehouse.common.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A note in the data directory that an older state was taken on purpose, for the next start, which tells it and writes it into
 * the audit. Blocking.
 *
 * @param what was done: {@code restored}, {@code recovered} from a backup, or {@code accepted} as it was
 * @param generation of the database that was taken
 * @param from when that database was last written, as far as it is known
 * @param at when it was taken
 * @param by the account of the system that did it
 */
public record RestoreMark(String what, long generation, Instant from, Instant at, String by) {
    private static final String FILE = "restored.json";

    /** Empty if there is none, or it can't be read: it must not keep anybody from starting. */
    public static Optional<RestoreMark> read(Path dataDirectory) {
        try {
            JsonObject json = new JsonObject(Files.readString(dataDirectory.resolve(FILE)));
            return Optional.of(new RestoreMark(
                    json.getString("what", "restored"),
                    json.getLong("generation", 0L),
                    json.getInstant("from", Instant.EPOCH),
                    json.getInstant("at", Instant.EPOCH),
                    json.getString("by", "unknown")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | DecodeException | ClassCastException | DateTimeException unreadable) {
            return Optional.of(new RestoreMark("restored", 0, Instant.EPOCH, Instant.EPOCH, "unknown"));
        }
    }

    void write(Path dataDirectory) throws IOException {
        Path next = dataDirectory.resolve(FILE + ".next");
        Files.writeString(
                next,
                new JsonObject()
                        .put("what", what)
                        .put("generation", generation)
                        .put("from", from)
                        .put("at", at)
                        .put("by", by)
                        .encodePrettily());
        Durable.move(next, dataDirectory.resolve(FILE));
    }

    /** It was told. */
    public static void remove(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(FILE));
    }
}
