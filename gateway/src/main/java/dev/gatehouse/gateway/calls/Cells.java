package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.PracticeConnection;
import dev.gatehouse.gateway.proxy.CallRecord;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final int EACH = Grain.values().length * Scope.values().length;

    /** Where calls of a connection are counted in one minute. */
    private record Use(TenantId tenant, long minute, List<Cell> cells) {
        boolean is(TenantId other, Instant at) {
            long second = at.getEpochSecond();
            return second >= minute && second < minute + Grain.MINUTE.seconds() && tenant.equals(other);
        }
    }

    private final Map<Cell.Key, Cell> cells = new HashMap<>();
    /** By connection, since all calls of a minute go to the same six; forgotten whenever a cell may leave. */
    private final Map<String, Use> uses = new HashMap<>();

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
        List<Cell> all =
                cells(call.tenant(), call.at(), call.connection().value(), call.practiceId(), call.applicationId());
        Sums.Addend addend = Sums.Addend.of(call);
        for (Cell each : all) {
            each.sums.add(addend);
            each.changed();
        }
        return all.size() == EACH;
    }

    /** The same of a refresh. */
    boolean add(PracticeConnection connection, boolean refreshed, Instant at) {
        List<Cell> all = cells(
                connection.tenant(), at, connection.id().value(), connection.practiceId(), connection.applicationId());
        for (Cell each : all) {
            each.sums.addRefresh(refreshed);
            each.changed();
        }
        return all.size() == EACH;
    }

    /** Those there is room for. */
    private List<Cell> cells(
            TenantId tenant, Instant at, String connectionId, String practiceId, String applicationId) {
        Use use = uses.get(connectionId);
        if (use != null && use.is(tenant, at)) {
            return use.cells;
        }
        List<Cell> all = new ArrayList<>(EACH);
        for (Grain grain : Grain.values()) {
            for (Scope scope : Scope.values()) {
                Cell cell = cell(tenant, scope, grain, at, connectionId, practiceId, applicationId);
                if (cell != null) {
                    all.add(cell);
                }
            }
        }
        if (all.size() == EACH) {
            uses.put(connectionId, new Use(tenant, Grain.MINUTE.start(at).getEpochSecond(), all));
        }
        return all;
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
        uses.clear();
        boolean scarce = cells.size() > most / 2;
        cells.values().removeIf(each -> each.isWritten() && (scarce || each.isOver(now)));
    }

    int size() {
        return cells.size();
    }
}
