package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers what was, from what {@link History} noted, and how long tokens last from now on. */
public final class Past {
    private final Database database;
    private final Clock clock;
    private final SnapshotStore snapshots = new SnapshotStore();
    private final RunStore runs = new RunStore();
    private final TokenTimeStore tokens = new TokenTimeStore();

    public Past(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** The last one of each step, by its beginning; steps in which nobody counted are missing. */
    Future<Map<Instant, Standing>> standings(TenantId tenant, Span span) {
        return database.read(tx -> snapshots.between(tx, tenant, span.from(), span.to(), span.isCoarse()))
                .map(found -> {
                    Map<Instant, Standing> last = new TreeMap<>();
                    found.forEach(each -> last.put(span.stepOf(each.at()), each));
                    return last;
                });
    }

    /** Those that touch the span, in the order of time. */
    Future<List<Outage>> outages(Span span) {
        return database.read(tx -> runs.since(tx, span.from()))
                .map(found -> Outage.between(found).stream()
                        .filter(each ->
                                each.from().isBefore(span.to()) && each.to().isAfter(span.from()))
                        .toList());
    }

    Future<TokenTimes> tokens(TenantId tenant, Instant now) {
        return database.read(tx -> tokens.of(tx, tenant, now));
    }
}
