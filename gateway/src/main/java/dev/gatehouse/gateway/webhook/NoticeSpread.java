package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Outbox;
import dev.gatehouse.common.notice.SentNotice;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes deliveries of the notices that wait: one for each endpoint that wants it, and one for each address. */
final class NoticeSpread {
    private static final int AT_ONCE = 50;

    private final Database database;
    private final Outbox outbox;
    private final WebhookStore endpoints = new WebhookStore();
    private final DeliveryStore deliveries = new DeliveryStore();
    private final boolean mails;
    private final Ids ids;
    private final Clock clock;

    /** @param mails false if there is no mail server, so that addresses are passed over */
    NoticeSpread(Database database, Outbox outbox, boolean mails, Ids ids, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.mails = mails;
        this.ids = ids;
        this.clock = clock;
    }

    /** Goes on until none waits. */
    Future<Void> run() {
        return database.read(outbox::anyWaiting)
                .compose(any -> any ? database.inBackground(this::some) : Future.succeededFuture(0))
                .compose(count -> count == AT_ONCE ? run() : Future.succeededFuture());
    }

    private Future<Integer> some(Transaction tx) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return outbox.waiting(tx, AT_ONCE)
                .compose(waiting -> endpoints(tx, waiting)
                        .compose(known -> spread(tx, waiting, known, now))
                        .map(waiting.size()));
    }

    private Future<Map<TenantId, List<WebhookEndpoint>>> endpoints(Transaction tx, List<SentNotice> waiting) {
        Map<TenantId, List<WebhookEndpoint>> known = new HashMap<>();
        Future<Void> read = Future.succeededFuture();
        for (TenantId tenant :
                waiting.stream().map(each -> each.notice().tenant()).collect(Collectors.toSet())) {
            read = read.compose(done -> endpoints.list(tx, tenant, "", WebhookEndpoints.MOST))
                    .map(found -> {
                        known.put(tenant, found);
                        return null;
                    });
        }
        return read.map(known);
    }

    private Future<Void> spread(
            Transaction tx, List<SentNotice> waiting, Map<TenantId, List<WebhookEndpoint>> known, Instant now) {
        List<Delivery> made = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        List<String> unwanted = new ArrayList<>();
        for (SentNotice each : waiting) {
            List<Delivery> deliveriesOfIt =
                    deliveries(each, known.getOrDefault(each.notice().tenant(), List.of()), now);
            (deliveriesOfIt.isEmpty() ? unwanted : wanted).add(each.id());
            made.addAll(deliveriesOfIt);
        }
        return (made.isEmpty() ? Future.<Void>succeededFuture() : deliveries.add(tx, made))
                .compose(done -> outbox.spread(tx, wanted, now))
                .compose(done -> outbox.drop(tx, unwanted));
    }

    private List<Delivery> deliveries(SentNotice notice, List<WebhookEndpoint> endpointsOfTenant, Instant now) {
        List<Delivery> made = new ArrayList<>();
        for (WebhookEndpoint endpoint : endpointsOfTenant) {
            // One made after the fact is told of what comes after it.
            if (endpoint.wants(notice.notice().type()) && !endpoint.createdAt().isAfter(notice.occurredAt())) {
                made.add(delivery(notice, endpoint.id(), endpoint.id(), null, now));
            }
        }
        if (mails) {
            notice.notice().emails().stream()
                    .distinct()
                    .forEach(address -> made.add(delivery(notice, Delivery.MAIL, null, address, now)));
        }
        return made;
    }

    private Delivery delivery(
            SentNotice notice, String lane, @Nullable String endpointId, @Nullable String address, Instant now) {
        return new Delivery(
                ids.next("dlv"),
                notice.notice().tenant(),
                notice.id(),
                lane,
                endpointId,
                address,
                DeliveryState.PENDING,
                0,
                now,
                now.plus(BackOff.PATIENCE),
                null,
                null,
                null,
                null,
                now);
    }
}
