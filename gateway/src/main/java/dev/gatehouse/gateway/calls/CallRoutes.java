package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.common.web.QueryInput;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/calls}, for those who look after connections ({@code connections}) and those who look after what was done
 * ({@code audit}): a record tells of both.
 */
public final class CallRoutes {
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern STATUSES = Pattern.compile("[1-5]xx");
    private static final int LONGEST_WAIT = 86_400_000;

    private static final int USUAL_BARS = 60;
    private static final int MOST_BARS = 120;
    private static final Duration USUAL_TIME = Duration.ofHours(1);
    private static final List<String> KINDS =
            Arrays.stream(CallKind.values()).map(CallKind::text).toList();

    private final Calls calls;
    private final Names names;
    private final Clock clock;

    public CallRoutes(Calls calls, Names names, Clock clock) {
        this.calls = calls;
        this.names = names;
        this.clock = clock;
    }

    public void mount(Router api) {
        api.get("/calls").handler(this::list);
        api.get("/call-histogram").handler(this::histogram);
        api.get("/calls/:request").handler(this::show);
    }

    private static TenantId tenant(RoutingContext ctx) {
        return Callers.withAny(ctx, Permission.CONNECTIONS, Permission.AUDIT).tenant();
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        QueryInput input = new QueryInput(ctx.queryParams());
        Paging paging = Paging.of(ctx);
        CallFilter filter = filter(input);
        String before = paging.after().isEmpty() ? null : paging.after();
        if (before != null && !CallId.isOne(before)) {
            input.mistake("cursor", "should be the nextCursor of the page before");
        }
        input.refuseMistakes();
        calls.within(tenant, environments(ctx), filter)
                .compose(within -> calls.list(tenant, within, before, paging.limit() + 1))
                .compose(found -> called(
                                tenant, found.stream().map(StoredCall::call).toList())
                        .map(called -> paging.page(found, StoredCall::id, stored -> called.json(stored.call()))))
                .onSuccess(page -> Json.ok(ctx, page))
                .onFailure(ctx::fail);
    }

    private static EnvironmentChoice environments(RoutingContext ctx) {
        return EnvironmentChoice.read(ctx.queryParams().getAll("environment"));
    }

    static CallFilter filter(QueryInput input) {
        String status = input.text("status");
        boolean failed = "failed".equals(status);
        Integer least = null;
        Integer most = null;
        if (status != null && STATUS.matcher(status).matches()) {
            least = Integer.valueOf(status);
            most = least;
        } else if (status != null && STATUSES.matcher(status).matches()) {
            least = (status.charAt(0) - '0') * 100;
            most = least + 99;
        } else if (status != null && !failed) {
            input.mistake("status", "should be a status like 404, a class like 4xx, or failed");
        }
        String kind = input.text("kind");
        if (kind != null && !KINDS.contains(kind)) {
            input.mistake("kind", "should be one of " + String.join(", ", KINDS));
        }
        Integer slow = input.number("minMs", 0, LONGEST_WAIT);
        return new CallFilter(
                input.text("connectionId"),
                input.text("practiceId"),
                input.text("applicationId"),
                null,
                input.text("callerId"),
                least,
                most,
                failed,
                input.text("code"),
                input.text("route"),
                input.text("method"),
                input.text("requestId"),
                input.text("q"),
                kind,
                input.time("from"),
                input.time("to"),
                slow == null ? null : Duration.ofMillis(slow));
    }

    private void show(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        calls.of(tenant, ctx.pathParam("request"))
                .compose(found -> called(tenant, List.of(found)).map(called -> called.json(found)))
                .onSuccess(body -> Json.ok(ctx, body))
                .onFailure(ctx::fail);
    }

    private void histogram(RoutingContext ctx) {
        TenantId tenant = tenant(ctx);
        QueryInput input = new QueryInput(ctx.queryParams());
        CallFilter asked = filter(input);
        Integer wanted = input.number("bars", 1, MOST_BARS);
        Instant end = asked.to() == null ? clock.instant() : asked.to();
        Instant begin = asked.from() == null ? end.minus(USUAL_TIME) : asked.from();
        if (!begin.isBefore(end)) {
            input.mistake("from", "should be before the end");
        }
        input.refuseMistakes();
        int bars = wanted == null ? USUAL_BARS : wanted;
        Duration step = Duration.between(begin, end).plusNanos(bars - 1L).dividedBy(bars);
        calls.within(tenant, environments(ctx), asked.during(begin, end))
                .compose(within -> calls.histogram(tenant, within, new CallHistogram(begin, step, bars)))
                .onSuccess(histogram -> Json.ok(ctx, json(histogram, end)))
                .onFailure(ctx::fail);
    }

    private static JsonObject json(CallHistogram histogram, Instant end) {
        JsonArray bars = new JsonArray();
        for (int i = 0; i < histogram.bars(); i++) {
            bars.add(new JsonObject()
                    .put("at", Json.time(histogram.begin.plus(histogram.step.multipliedBy(i))))
                    .put("answered", histogram.count(i, Outcome.ANSWERED))
                    .put("ehrErrors", histogram.count(i, Outcome.EHR_ERROR))
                    .put("gatewayErrors", histogram.count(i, Outcome.GATEWAY_ERROR))
                    .put("limited", histogram.count(i, Outcome.LIMITED)));
        }
        return new JsonObject()
                .put("from", Json.time(histogram.begin))
                .put("to", Json.time(end))
                .put("calls", histogram.seen())
                .put("completeSince", Json.time(histogram.completeSince()))
                .put("bars", bars);
    }

    /** What those are called of whom calls tell ids. */
    private record Called(Map<String, String> practices, Map<String, String> callers) {
        JsonObject json(CallRecord call) {
            String id = call.callerId();
            return CallRoutes.json(call)
                    .put("practiceName", practices.get(call.practiceId()))
                    .put("callerName", callers.getOrDefault("key:" + id, callers.get("operator:" + id)));
        }
    }

    private Future<Called> called(TenantId tenant, List<CallRecord> found) {
        Set<String> practices = found.stream().map(CallRecord::practiceId).collect(Collectors.toSet());
        Set<String> authors = found.stream()
                .flatMap(each -> Stream.of("key:" + each.callerId(), "operator:" + each.callerId()))
                .collect(Collectors.toSet());
        return calls.practiceNames(tenant, practices)
                .compose(practiceNames -> names.of(authors).map(callerNames -> new Called(practiceNames, callerNames)));
    }

    private static JsonObject json(CallRecord call) {
        return new JsonObject()
                .put("requestId", call.requestId())
                .put("at", Json.time(call.at()))
                .put("callerId", call.callerId())
                .put("connectionId", call.connection().value())
                .put("practiceId", call.practiceId())
                .put("applicationId", call.applicationId())
                .put("ehr", call.ehr())
                .put("kind", call.kind().text())
                .put("method", call.method())
                .put("route", call.route())
                .put("status", call.status())
                .put("code", call.code())
                .put("bytesIn", call.bytesIn())
                .put("bytesOut", call.bytesOut())
                .put("tookMs", millis(call.took()))
                .put("waitedMs", call.waited().isZero() ? null : millis(call.waited()))
                .put("retried", call.retried())
                .put("refreshed", call.refreshed())
                .put("correlationIds", new JsonArray(call.correlationIds()));
    }

    private static @Nullable Double millis(Duration time) {
        long micros = time.toNanos() / 1_000;
        return micros / 1_000.0;
    }
}
