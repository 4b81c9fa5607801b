package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.Paging;
import dev.gatehouse.gateway.proxy.CallRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/calls}, for those who look after connections ({@code connections}) and those who look after what was done
 * ({@code audit}): a record tells of both.
 */
public final class CallRoutes {
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");
    private static final Pattern STATUSES = Pattern.compile("[1-5]xx");
    private static final int LONGEST_WAIT = 86_400_000;

    private final Calls calls;

    public CallRoutes(Calls calls) {
        this.calls = calls;
    }

    public void mount(Router api) {
        api.get("/calls").handler(this::list);
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
        calls.list(tenant, filter, before, paging.limit() + 1)
                .onSuccess(found -> Json.ok(ctx, paging.page(found, StoredCall::id, stored -> json(stored.call()))))
                .onFailure(ctx::fail);
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
        Integer slow = input.number("minMs", 0, LONGEST_WAIT);
        return new CallFilter(
                input.text("connectionId"),
                input.text("practiceId"),
                input.text("applicationId"),
                input.text("callerId"),
                least,
                most,
                failed,
                input.text("code"),
                input.text("route"),
                input.text("method"),
                input.text("requestId"),
                input.time("from"),
                input.time("to"),
                slow == null ? null : Duration.ofMillis(slow));
    }

    private void show(RoutingContext ctx) {
        calls.of(tenant(ctx), ctx.pathParam("request"))
                .onSuccess(found -> Json.ok(ctx, json(found)))
                .onFailure(ctx::fail);
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
