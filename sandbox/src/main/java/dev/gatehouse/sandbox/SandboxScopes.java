package dev.gatehouse.sandbox;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The scopes the sandbox knows: Practice Fusion's 22 resource types and some more, in both dialects, for each level. */
public final class SandboxScopes {

    private static final List<String> TYPES = List.of(
            "AllergyIntolerance",
            "CarePlan",
            "CareTeam",
            "Condition",
            "Coverage",
            "Device",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "Goal",
            "Immunization",
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
            "Specimen",
            "*");

    public static final Set<String> ALL = all();

    private SandboxScopes() {}

    private static Set<String> all() {
        Set<String> scopes = new LinkedHashSet<>(List.of(
                "openid",
                "fhirUser",
                "profile",
                "offline_access",
                "online_access",
                "launch",
                "launch/patient",
                "launch/encounter"));
        for (String level : List.of("patient", "user", "system")) {
            for (String type : TYPES) {
                for (String rights : List.of("read", "write", "*", "r", "s", "rs", "c", "cud", "cruds")) {
                    scopes.add(level + "/" + type + "." + rights);
                }
            }
        }
        return Set.copyOf(scopes);
    }
}
