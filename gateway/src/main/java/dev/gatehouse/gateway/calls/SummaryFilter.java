package dev.gatehouse.gateway.calls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of sums are read.
 *
 * @param from at that time or later
 * @param to before that time
 * @param equal values by column; columns are from our own code
 * @param anyOfColumn which must have one of {@code anyOf}, unless that is empty
 */
record SummaryFilter(
        Scope scope,
        Grain grain,
        Instant from,
        Instant to,
        Map<String, String> equal,
        String anyOfColumn,
        List<String> anyOf) {

    /** Rows of the coarsest scope that can tell of these; null means any. */
    static SummaryFilter of(
            Grain grain,
            Instant from,
            Instant to,
            @Nullable String connectionId,
            @Nullable String practiceId,
            @Nullable String applicationId) {
        Map<String, String> equal = new LinkedHashMap<>();
        Scope scope = Scope.TENANT;
        if (applicationId != null) {
            scope = Scope.APPLICATION;
            equal.put("application_id", applicationId);
        }
        if (practiceId != null) {
            scope = Scope.CONNECTION;
            equal.put("practice_id", practiceId);
        }
        if (connectionId != null) {
            scope = Scope.CONNECTION;
            equal.put("scope_id", connectionId);
        }
        return new SummaryFilter(scope, grain, from, to, equal, "", List.of());
    }

    /** The same rows in a scope that can be told apart so. */
    SummaryFilter by(Grouping grouping) {
        Scope needed =
                grouping == Grouping.APPLICATION && scope != Scope.CONNECTION ? Scope.APPLICATION : Scope.CONNECTION;
        return new SummaryFilter(needed, grain, from, to, equal, "", List.of());
    }

    SummaryFilter only(Grouping grouping, List<String> ids) {
        return new SummaryFilter(scope, grain, from, to, equal, grouping.column(), ids);
    }
}
