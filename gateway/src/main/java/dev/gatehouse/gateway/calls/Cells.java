package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.CallRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sums of the present, and those of the past that are not in the database yet. Bounded: a cell that was written may leave
 * and come back as another row; while the database is away and all room is taken, calls that need new cells are not counted.
 * Not for use by several threads.
 */
final class Cells {
    private static final int MANY = 20_000;

    private final Map<Cell.Key, Cell> cells = new HashMap<>();
    private final Supplier<String> rows;
    private final int most;

    /** @param rows names of new rows */
    Cells(Supplier<String> rows) {
        this(rows, MANY);
    }

    Cells(Supplier<String> rows, int most) {
        this.rows = rows;
        this.most = most;
    }

    /** False if there was no room to count all of it. */
    boolean add(CallRecord call) {
        boolean room = true;
        for (Grain grain : Grain.values()) {
            for (Scope scope : Scope.values()) {
                Cell cell = cell(
                        call.tenant(),
                        scope,
                        grain,
                        call.at(),
                        call.connection().value(),
                        call.practiceId(),
                        call.applicationId());
                if (cell == null) {
                    room = false;
                } else {
                    cell.sums.add(call);
                    cell.changed();
                }
            }
        }
        return room;
    }

    /** The same of a refresh. */
    boolean add(PracticeConnection connection, boolean refreshed, Instant at) {
        boolean room = true;
        for (Grain grain : Grain.values()) {
            for (Scope scope : Scope.values()) {
                Cell cell = cell(
                        connection.tenant(),
                        scope,
                        grain,
                        at,
                        connection.id().value(),
                        connection.practiceId(),
                        connection.applicationId());
                if (cell == null) {
                    room = false;
                } else {
                    cell.sums.addRefresh(refreshed);
                    cell.changed();
                }
            }
        }
        return room;
    }

    private @Nullable Cell cell(
            TenantId tenant,
            Scope scope,
            Grain grain,
            Instant at,
            String connectionId,
            String practiceId,
            String applicationId) {
        String id = switch (scope) {
            case TENANT -> tenant.value();
            case APPLICATION -> applicationId;
            case CONNECTION -> connectionId;
        };
        Cell.Key key = new Cell.Key(tenant, scope, id, grain, grain.start(at));
        Cell known = cells.get(key);
        if (known != null || cells.size() >= most) {
            return known;
        }
        Cell made = new Cell(
                key,
                rows.get(),
                scope == Scope.CONNECTION ? practiceId : null,
                scope == Scope.TENANT ? null : applicationId);
        cells.put(key, made);
        return made;
    }

    /** What the database does not know yet. */
    List<Cell> unwritten() {
        return cells.values().stream().filter(each -> !each.isWritten()).toList();
    }

    /** Lets go of what is written and over; of everything written if room gets scarce. */
    void tidy(Instant now) {
        boolean scarce = cells.size() > most / 2;
        cells.values().removeIf(each -> each.isWritten() && (scarce || each.isOver(now)));
    }

    int size() {
        return cells.size();
    }
}
