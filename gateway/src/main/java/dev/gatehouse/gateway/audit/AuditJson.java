package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditEvent;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.TreeMap;

final class AuditJson {
    private AuditJson() {}

    static JsonObject of(AuditEvent event) {
        JsonObject details = new JsonObject();
        new TreeMap<>(event.details()).forEach(details::put);
        return new JsonObject()
                .put("seq", event.seq())
                .put("at", event.at().toString())
                .put("tenant", event.by().tenant().value())
                .put(
                        "actor",
                        new JsonObject()
                                .put("kind", word(event.by().kind()))
                                .put("id", event.by().id()))
                .put("action", event.action())
                .put("target", event.target())
                .put("outcome", word(event.outcome()))
                .put("details", details)
                .put("requestId", event.by().requestId())
                .put("address", event.by().address())
                .put("prev", event.prev())
                .put("mac", event.mac());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
