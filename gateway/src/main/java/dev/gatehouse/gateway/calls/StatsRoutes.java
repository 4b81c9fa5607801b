package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.QueryInput;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/stats}; permission {@code connections} or {@code audit}. */
public final class StatsRoutes {
    private final Stats stats;
    private final Function<TenantId, Future<Map<String, Integer>>> connections;
    private final Clock clock;

    /** @param connections how many connections of a tenant are in which state */
    public StatsRoutes(Stats stats, Function<TenantId, Future<Map<String, Integer>>> connections, Clock clock) {
        this.stats = stats;
        this.connections = connections;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/stats").handler(this::show);
    }

    private void show(RoutingContext ctx) {
        TenantId tenant =
                Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
        QueryInput input = new QueryInput(ctx.queryParams());
        StatsQuestion question = StatsQuestion.read(
                input, EnvironmentChoice.read(ctx.queryParams().getAll("environment")), clock.instant());
        input.refuseMistakes();
        stats.of(tenant, question)
                .compose(answer -> states(tenant, question)
                        .compose(states ->
                                names(tenant, question, answer).map(names -> json(question, answer, states, names))))
                .onSuccess(body -> Json.ok(ctx, body))
                .onFailure(ctx::fail);
    }

    private Future<@Nullable JsonObject> states(TenantId tenant, StatsQuestion question) {
        if (!question.isAboutAll()) {
            return Future.succeededFuture();
        }
        return connections.apply(tenant).map(counts -> {
            JsonObject states = new JsonObject();
            counts.forEach(states::put);
            return states;
        });
    }

    private Future<Map<String, String>> names(TenantId tenant, StatsQuestion question, Stats.Answer answer) {
        return question.groupBy() == Grouping.PRACTICE
                ? stats.practiceNames(tenant, answer.groups().keySet())
                : Future.succeededFuture(Map.of());
    }

    private JsonObject json(
            StatsQuestion question, Stats.Answer answer, @Nullable JsonObject states, Map<String, String> names) {
        JsonArray series = new JsonArray();
        answer.series().forEach((at, sums) -> series.add(at(at, StatsJson.of(sums))));
        JsonArray groups = new JsonArray();
        Grouping by = question.groupBy();
        if (by != null) {
            answer.groups()
                    .forEach((id, sums) -> groups.add(new JsonObject()
                            .put("id", id)
                            .put("name", names.get(id))
                            .mergeIn(StatsJson.of(sums))));
        }
        return new JsonObject()
                .put("from", Json.time(question.from()))
                .put("to", Json.time(question.to()))
                .put("stepSeconds", question.step().toSeconds())
                .put("groupBy", by == null ? null : by.text())
                .put("totals", StatsJson.of(answer.totals()))
                .put("series", series)
                .put("groups", groups)
                .put("connections", states)
                .put(
                        "records",
                        new JsonObject()
                                .put("waiting", stats.log().waiting())
                                .put("dropped", stats.log().dropped())
                                .put("uncounted", stats.log().uncounted()));
    }

    private static JsonObject at(Instant at, JsonObject sums) {
        return new JsonObject().put("at", Objects.requireNonNull(Json.time(at))).mergeIn(sums);
    }
}
