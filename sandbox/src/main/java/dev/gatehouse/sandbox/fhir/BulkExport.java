package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.directory.Base;
import dev.gatehouse.sandbox.fault.BulkSwitches;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One export, whose result is fixed when it begins.
 *
 * @param id unguessable; opens files that need no token
 * @param request the address that began it
 * @param failure the issue code with which it ends, or null
 */
record BulkExport(
        String id,
        Base base,
        String request,
        Instant begun,
        Instant ready,
        BulkSwitches.FileToken fileToken,
        BulkSwitches.FilePlace filePlace,
        boolean pretty,
        boolean counts,
        @Nullable String failure,
        List<Part> parts) {

    /**
     * One file.
     *
     * @param type resource type
     * @param number among those of the type, from 1
     * @param error true if it lists what went wrong
     */
    record Part(String type, int number, boolean error, List<ObjectNode> resources) {}

    BulkExport {
        parts = List.copyOf(parts);
    }

    boolean isReady(Instant now) {
        return !now.isBefore(ready);
    }

    /** 0 to 99. */
    int percent(Instant now) {
        long whole = Math.max(1, Duration.between(begun, ready).toMillis());
        return (int) Math.min(99, Duration.between(begun, now).toMillis() * 100 / whole);
    }
}
