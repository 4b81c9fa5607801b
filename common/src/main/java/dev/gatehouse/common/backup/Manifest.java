package dev.gatehouse.common.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a backup says of itself; sealed like the rest of it.
 *
 * @param version of the Gatehouse that made it
 * @param databaseId of the database in it
 * @param generation the database in it has come at least so far
 * @param auditEntries it has at least so many entries of the audit
 * @param parts in the order in which they follow
 */
public record Manifest(
        String version,
        String schemaVersion,
        String databaseId,
        long generation,
        long auditEntries,
        Instant madeAt,
        List<Part> parts) {
    private static final int FORMAT = 1;

    /**
     * One file.
     *
     * @param name its path in the data directory, or {@link BackupFile#DATABASE}
     * @param sha256 in hex
     */
    public record Part(String name, long bytes, String sha256) {
        private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,64}(/[a-z0-9.-]{1,64})?");

        public Part {
            if (!NAME.matcher(name).matches() || name.contains("..") || bytes < 0 || sha256.length() != 64) {
                throw new IllegalArgumentException("no part of a backup");
            }
        }
    }

    public Manifest {
        parts = List.copyOf(parts);
    }

    JsonObject json() {
        JsonArray all = new JsonArray();
        for (Part each : parts) {
            all.add(new JsonObject()
                    .put("name", each.name())
                    .put("bytes", each.bytes())
                    .put("sha256", each.sha256()));
        }
        return new JsonObject()
                .put("format", FORMAT)
                .put("version", version)
                .put("schemaVersion", schemaVersion)
                .put("databaseId", databaseId)
                .put("generation", generation)
                .put("auditEntries", auditEntries)
                .put("madeAt", madeAt)
                .put("parts", all);
    }

    /** @throws IOException if a version that is not ours made it */
    static Manifest of(String text) throws IOException {
        try {
            JsonObject json = new JsonObject(text);
            if (json.getInteger("format", 0) != FORMAT) {
                throw new IOException("a newer Gatehouse made it");
            }
            List<Part> parts = new ArrayList<>();
            for (Object each : json.getJsonArray("parts")) {
                JsonObject part = (JsonObject) each;
                parts.add(new Part(part.getString("name"), part.getLong("bytes"), part.getString("sha256")));
            }
            return new Manifest(
                    json.getString("version"),
                    json.getString("schemaVersion"),
                    json.getString("databaseId"),
                    json.getLong("generation"),
                    json.getLong("auditEntries"),
                    json.getInstant("madeAt"),
                    parts);
        } catch (DecodeException
                | ClassCastException
                | IllegalArgumentException
                | NullPointerException
                | DateTimeException e) {
            throw new IOException("its manifest is not ours", e);
        }
    }
}
