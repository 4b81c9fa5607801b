package dev.gatehouse.gateway.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From a start of one node to its end.
 *
 * @param seenAt the last minute in which it said that it runs
 * @param endedAt null while it runs, and if it ended without a word
 */
record Run(Instant startedAt, Instant seenAt, @Nullable Instant endedAt) {

    /** Until when it is known to have run. */
    Instant until() {
        return endedAt == null ? seenAt : endedAt;
    }
}
