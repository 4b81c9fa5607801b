package dev.gatehouse.common.ehr;

import java.util.Arrays;
import java.util.Optional;

/** The forms in which EHRs publish their practices. The texts are public contract. */
public enum DirectoryForm {
    /** A FHIR Bundle of Organization and Endpoint. */
    FHIR_BUNDLE("fhir-bundle"),
    /** A Bundle of User-access Brands (SMART App Launch 2.2, section 8): brands, their sites, endpoints they share. */
    SMART_BRANDS("smart-brands"),
    /** A FHIR search, page by page. */
    FHIR_SEARCH("fhir-search"),
    /** A list of JSON objects, bare or inside of an object. */
    JSON_ARRAY("json-array"),
    /** A table (RFC 4180). */
    CSV("csv"),
    /** None: practices are added by hand. */
    MANUAL("manual");

    private final String text;

    DirectoryForm(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<DirectoryForm> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }
}
