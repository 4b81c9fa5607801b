package dev.gatehouse.common.database;

import dev.gatehouse.common.failure.Failure;

/** Somebody else changed the row between our read and our write: 409 {@code changed-meanwhile}. Nothing was written. */
public final class StaleRow extends Failure.Conflict {
    StaleRow() {
        super(
                "changed-meanwhile",
                "This was changed by somebody else a moment ago. Read it again and repeat the change.");
    }
}
