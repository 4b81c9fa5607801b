package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one entry of a Bundle says, as far as we read it; other forms of list are brought into this one. Nothing is checked
 * yet; every field may be missing.
 */
final class BundleResource {
    private static final int MOST_PLACES = 20;

    @Nullable
    String type;

    @Nullable
    String id;

    @Nullable
    String fullUrl;

    @Nullable
    String name;

    @Nullable
    String status;

    boolean inactive;
    /** Endpoint.address. */
    @Nullable
    String url;
    /** Organization.address. */
    final List<Practice.Place> places = new ArrayList<>(1);

    final List<Identifier> identifiers = new ArrayList<>(3);
    final List<String> endpoints = new ArrayList<>(2);
    final List<String> aliases = new ArrayList<>(0);
    /** Codes of Endpoint.connectionType. */
    final List<String> connectionTypes = new ArrayList<>(1);

    final List<String> fhirVersions = new ArrayList<>(0);

    @Nullable
    String partOf;
    /** Of an Endpoint, if the form of the list tells it; null if rules must. */
    @Nullable
    EndpointKind kind;
    /** The name of the organisation above, if the list has no other way of naming it. */
    @Nullable
    String parentName;
    /** True for a row or a plain object, whose id is made up where the list has none. */
    boolean row;

    @Nullable
    String managingOrganization;

    final List<BundleResource> contained = new ArrayList<>(0);

    record Identifier(String system, String value) {}

    void addPlace(@Nullable String street, @Nullable String city, @Nullable String state, @Nullable String postalCode) {
        Practice.Place place = new Practice.Place(street, city, state, postalCode);
        if (places.size() < MOST_PLACES && !place.equals(Practice.Place.UNKNOWN)) {
            places.add(place);
        }
    }

    /** What the entry calls itself. */
    String own() {
        return id != null ? id : fullUrl != null ? fullUrl : name != null ? name : "without id";
    }
}
