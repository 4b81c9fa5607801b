package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.ListField;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table, or an object of a list: the fields that the profile's map names. Used again for the next one. */
final class ListedRow {
    private static final String NPI = "http://hl7.org/fhir/sid/us-npi";
    private static final String OID = "urn:oid:2.16.840.1.113883.";

    private final Map<ListField, String> values = new EnumMap<>(ListField.class);

    void clear() {
        values.clear();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Blank texts say nothing. False if the field has a text already. */
    boolean put(ListField field, @Nullable String text) {
        return text == null || text.isBlank() || values.putIfAbsent(field, text.strip()) == null;
    }

    /** The same as an Organization that contains its endpoints. */
    BundleResource toResource() {
        BundleResource resource = new BundleResource();
        resource.row = true;
        resource.type = "Organization";
        resource.id = values.get(ListField.ID);
        resource.name = values.get(ListField.NAME);
        resource.parentName = values.get(ListField.PARENT);
        String alias = values.get(ListField.ALIAS);
        if (alias != null) {
            resource.aliases.add(alias);
        }
        identify(resource, ListField.NPI, NPI);
        identify(resource, ListField.EIN, OID + "4.4");
        identify(resource, ListField.CLIA, OID + "4.7");
        identify(resource, ListField.NAIC, OID + "6.300");
        resource.addPlace(
                values.get(ListField.STREET),
                values.get(ListField.CITY),
                values.get(ListField.STATE),
                values.get(ListField.POSTAL_CODE));
        endpoint(resource, ListField.URL, null);
        endpoint(resource, ListField.PATIENT_URL, EndpointKind.PATIENT);
        endpoint(resource, ListField.PROVIDER_URL, EndpointKind.PROVIDER_SYSTEM);
        return resource;
    }

    private void identify(BundleResource resource, ListField field, String system) {
        String value = values.get(field);
        if (value != null) {
            resource.identifiers.add(new BundleResource.Identifier(system, value));
        }
    }

    private void endpoint(BundleResource resource, ListField field, @Nullable EndpointKind kind) {
        String address = values.get(field);
        if (address == null) {
            return;
        }
        BundleResource endpoint = new BundleResource();
        endpoint.type = "Endpoint";
        endpoint.id = field.text();
        endpoint.url = address;
        endpoint.status = values.get(ListField.STATUS);
        endpoint.name = kind == null ? values.get(ListField.ENDPOINT_NAME) : null;
        endpoint.kind = kind != null || endpoint.name == null
                ? kind
                : EndpointKind.of(endpoint.name).orElse(null);
        resource.contained.add(endpoint);
        resource.endpoints.add("#" + endpoint.id);
    }
}
