package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One notice on its way to one receiver.
 *
 * @param noticeId what the receiver knows it by
 * @param lane what may be slow without holding up the rest: an endpoint's id, or {@link #MAIL}
 * @param endpointId null for a mail
 * @param address null for a webhook
 * @param attempts tries so far, the one under way included
 * @param dueAt when it is tried next; while a try is under way, when that one is taken for dead
 * @param triedAt null if it was never tried
 * @param outcome of the last try; null before the first one ended
 * @param tookMs how long the last try took; null before it ended
 * @param endedAt null while it is pending
 */
record Delivery(
        String id,
        TenantId tenant,
        String noticeId,
        String lane,
        @Nullable String endpointId,
        @Nullable String address,
        DeliveryState state,
        int attempts,
        Instant dueAt,
        Instant givesUpAt,
        @Nullable Instant triedAt,
        @Nullable Outcome outcome,
        @Nullable Integer tookMs,
        @Nullable Instant endedAt,
        Instant createdAt) {
    static final String MAIL = "mail";
}
