package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Optional;

/** What a table or a list of plain objects may say of a practice. The texts are the names in profiles. */
public enum ListField {
    ID("id"),
    NAME("name"),
    ALIAS("alias"),
    PARENT("parent"),
    NPI("npi"),
    EIN("ein"),
    CLIA("clia"),
    NAIC("naic"),
    STREET("street"),
    CITY("city"),
    STATE("state"),
    POSTAL_CODE("postalCode"),
    /** A FHIR base whose kind the section's rules tell. */
    URL("url"),
    PATIENT_URL("patientUrl"),
    PROVIDER_URL("providerUrl"),
    /** What the rules by name go by, beside {@link #URL}; our own words for the kinds count too. */
    ENDPOINT_NAME("endpointName"),
    /** Status of the endpoint, in FHIR's words. */
    STATUS("status");

    private final String text;

    ListField(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<ListField> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
