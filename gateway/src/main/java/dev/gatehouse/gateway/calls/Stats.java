package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Answers what was going on at some time, from sums and never from single records: so a month is no more work than a day. */
public final class Stats {
    private final Database database;
    private final CallLog log;
    private final Fresh fresh;
    private final SummaryStore store = new SummaryStore();
    private final CallStore calls = new CallStore();

    public Stats(Database database, CallLog log) {
        this.database = database;
        this.log = log;
        this.fresh = new Fresh(log);
    }

    /**
     * @param series by the beginning of the step, all steps, also those in which nothing was
     * @param groups by id, the greatest first; empty if none were asked for
     */
    record Answer(Sums totals, Map<Instant, Sums> series, Map<String, Sums> groups) {}

    Future<Answer> of(TenantId tenant, StatsQuestion question) {
        return fresh.then(() -> narrowing(tenant, question)
                .compose(narrowed -> whole(tenant, question, narrowed)
                        .compose(answer -> groups(tenant, question, narrowed)
                                .map(groups -> new Answer(answer.totals(), answer.series(), groups)))));
    }

    /** What the chosen environments leave of a filter. */
    private Future<UnaryOperator<SummaryFilter>> narrowing(TenantId tenant, StatsQuestion question) {
        if (question.environments().isAll()) {
            return Future.succeededFuture(UnaryOperator.identity());
        }
        return database.read(tx -> calls.applications(tx, tenant, question.environments()))
                .map(some -> filter -> filter.through(some));
    }

    private Future<Answer> whole(TenantId tenant, StatsQuestion question, UnaryOperator<SummaryFilter> narrowed) {
        SummaryFilter filter = narrowed.apply(filter(question, question.grain()));
        return database.read(tx -> store.read(tx, tenant, filter, Grouping.CONNECTION))
                .map(rows -> {
                    Sums totals = new Sums();
                    Map<Instant, Sums> series = new TreeMap<>();
                    for (Instant at = question.stepOf(question.from());
                            at.isBefore(question.to());
                            at = at.plus(question.step())) {
                        series.put(at, new Sums());
                    }
                    for (SummaryStore.Told row : rows) {
                        totals.add(row.sums());
                        series.computeIfAbsent(question.stepOf(row.start()), none -> new Sums())
                                .add(row.sums());
                    }
                    return new Answer(totals, series, Map.of());
                });
    }

    private Future<Map<String, Sums>> groups(
            TenantId tenant, StatsQuestion question, UnaryOperator<SummaryFilter> narrowed) {
        Grouping by = question.groupBy();
        if (by == null) {
            return Future.succeededFuture(Map.of());
        }
        SummaryFilter filter =
                narrowed.apply(filter(question, question.groupGrain()).by(by));
        return database.read(tx -> store.greatest(tx, tenant, filter, by, question.groupsByErrors(), question.groups())
                .compose(ids -> ids.isEmpty()
                        ? Future.succeededFuture(Map.of())
                        : store.read(tx, tenant, filter.only(by, ids), by).map(rows -> grouped(ids, rows))));
    }

    /** By connection, one for each hour from then on; connections without calls are left out. */
    Future<Map<String, List<Sums>>> hours(TenantId tenant, List<String> connections, Instant from, int hours) {
        SummaryFilter filter = SummaryFilter.of(Grain.HOUR, from, from.plus(hours, ChronoUnit.HOURS), null, null, null)
                .by(Grouping.CONNECTION)
                .only(Grouping.CONNECTION, connections);
        return fresh.then(() -> database.read(tx -> store.read(tx, tenant, filter, Grouping.CONNECTION))
                .map(rows -> {
                    Map<String, List<Sums>> found = new LinkedHashMap<>();
                    for (SummaryStore.Told row : rows) {
                        found.computeIfAbsent(
                                        row.group(),
                                        none -> Stream.generate(Sums::new)
                                                .limit(hours)
                                                .toList())
                                .get((int) ChronoUnit.HOURS.between(from, row.start()))
                                .add(row.sums());
                    }
                    return found;
                }));
    }

    private static Map<String, Sums> grouped(List<String> ids, List<SummaryStore.Told> rows) {
        Map<String, Sums> groups = new LinkedHashMap<>();
        ids.forEach(id -> groups.put(id, new Sums()));
        rows.forEach(
                row -> groups.computeIfAbsent(row.group(), none -> new Sums()).add(row.sums()));
        return groups;
    }

    private static SummaryFilter filter(StatsQuestion question, Grain grain) {
        return SummaryFilter.of(
                grain,
                question.from(),
                question.to(),
                question.connectionId(),
                question.practiceId(),
                question.applicationId());
    }

    /** What practices are called, by id; those without a connection are missing. */
    Future<Map<String, String>> practiceNames(TenantId tenant, Set<String> practices) {
        return practices.isEmpty()
                ? Future.succeededFuture(Map.of())
                : database.read(tx -> calls.practiceNames(tx, tenant, practices));
    }

    /** Of this process, for whoever wonders whether something is missing. */
    CallLog log() {
        return log;
    }
}
