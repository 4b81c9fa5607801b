package dev.gatehouse.gateway.directory;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An import that waits for a yes.
 *
 * @param snapshot its number
 * @param source the address it came from; null for a file
 * @param stale true if another import was applied since, so that this one can be no more
 * @param report what it would change, as the API shows it
 */
record DirectoryPreview(
        long snapshot,
        String ehr,
        @Nullable String source,
        Instant madeAt,
        Instant expiresAt,
        boolean stale,
        JsonObject report) {}
