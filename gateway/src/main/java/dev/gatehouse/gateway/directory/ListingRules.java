package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one EHR's list may say, and what it means: kinds by name, addresses, identifiers. */
final class ListingRules {
    static final int LONGEST_NAME = 8 * 1024;
    static final int LONGEST_KEY = 300;
    private static final Pattern GUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    // The second is a misspelling that real lists carry.
    private static final Set<String> NPI = Set.of("http://hl7.org/fhir/sid/us-npi", "http://hl7.org.fhir/sid/us-npi");
    private static final Set<String> EIN = Set.of("urn:oid:2.16.840.1.113883.4.4", "2.16.840.1.113883.4.4");
    private static final Set<String> USABLE = Set.of("active", "suspended", "error", "test");

    private final Map<String, EndpointKind> kinds;
    private final AddressScreen addresses;

    ListingRules(EhrProfile profile, Set<String> allowedPrivate) {
        kinds = profile.directory().kinds().names();
        addresses = new AddressScreen(profile.hosts(), allowedPrivate);
    }

    /** What keeps the Organization out; null if nothing does. */
    @Nullable
    String faultOf(BundleResource organization) {
        String name = ListedText.clean(organization.name);
        if (name == null) {
            return "The practice has no name.";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return "The name is longer than 8 KB.";
        }
        if (organization.inactive) {
            return "The organisation is marked as not active.";
        }
        return null;
    }

    /** What keeps the Endpoint out; null if nothing does. */
    @Nullable
    String faultOf(BundleResource endpoint, @Nullable String address) {
        String name = ListedText.clean(endpoint.name);
        if (name == null) {
            return "The endpoint has no name, so its kind is unknown.";
        }
        if (kindOf(endpoint) == null) {
            return "The endpoint's name is none of those this EHR uses"
                    + (name.length() <= 100 ? " (\"" + name + "\")." : ".");
        }
        if (endpoint.status != null && !USABLE.contains(endpoint.status)) {
            return "The endpoint's status is not one of an endpoint in use.";
        }
        String fault = addresses.fault(address == null ? "" : address);
        return fault == null ? null : "The endpoint " + fault + ".";
    }

    @Nullable
    EndpointKind kindOf(BundleResource endpoint) {
        String name = ListedText.clean(endpoint.name);
        return name == null ? null : kinds.get(name);
    }

    /** Endpoint.address; fullUrl only if there is none and it is https. */
    static @Nullable String addressOf(BundleResource endpoint) {
        if (endpoint.url != null && !endpoint.url.isBlank()) {
            return endpoint.url.strip();
        }
        return httpsFullUrl(endpoint);
    }

    private static @Nullable String httpsFullUrl(BundleResource endpoint) {
        String text = endpoint.fullUrl == null ? "" : endpoint.fullUrl.strip();
        return text.regionMatches(true, 0, "https://", 0, 8) ? text : null;
    }

    /**
     * True if fullUrl is another FHIR base than the address. A fullUrl that names the resource itself ({@code
     * …/Endpoint/id}), as FHIR means it, says nothing against the address.
     */
    boolean disputed(BundleResource endpoint, String canonical) {
        String fullUrl = httpsFullUrl(endpoint);
        if (fullUrl == null || addresses.fault(fullUrl) != null) {
            return false;
        }
        String other = BaseUrl.of(URI.create(fullUrl)).canonical();
        boolean itself = endpoint.id != null && other.endsWith("/Endpoint/" + endpoint.id);
        return !itself && !other.equals(canonical);
    }

    static @Nullable String npi(List<BundleResource.Identifier> identifiers) {
        return first(identifiers, NPI);
    }

    static @Nullable String ein(List<BundleResource.Identifier> identifiers) {
        return first(identifiers, EIN);
    }

    private static @Nullable String first(List<BundleResource.Identifier> identifiers, Set<String> systems) {
        for (BundleResource.Identifier each : identifiers) {
            if (systems.contains(each.system())) {
                return ListedText.clean(each.value(), 64);
            }
        }
        return null;
    }

    /** The organisation's id or else an identifier, if one has the form of a GUID; lower case. */
    static @Nullable String guid(BundleResource organization) {
        if (organization.id != null && GUID.matcher(organization.id).matches()) {
            return organization.id.toLowerCase(Locale.ROOT);
        }
        for (BundleResource.Identifier each : organization.identifiers) {
            String value = each.value().strip();
            if (GUID.matcher(value).matches()) {
                return value.toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    static @Nullable String externalKey(BundleResource organization) {
        String guid = guid(organization);
        if (guid != null) {
            return guid;
        }
        String id = ListedText.clean(organization.id);
        return id != null ? id : ListedText.clean(organization.fullUrl);
    }
}
