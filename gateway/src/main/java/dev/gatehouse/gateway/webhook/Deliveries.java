package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.notice.SentNotice;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be done with the deliveries of a webhook endpoint. */
public final class Deliveries {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration LOOKED_BACK = Duration.ofDays(1);

    private final Database database;
    private final AuditTrail audit;
    private final Outbox outbox;
    private final WebhookStore endpoints = new WebhookStore();
    private final DeliveryStore store = new DeliveryStore();
    private final DeliveryTries tries;
    private final Ids ids;
    private final Clock clock;

    Deliveries(Database database, AuditTrail audit, Outbox outbox, DeliveryTries tries, Ids ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.outbox = outbox;
        this.tries = tries;
        this.ids = ids;
        this.clock = clock;
    }

    /** A delivery with what it tells. */
    record Told(Delivery delivery, SentNotice notice) {}

    /** How the deliveries of some endpoints went in the last day. */
    Future<Map<String, Standing>> standings(TenantId tenant, List<String> endpoints) {
        return database.read(tx -> store.standings(tx, tenant, endpoints, now().minus(LOOKED_BACK)));
    }

    /** How deliveries went, by the beginning of each step; steps without any are missing. */
    Future<Map<Instant, Standing>> over(TenantId tenant, Instant begin, Instant end, Duration step) {
        return database.read(tx -> store.over(tx, tenant, begin, end, step));
    }

    /**
     * A delivery and the request as it is sent; 404 {@code webhook-delivery-unknown}.
     *
     * @param head a header a line, without the signature
     * @param body what is signed; the same each time
     */
    record Shown(Told told, WebhookEndpoint endpoint, String head, String body) {}

    Future<Shown> of(TenantId tenant, String endpointId, String id) {
        return database.read(tx -> endpoint(tx, tenant, endpointId)
                .compose(endpoint -> store.find(tx, tenant, endpointId, id)
                        .compose(found -> told(
                                tx,
                                tenant,
                                found.stream().map(DeliveryRow::toDelivery).toList()))
                        .map(told -> {
                            if (told.isEmpty()) {
                                throw unknownDelivery();
                            }
                            return WebhookSender.shown(told.get(0), endpoint);
                        })));
    }

    private static Failure.Missing unknownDelivery() {
        return new Failure.Missing("webhook-delivery-unknown", "There is no delivery with this id.");
    }

    /** Newest first, those after {@code after}; 404 {@code webhook-endpoint-unknown}. */
    Future<List<Told>> list(
            TenantId tenant, String endpointId, Optional<DeliveryState> state, String after, int limit) {
        return database.read(tx -> endpoint(tx, tenant, endpointId)
                .compose(endpoint -> store.list(tx, tenant, endpointId, state, after, limit))
                .compose(found -> told(tx, tenant, found)));
    }

    private Future<List<Told>> told(Transaction tx, TenantId tenant, List<Delivery> found) {
        List<String> notices = found.stream().map(Delivery::noticeId).toList();
        return outbox.find(tx, tenant, notices)
                .map(byId -> found.stream()
                        .flatMap(each ->
                                Optional.ofNullable(byId.get(each.noticeId()))
                                        .map(notice -> new Told(each, notice))
                                        .stream())
                        .toList());
    }

    /**
     * Sends it again, under the same id, as if it were new; one that waits is sent without further waiting. Fails with 404
     * {@code webhook-delivery-unknown} or 409 {@code webhook-endpoint-disabled}.
     */
    Future<Told> redeliver(Author by, String endpointId, String id) {
        Instant now = now();
        return database.inTransaction(tx -> enabled(tx, by.tenant(), endpointId)
                .compose(endpoint -> store.find(tx, by.tenant(), endpointId, id))
                .map(found -> found.orElseThrow(Deliveries::unknownDelivery))
                .compose(row -> {
                    row.end(DeliveryState.PENDING, null, null);
                    row.dueAt = now;
                    row.givesUpAt = now.plus(BackOff.PATIENCE);
                    audit.record(tx, by, "webhook-delivery.redelivered", id, Map.of("webhookEndpointId", endpointId));
                    return told(tx, by.tenant(), List.of(row.toDelivery()));
                })
                .map(told -> told.get(0)));
    }

    /**
     * Sends {@code webhook.test} to this endpoint alone, once, and answers how that went. Fails with 409 {@code
     * webhook-endpoint-disabled}.
     */
    Future<Told> test(Author by, String endpointId) {
        return database.inTransaction(tx -> enabled(tx, by.tenant(), endpointId)
                        .compose(endpoint -> outbox.keep(tx, testNotice(by.tenant(), endpointId)))
                        .compose(notice -> {
                            Delivery once = once(notice, endpointId);
                            audit.record(tx, by, "webhook-endpoint.tested", endpointId, Map.of());
                            return store.add(tx, List.of(once)).map(once);
                        }))
                .compose(once -> tries.run(once).map(once))
                .compose(once -> database.read(tx -> store.find(tx, by.tenant(), endpointId, once.id())
                        .map(found -> found.orElseThrow(WebhookEndpoints::unknown))
                        .compose(row -> told(tx, by.tenant(), List.of(row.toDelivery())))))
                .map(told -> told.get(0));
    }

    private static Notice testNotice(TenantId tenant, String endpointId) {
        return new Notice(
                tenant,
                "webhook.test",
                endpointId,
                new JsonObject().put("text", "A test. If you read this, the endpoint works."),
                List.of());
    }

    /** Already claimed, and given up with its first try. */
    private Delivery once(SentNotice notice, String endpointId) {
        Instant now = now();
        return new Delivery(
                ids.next("dlv"),
                notice.notice().tenant(),
                notice.id(),
                endpointId,
                endpointId,
                null,
                DeliveryState.PENDING,
                1,
                now.plus(DeliverySchedule.LEASE),
                now,
                now,
                null,
                null,
                null,
                now);
    }

    /** Forgets what was told more than 30 days ago. */
    public Future<Void> sweep() {
        return database.inBackground(tx -> outbox.prune(tx, now().minus(KEPT))).mapEmpty();
    }

    private Future<WebhookEndpoint> endpoint(Transaction tx, TenantId tenant, String id) {
        return endpoints
                .find(tx, tenant, id)
                .map(found -> found.orElseThrow(WebhookEndpoints::unknown).toEndpoint());
    }

    private Future<WebhookEndpoint> enabled(Transaction tx, TenantId tenant, String id) {
        return endpoint(tx, tenant, id).map(endpoint -> {
            if (!endpoint.enabled()) {
                throw new Failure.Conflict(
                        "webhook-endpoint-disabled", "This endpoint is switched off. Switch it on, then try again.");
            }
            return endpoint;
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
