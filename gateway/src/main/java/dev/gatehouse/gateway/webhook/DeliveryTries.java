package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.live.Topic;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try of a delivery that was claimed: send, then write down how it went. A process that dies in between leaves the
 * delivery claimed; when the claim is over, it is sent again under the same id.
 */
final class DeliveryTries {
    private static final Logger log = LoggerFactory.getLogger(DeliveryTries.class);

    private final Database database;
    private final AuditTrail audit;
    private final Outbox outbox;
    private final WebhookStore endpoints = new WebhookStore();
    private final DeliveryStore store = new DeliveryStore();
    private final Sender webhooks;
    private final Sender mails;
    private final Hints hints;
    private final BackOff backOff;
    private final Clock clock;

    DeliveryTries(
            Database database,
            AuditTrail audit,
            Outbox outbox,
            Sender webhooks,
            Sender mails,
            Hints hints,
            RandomGenerator random,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.outbox = outbox;
        this.webhooks = webhooks;
        this.mails = mails;
        this.hints = hints;
        this.backOff = new BackOff(random);
        this.clock = clock;
    }

    /** Ends when the result is written; fails only if that is not possible, and then the delivery is tried again. */
    Future<Outcome> run(Delivery delivery) {
        Instant began = clock.instant();
        return database.read(tx -> outbox.find(tx, delivery.tenant(), delivery.noticeId()))
                .compose(notice -> notice.isEmpty()
                        ? Future.succeededFuture(
                                new Outcome(Outcome.Kind.NEVER, null, "notice-forgotten", "What it told is too old."))
                        : (delivery.endpointId() == null ? mails : webhooks).send(delivery, notice.get()))
                .compose(outcome -> database.inBackground(tx -> mark(tx, delivery, outcome, began))
                        .map(outcome))
                .onSuccess(marked -> hints.changed(delivery.tenant(), Topic.WEBHOOKS, delivery.endpointId()));
    }

    private Future<Void> mark(Transaction tx, Delivery delivery, Outcome outcome, Instant began) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // What was taken is taken, even if this node was too late and another one tries again already.
        Future<Optional<DeliveryRow>> found =
                outcome.kind() == Outcome.Kind.TAKEN ? store.byId(tx, delivery) : store.underWay(tx, delivery);
        return found.compose(row -> {
            if (row.isPresent()) {
                mark(row.get(), outcome, now);
                row.get().tookMs = (int) Math.min(
                        Integer.MAX_VALUE,
                        Math.max(0, Duration.between(began, now).toMillis()));
            }
            return outcome.kind() == Outcome.Kind.GONE ? disable(tx, delivery, outcome, now) : Future.succeededFuture();
        });
    }

    private void mark(DeliveryRow row, Outcome outcome, Instant now) {
        Duration own = backOff.after(row.attempts);
        Duration asked = outcome.notBefore() == null ? Duration.ZERO : outcome.notBefore();
        Instant next = now.plus(own.compareTo(asked) > 0 ? own : asked);
        if (outcome.kind() == Outcome.Kind.TAKEN) {
            row.end(DeliveryState.DELIVERED, outcome, now);
        } else if (outcome.kind() == Outcome.Kind.NOT_NOW && !next.isAfter(row.givesUpAt)) {
            row.end(DeliveryState.PENDING, outcome, null);
            row.dueAt = next;
        } else {
            row.end(DeliveryState.FAILED, outcome, now);
            log.warn(
                    "delivery {} of tenant {} to {} was given up after {} tries: {}",
                    row.id,
                    row.tenantId,
                    row.lane,
                    row.attempts,
                    outcome.code());
        }
    }

    /** The receiver said that there is nobody any more. */
    private Future<Void> disable(Transaction tx, Delivery delivery, Outcome outcome, Instant now) {
        String endpointId = delivery.lane();
        return endpoints.find(tx, delivery.tenant(), endpointId).compose(found -> {
            if (found.isEmpty() || !found.get().enabled) {
                return Future.succeededFuture();
            }
            WebhookEndpointRow row = found.get();
            row.enabled = false;
            row.disabledCode = outcome.code();
            row.disabledReason = null;
            row.disabledAt = now;
            row.updatedAt = now;
            audit.record(
                    tx,
                    Author.system(delivery.tenant(), "webhooks"),
                    "webhook-endpoint.disabled",
                    endpointId,
                    Map.of("cause", outcome.code()));
            return store.giveUp(tx, delivery.tenant(), endpointId, outcome, now)
                    .compose(done -> outbox.send(tx, disabled(row, outcome)));
        });
    }

    /** For the tenant's other endpoints, and whoever looks at what was told. */
    private static Notice disabled(WebhookEndpointRow row, Outcome outcome) {
        return new Notice(
                new TenantId(row.tenantId),
                "webhook.disabled",
                row.id,
                new JsonObject()
                        .put("webhookEndpointId", row.id)
                        .put(
                                "cause",
                                new JsonObject().put("code", outcome.code()).put("text", outcome.text())),
                List.of());
    }
}
