package dev.gatehouse.gateway.nango.connect;

import io.vertx.core.json.JsonObject;

/** What a browser's web socket is told. No frame holds a secret: whoever reads one learns ids and how it went. */
final class Frames {
    private Frames() {}

    static JsonObject greeting(String socketId) {
        return new JsonObject().put("message_type", "connection_ack").put("ws_client_id", socketId);
    }

    /** Of an attempt that has ended. */
    static JsonObject end(Attempt attempt) {
        String connection = attempt.connectionId();
        return connection != null
                ? new JsonObject()
                        .put("message_type", "success")
                        .put("provider_config_key", attempt.integration())
                        .put("connection_id", connection)
                        .put("is_pending", false)
                : failure(
                        attempt.integration(),
                        attempt.error() == null ? AuthFailure.of("unexpected") : attempt.error());
    }

    static JsonObject failure(String integration, AuthFailure why) {
        return new JsonObject()
                .put("message_type", "error")
                .put("provider_config_key", integration)
                .put("connection_id", "")
                .put("error_type", why.type())
                .put("error_desc", why.text());
    }
}
