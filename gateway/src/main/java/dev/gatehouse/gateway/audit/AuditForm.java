package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an export is written as: one entry a line in each, so that no reader needs all of it in memory. */
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
    },
    /** For spreadsheets; the details are one cell of JSON. */
    CSV("csv", "text/csv; charset=utf-8") {
        @Override
        JsonObject json(AuditEvent event) {
            return AuditJson.of(event);
        }

        @Override
        String line(AuditEvent event) {
            JsonObject json = json(event);
            return CsvLine.of(
                    event.seq(),
                    event.at(),
                    json.getJsonObject("actor").getString("kind"),
                    event.by().id(),
                    event.action(),
                    event.target(),
                    json.getString("outcome"),
                    event.by().address(),
                    event.by().requestId(),
                    json.getJsonObject("details").encode());
        }

        @Override
        public String head() {
            return CsvLine.of(
                    "seq",
                    "at",
                    "actorKind",
                    "actorId",
                    "action",
                    "target",
                    "outcome",
                    "address",
                    "requestId",
                    "details");
        }
    };

    private final String text;
    private final String contentType;

    AuditForm(String text, String contentType) {
        this.text = text;
        this.contentType = contentType;
    }

    abstract JsonObject json(AuditEvent event);

    String line(AuditEvent event) {
        return json(event).encode() + "\n";
    }

    /** What stands before the first entry; empty for nothing. */
    public String head() {
        return "";
    }

    /** The end of a file's name. */
    String ending() {
        return this == CSV ? "csv" : "ndjson";
    }

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
        events.forEach(each -> lines.appendString(line(each)));
        return lines;
    }
}
