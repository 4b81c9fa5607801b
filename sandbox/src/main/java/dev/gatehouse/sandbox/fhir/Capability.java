package dev.gatehouse.sandbox.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.sandbox.directory.Base;
import java.util.List;
import java.util.Map;

/** The CapabilityStatement of a base, which anybody may read; it also tells older clients where to authorize. */
final class Capability {

    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private static final List<String> TYPES = List.of(
            "AllergyIntolerance",
            "Binary",
            "CarePlan",
            "CareTeam",
            "Condition",
            "Coverage",
            "Device",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "Goal",
            "Group",
            "Immunization",
            "Location",
            "MedicationDispense",
            "MedicationRequest",
            "Observation",
            "Organization",
            "Patient",
            "Practitioner",
            "Procedure",
            "Provenance",
            "RelatedPerson",
            "ServiceRequest",
            "Specimen");

    private Capability() {}

    static ObjectNode of(Base base) {
        ObjectNode statement = FhirJson.resource("CapabilityStatement")
                .put("status", "active")
                .put("date", "2025-06-12")
                .put("kind", "instance")
                .put("fhirVersion", "4.0.1");
        statement.putObject("software").put("name", "Gatehouse sandbox EHR").put("version", "1");
        statement
                .putObject("implementation")
                .put("description", "Synthetic data only")
                .put("url", base.url());
        statement.putArray("format").add("application/fhir+json").add("json");
        statement
                .putArray("instantiates")
                .add("http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server|6.1.0")
                .add("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data|1.0.1");
        ObjectNode rest = statement.putArray("rest").addObject().put("mode", "server");
        security(rest.putObject("security"), base);
        ArrayNode resources = rest.putArray("resource");
        TYPES.forEach(type -> resource(resources.addObject(), type));
        return statement;
    }

    private static void security(ObjectNode security, Base base) {
        ObjectNode extension = security.putArray("extension").addObject().put("url", OAUTH_URIS);
        ArrayNode uris = extension.putArray("extension");
        Map.of(
                        "authorize", base.authorizationEndpoint(),
                        "token", base.tokenEndpoint(),
                        "introspect", base.introspectionEndpoint())
                .forEach((name, uri) -> uris.addObject().put("url", name).put("valueUri", uri));
        security.put("cors", true);
        security.putArray("service")
                .addObject()
                .putArray("coding")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                .put("code", "SMART-on-FHIR");
    }

    private static void resource(ObjectNode resource, String type) {
        resource.put("type", type);
        ArrayNode interactions = resource.putArray("interaction");
        interactions.addObject().put("code", "read");
        interactions.addObject().put("code", "search-type");
        if (type.equals("Observation") || type.equals("Patient")) {
            interactions.addObject().put("code", "create");
            interactions.addObject().put("code", "update");
            interactions.addObject().put("code", "vread");
            interactions.addObject().put("code", "history-instance");
        }
    }
}
