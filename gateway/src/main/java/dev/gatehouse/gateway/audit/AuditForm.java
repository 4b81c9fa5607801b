package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an export is written as: one JSON object a line in each, so that no reader needs all of it in memory. */
public enum AuditForm {
    /** As the API lists them. */
    NDJSON("ndjson", "application/x-ndjson") {
        @Override
        JsonObject json(AuditEvent event) {
            return AuditJson.of(event);
        }
    },
    /** FHIR R4 {@code AuditEvent}, as bulk data exports are written. */
    FHIR("fhir", "application/fhir+ndjson") {
        @Override
        JsonObject json(AuditEvent event) {
            return FhirAuditEvent.of(event);
        }
    };

    private final String text;
    private final String contentType;

    AuditForm(String text, String contentType) {
        this.text = text;
        this.contentType = contentType;
    }

    abstract JsonObject json(AuditEvent event);

    public static Optional<AuditForm> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /** As it stands in a query. */
    public String text() {
        return text;
    }

    String contentType() {
        return contentType;
    }

    public Buffer lines(List<AuditEvent> events) {
        Buffer lines = Buffer.buffer(events.size() * 512);
        events.forEach(each -> lines.appendString(json(each).encode()).appendByte((byte) '\n'));
        return lines;
    }
}
