package dev.gatehouse.gateway.audit;

import dev.gatehouse.common.audit.AuditEvent;
import dev.gatehouse.common.tenant.Author;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An entry as FHIR R4 AuditEvent (hl7.org/fhir/R4/auditevent.html). Actors and things are named by identifiers of ours, since
 * they are no FHIR resources.
 */
final class FhirAuditEvent {
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type";

    private FhirAuditEvent() {}

    static JsonObject of(AuditEvent event) {
        boolean done = event.outcome() == AuditEvent.Outcome.DONE;
        JsonObject resource = new JsonObject()
                .put("resourceType", "AuditEvent")
                .put("id", Long.toString(event.seq()))
                .put(
                        "type",
                        done
                                ? coding(DICOM, "110100", "Application Activity")
                                : coding(DICOM, "110113", "Security Alert"))
                .put("subtype", new JsonArray().add(coding("urn:gatehouse:audit-action", event.action(), null)))
                .put("action", action(event.action()))
                .put("recorded", event.at().toString())
                // 0: success; 4: minor failure, refused
                .put("outcome", done ? "0" : "4")
                .put("agent", new JsonArray().add(agent(event.by())))
                .put(
                        "source",
                        new JsonObject()
                                .put("site", event.by().tenant().value())
                                .put("observer", new JsonObject().put("display", "Gatehouse"))
                                .put("type", new JsonArray().add(coding(SOURCE_TYPE, "4", "Application Server"))));
        return resource.put("entity", new JsonArray().add(entity(event)));
    }

    private static JsonObject agent(Author by) {
        JsonObject agent = new JsonObject()
                .put("who", reference("urn:gatehouse:" + kind(by.kind()), by.id()))
                .put("requestor", by.kind() != Author.Kind.SYSTEM);
        if (by.address() != null) {
            // 2: IP address
            agent.put("network", new JsonObject().put("address", by.address()).put("type", "2"));
        }
        return agent;
    }

    private static JsonObject entity(AuditEvent event) {
        JsonArray detail = new JsonArray();
        new TreeMap<>(event.details()).forEach((name, value) -> detail(detail, name, value));
        detail(detail, "requestId", Objects.requireNonNullElse(event.by().requestId(), ""));
        detail(detail, "prev", event.prev());
        detail(detail, "mac", event.mac());
        JsonObject entity = new JsonObject();
        if (!event.target().isEmpty()) {
            entity.put("what", reference("urn:gatehouse:target", event.target()));
        }
        return entity.put("detail", detail);
    }

    /** FHIR knows no empty strings. */
    private static void detail(JsonArray detail, String name, String value) {
        if (!value.isEmpty()) {
            detail.add(new JsonObject().put("type", name).put("valueString", value));
        }
    }

    private static JsonObject reference(String system, String value) {
        return new JsonObject()
                .put("identifier", new JsonObject().put("system", system).put("value", value));
    }

    private static JsonObject coding(String system, String code, @Nullable String display) {
        JsonObject coding = new JsonObject().put("system", system).put("code", code);
        return display == null ? coding : coding.put("display", display);
    }

    /** Create, read, update, delete or execute; FHIR has no more. */
    private static String action(String action) {
        return switch (action.substring(action.lastIndexOf('.') + 1)) {
            case "created", "added", "made", "kept", "imported" -> "C";
            case "exported", "revealed" -> "R";
            case "revoked", "ended", "removed", "deleted" -> "D";
            case "changed", "renewed", "activated", "retired", "saved", "completed" -> "U";
            default -> "E";
        };
    }

    private static String kind(Author.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
