package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Permission;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.web.Callers;
import dev.gatehouse.common.web.Json;
import dev.gatehouse.common.web.JsonInput;
import dev.gatehouse.common.web.Paging;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code /api/v1/webhook-endpoints}; permission {@code webhooks}. */
public final class WebhookRoutes {
    private static final Predicate<String> TYPE = Pattern.compile(
                    "[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*\\.(\\*|[a-z][a-z0-9_-]*)")
            .asMatchPredicate();
    private static final int MOST_TYPES = 50;
    private static final int LONGEST_TYPE = 64;
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_DESCRIPTION = 400;
    private static final int USUAL_OVERLAP_HOURS = 24;
    private static final int MOST_OVERLAP_HOURS = 168;

    private final WebhookEndpoints endpoints;
    private final Deliveries deliveries;

    public WebhookRoutes(WebhookEndpoints endpoints, Deliveries deliveries) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
    }

    public void mount(Router api) {
        api.post("/webhook-endpoints").handler(this::create);
        api.get("/webhook-endpoints").handler(this::list);
        api.get("/webhook-endpoints/:id").handler(this::read);
        api.patch("/webhook-endpoints/:id").handler(this::change);
        api.delete("/webhook-endpoints/:id").handler(this::remove);
        api.post("/webhook-endpoints/:id/rotate-secret").handler(this::rotate);
        api.post("/webhook-endpoints/:id/test").handler(this::test);
        api.get("/webhook-endpoints/:id/deliveries").handler(this::deliveries);
        api.get("/webhook-endpoints/:id/deliveries/:delivery").handler(this::delivery);
        api.post("/webhook-endpoints/:id/deliveries/:delivery/redeliver").handler(this::redeliver);
    }

    private void create(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        boolean named = !input.text("url", LONGEST_URL).isEmpty();
        WebhookEndpoints.Wish wish = wish(input, named);
        input.refuseMistakes();
        endpoints
                .create(by, wish.url().orElseThrow(), wish)
                .onSuccess(made -> Json.created(
                        ctx, json(made.endpoint()).put("secret", made.secret().reveal())))
                .onFailure(ctx::fail);
    }

    private WebhookEndpoints.Wish wish(JsonInput input, boolean withUrl) {
        Optional<URI> url = withUrl ? input.address("url") : Optional.empty();
        url.flatMap(endpoints::objection).ifPresent(objection -> input.mistake("url", objection));
        Optional<String> description = input.has("description")
                ? Optional.of(
                        input.optionalText("description", LONGEST_DESCRIPTION).orElse(""))
                : Optional.empty();
        List<String> types = input.texts("types", MOST_TYPES, LONGEST_TYPE);
        for (int i = 0; i < types.size(); i++) {
            if (!TYPE.test(types.get(i))) {
                input.mistake("types[" + i + "]", "should be a type such as connection.active, or connection.*");
            }
        }
        return new WebhookEndpoints.Wish(
                url,
                description,
                input.choice("format", WebhookFormat::of, "gatehouse, nango"),
                input.has("types") ? Optional.of(types.stream().distinct().toList()) : Optional.empty(),
                input.has("enabled") ? Optional.of(input.flag("enabled", true)) : Optional.empty(),
                input.optionalText("reason", LONGEST_DESCRIPTION));
    }

    private void list(RoutingContext ctx) {
        TenantId tenant = author(ctx).tenant();
        Paging paging = Paging.of(ctx);
        endpoints
                .list(tenant, paging.after(), paging.limit() + 1)
                .compose(found -> standings(tenant, found)
                        .map(days -> paging.page(
                                found,
                                WebhookEndpoint::id,
                                each -> json(each, days.getOrDefault(each.id(), Standing.NONE)))))
                .onSuccess(page -> Json.ok(ctx, page))
                .onFailure(ctx::fail);
    }

    private void read(RoutingContext ctx) {
        TenantId tenant = author(ctx).tenant();
        endpoints
                .of(tenant, ctx.pathParam("id"))
                .compose(endpoint -> standings(tenant, List.of(endpoint))
                        .map(days -> json(endpoint, days.getOrDefault(endpoint.id(), Standing.NONE))))
                .onSuccess(body -> Json.ok(ctx, body))
                .onFailure(ctx::fail);
    }

    private void change(RoutingContext ctx) {
        Author by = author(ctx);
        JsonInput input = JsonInput.of(ctx);
        WebhookEndpoints.Wish wish = wish(input, true);
        input.refuseMistakes();
        endpoints
                .change(by, ctx.pathParam("id"), wish)
                .onSuccess(endpoint -> Json.ok(ctx, json(endpoint)))
                .onFailure(ctx::fail);
    }

    private void remove(RoutingContext ctx) {
        endpoints
                .remove(author(ctx), ctx.pathParam("id"))
                .onSuccess(done -> Json.noContent(ctx))
                .onFailure(ctx::fail);
    }

    private void rotate(RoutingContext ctx) {
        Author by = author(ctx);
        int hours = JsonInput.maybe(ctx).map(WebhookRoutes::overlapHours).orElse(USUAL_OVERLAP_HOURS);
        endpoints
                .rotate(by, ctx.pathParam("id"), Duration.ofHours(hours))
                .onSuccess(rotated -> Json.ok(
                        ctx,
                        new JsonObject()
                                .put("id", ctx.pathParam("id"))
                                .put("secret", rotated.secret().reveal())
                                .put("previousUntil", Json.time(rotated.previousUntil()))))
                .onFailure(ctx::fail);
    }

    private static int overlapHours(JsonInput input) {
        int hours = input.number("overlapHours", USUAL_OVERLAP_HOURS, 0, MOST_OVERLAP_HOURS);
        input.refuseMistakes();
        return hours;
    }

    private void test(RoutingContext ctx) {
        deliveries
                .test(author(ctx), ctx.pathParam("id"))
                .onSuccess(told -> Json.ok(ctx, json(told)))
                .onFailure(ctx::fail);
    }

    private void deliveries(RoutingContext ctx) {
        TenantId tenant = author(ctx).tenant();
        Paging paging = Paging.of(ctx);
        Optional<DeliveryState> state = state(ctx);
        deliveries
                .list(tenant, ctx.pathParam("id"), state, paging.after(), paging.limit() + 1)
                .onSuccess(found ->
                        Json.ok(ctx, paging.page(found, told -> told.delivery().id(), WebhookRoutes::json)))
                .onFailure(ctx::fail);
    }

    private static Optional<DeliveryState> state(RoutingContext ctx) {
        String text = ctx.request().getParam("state");
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(DeliveryState.of(text)
                .orElseThrow(() -> new Failure.Invalid(
                        "input-invalid",
                        "One field needs another look.",
                        List.of(new Mistake("state", "should be one of pending, delivered, failed")))));
    }

    private Future<Map<String, Standing>> standings(TenantId tenant, List<WebhookEndpoint> found) {
        return deliveries.standings(
                tenant, found.stream().map(WebhookEndpoint::id).toList());
    }

    private void delivery(RoutingContext ctx) {
        deliveries
                .of(author(ctx).tenant(), ctx.pathParam("id"), ctx.pathParam("delivery"))
                .onSuccess(shown -> Json.ok(
                        ctx,
                        json(shown.told())
                                .put(
                                        "request",
                                        new JsonObject()
                                                .put("method", "POST")
                                                .put(
                                                        "url",
                                                        shown.endpoint().url().toString())
                                                .put("head", shown.head())
                                                .put("body", shown.body()))))
                .onFailure(ctx::fail);
    }

    private void redeliver(RoutingContext ctx) {
        deliveries
                .redeliver(author(ctx), ctx.pathParam("id"), ctx.pathParam("delivery"))
                .onSuccess(told -> Json.answer(ctx, 202, json(told)))
                .onFailure(ctx::fail);
    }

    private static Author author(RoutingContext ctx) {
        return Callers.with(ctx, Permission.WEBHOOKS).author();
    }

    private static JsonObject json(WebhookEndpoint endpoint) {
        return new JsonObject()
                .put("id", endpoint.id())
                .put("url", endpoint.url().toString())
                .put("description", endpoint.description())
                .put("format", endpoint.format().text())
                .put("types", new JsonArray(endpoint.types()))
                .put("enabled", endpoint.enabled())
                .put("disabledCause", endpoint.disabledCode())
                .put("disabledReason", endpoint.disabledReason())
                .put("disabledAt", Json.time(endpoint.disabledAt()))
                .put("createdAt", Json.time(endpoint.createdAt()))
                .put("updatedAt", Json.time(endpoint.updatedAt()));
    }

    private static JsonObject json(WebhookEndpoint endpoint, Standing day) {
        return json(endpoint)
                .put("health", day.health(endpoint).text())
                .put(
                        "lastDay",
                        new JsonObject()
                                .put("delivered", day.delivered())
                                .put("failed", day.failed())
                                .put("pending", day.pending())
                                .put("deliveredAt", Json.time(day.deliveredAt()))
                                .put("failedAt", Json.time(day.failedAt())));
    }

    private static JsonObject json(Deliveries.Told told) {
        Delivery delivery = told.delivery();
        Outcome outcome = delivery.outcome();
        return new JsonObject()
                .put("id", delivery.id())
                .put("eventId", delivery.noticeId())
                .put("type", told.notice().notice().type())
                .put("subject", told.notice().notice().subject())
                .put("occurredAt", Json.time(told.notice().occurredAt()))
                .put("state", delivery.state().text())
                .put("attempts", delivery.attempts())
                .put("tookMs", delivery.tookMs())
                .put("lastAttemptAt", Json.time(delivery.triedAt()))
                .put("nextAttemptAt", delivery.endedAt() == null ? Json.time(delivery.dueAt()) : null)
                .put(
                        "lastAnswer",
                        outcome == null
                                ? null
                                : new JsonObject()
                                        .put("status", outcome.status())
                                        .put("code", outcome.code().isEmpty() ? null : outcome.code())
                                        .put("text", outcome.text().isEmpty() ? null : outcome.text())
                                        .put("head", outcome.head()))
                .put("endedAt", Json.time(delivery.endedAt()))
                .put("createdAt", Json.time(delivery.createdAt()));
    }
}
