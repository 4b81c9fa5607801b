package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one minute or hour, and its row in the database, which nobody else writes. So the row is always
 * written whole: it does no harm to write it again when nobody knows whether the first time went well.
 */
final class Cell {
    /** What it is about. */
    record Key(TenantId tenant, Scope scope, String id, Grain grain, Instant start) {}

    final Key key;
    final String row;
    final @Nullable String practiceId;
    final @Nullable String applicationId;
    final Sums sums = new Sums();
    private long changes;
    private long written;
    private boolean mayHaveRow;

    Cell(Key key, String row, @Nullable String practiceId, @Nullable String applicationId) {
        this.key = key;
        this.row = row;
        this.practiceId = practiceId;
        this.applicationId = applicationId;
    }

    void changed() {
        changes++;
    }

    long changes() {
        return changes;
    }

    boolean isWritten() {
        return written == changes;
    }

    /** @param upTo what {@link #changes} was when it was written */
    void written(long upTo) {
        written = upTo;
    }

    boolean mayHaveRow() {
        return mayHaveRow;
    }

    void triesToWrite() {
        mayHaveRow = true;
    }

    boolean isOver(Instant now) {
        return !key.start().plus(key.grain().length()).isAfter(now);
    }
}
