package dev.gatehouse.gateway.webhook;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries of an endpoint went in the last day.
 *
 * @param retried those still pending after a first try
 */
record Standing(
        int delivered,
        int failed,
        int pending,
        int retried,
        @Nullable Instant deliveredAt,
        @Nullable Instant failedAt) {
    static final Standing NONE = new Standing(0, 0, 0, 0, null, null);

    enum Health {
        HEALTHY,
        FAILING,
        PAUSED,
        /** Nothing was sent in the last day. */
        UNUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Health health(WebhookEndpoint endpoint) {
        if (!endpoint.enabled()) {
            return Health.PAUSED;
        }
        Instant good = deliveredAt;
        Instant bad = failedAt;
        if (retried > 0 || (bad != null && (good == null || bad.isAfter(good)))) {
            return Health.FAILING;
        }
        return delivered > 0 ? Health.HEALTHY : Health.UNUSED;
    }
}
