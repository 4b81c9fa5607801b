package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.notice.SentNotice;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** What a delivery says: the same bytes each time. */
final class WebhookBody {
    private WebhookBody() {}

    static Buffer of(SentNotice sent) {
        return new JsonObject()
                .put("id", sent.id())
                .put("type", sent.notice().type())
                .put("tenant", sent.notice().tenant().value())
                .put("occurredAt", sent.occurredAt().toString())
                .put("subject", sent.notice().subject())
                .put("data", sent.notice().data())
                .toBuffer();
    }
}
