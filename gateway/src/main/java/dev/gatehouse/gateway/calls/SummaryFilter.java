package dev.gatehouse.gateway.calls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of sums are read.
 *
 * @param from at that time or later
 * @param to before that time
 * @param equal values by column; columns are from our own code
 * @param anyOf by column, one of which it must have; columns are from our own code, no list is empty
 */
record SummaryFilter(
        Scope scope,
        Grain grain,
        Instant from,
        Instant to,
        Map<String, String> equal,
        Map<String, List<String>> anyOf) {

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
        return new SummaryFilter(scope, grain, from, to, equal, Map.of());
    }

    /** The same rows in a scope that can be told apart so. */
    SummaryFilter by(Grouping grouping) {
        Scope needed =
                grouping == Grouping.APPLICATION && scope != Scope.CONNECTION ? Scope.APPLICATION : Scope.CONNECTION;
        return new SummaryFilter(needed, grain, from, to, equal, anyOf);
    }

    SummaryFilter only(Grouping grouping, List<String> ids) {
        return and(scope, grouping.column(), ids);
    }

    /** The same of some applications only. */
    SummaryFilter through(Set<String> applications) {
        // no application has an empty id
        List<String> ids = applications.isEmpty() ? List.of("") : List.copyOf(applications);
        return and(scope == Scope.TENANT ? Scope.APPLICATION : scope, Grouping.APPLICATION.column(), ids);
    }

    private SummaryFilter and(Scope narrowed, String column, List<String> some) {
        Map<String, List<String>> all = new LinkedHashMap<>(anyOf);
        all.merge(
                column,
                some,
                (one, other) -> one.stream().filter(other::contains).toList());
        return new SummaryFilter(narrowed, grain, from, to, equal, all);
    }
}
