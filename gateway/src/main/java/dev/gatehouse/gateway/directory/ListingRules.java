package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.DirectoryForm;
import dev.gatehouse.common.ehr.DirectorySection;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.ehr.EndpointKinds;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
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
    private static final Map<String, String> OTHER_IDENTIFIERS =
            Map.of("urn:oid:2.16.840.1.113883.4.7", "clia", "urn:oid:2.16.840.1.113883.6.300", "naic");
    private static final int MOST_EXTRAS = 50;
    /** FHIR R4: "suspended" is for a while, "off" and "error" are not. */
    private static final Set<String> USABLE = Set.of("active", "suspended", "test");
    /** Connection types that are no FHIR server; unknown ones may be. */
    private static final Pattern NO_FHIR =
            Pattern.compile("(?:ihe|dicom|hl7v2|direct|secure-email|hl7-fhir-msg|cds-hooks|hl7-cds).*");

    private final EndpointKinds kinds;
    private final boolean shared;
    private final DirectoryForm form;
    private final TestNames tests;
    private final AddressScreen addresses;

    ListingRules(EhrProfile profile, Set<String> allowedPrivate) {
        this(profile, profile.directory().form(), allowedPrivate);
    }

    /** @param form of the file at hand, which may be another than the profile's */
    ListingRules(EhrProfile profile, DirectoryForm form, Set<String> allowedPrivate) {
        DirectorySection section = profile.directory();
        this.form = form;
        this.kinds = section.kinds();
        this.shared = section.sharedEndpoints() || form == DirectoryForm.SMART_BRANDS;
        this.tests = new TestNames(section.testNames());
        this.addresses = new AddressScreen(profile.hosts(), allowedPrivate);
    }

    /** True if several practices may have the same address. */
    boolean shared() {
        return shared;
    }

    /** True if the same resource may come again, on another page. */
    boolean repeats() {
        return form == DirectoryForm.FHIR_SEARCH;
    }

    boolean isTest(String name) {
        return tests.fit(name);
    }

    /** How people find an entry again: its place in the file and its name in the file. */
    String label(int entry, String type, String own) {
        String shown = own.length() <= 120 ? own : own.substring(0, 120) + "…";
        String place = (form == DirectoryForm.CSV ? "row[" : "entry[") + entry + "]";
        if (shown.isEmpty()) {
            return place;
        }
        return form == DirectoryForm.CSV ? place + " " + shown : place + " " + type + "/" + shown;
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
        String fault = faultOfUse(endpoint);
        if (fault != null) {
            return fault;
        }
        String name = ListedText.clean(endpoint.name);
        if (name == null && endpoint.kind == null && kinds.onlyByName()) {
            return "The endpoint has no name, so its kind is unknown.";
        }
        if (kindOf(endpoint, address) == null) {
            if (!kinds.onlyByName()) {
                String addressFault = addresses.fault(address == null ? "" : address);
                return addressFault == null
                        ? "Neither name nor address of the endpoint tells whose it is."
                        : "The endpoint " + addressFault + ".";
            }
            return "The endpoint's name is none of those this EHR uses"
                    + (name != null && name.length() <= 100 ? " (\"" + name + "\")." : ".");
        }
        String addressFault = addresses.fault(address == null ? "" : address);
        return addressFault == null ? null : "The endpoint " + addressFault + ".";
    }

    private static @Nullable String faultOfUse(BundleResource endpoint) {
        if (endpoint.status != null && !USABLE.contains(endpoint.status.strip().toLowerCase(Locale.ROOT))) {
            return "The endpoint's status is not one of an endpoint in use.";
        }
        if (!endpoint.connectionTypes.isEmpty()
                && endpoint.connectionTypes.stream()
                        .allMatch(each -> NO_FHIR.matcher(each).matches())) {
            return "The endpoint is no FHIR server.";
        }
        if (!endpoint.fhirVersions.isEmpty()
                && endpoint.fhirVersions.stream().noneMatch(each -> each.startsWith("4."))) {
            return "The endpoint has no FHIR R4.";
        }
        return null;
    }

    @Nullable
    EndpointKind kindOf(BundleResource endpoint, @Nullable String address) {
        if (endpoint.kind != null) {
            return endpoint.kind;
        }
        return kinds.of(ListedText.clean(endpoint.name), uri(address)).orElse(null);
    }

    private static @Nullable URI uri(@Nullable String address) {
        try {
            return address == null ? null : URI.create(address.strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What one listed endpoint stands for: itself, or where the EHR has a host for each kind, one endpoint at each.
     *
     * @param faults takes what is wrong with an address that was made so
     */
    List<ListedPractice.ListedEndpoint> endpoints(ListedPractice.ListedEndpoint listed, Consumer<String> faults) {
        URI raw = URI.create(listed.raw());
        String host = raw.getHost().toLowerCase(Locale.ROOT);
        if (!kinds.hostOf().containsValue(host)) {
            return List.of(listed);
        }
        List<ListedPractice.ListedEndpoint> all = new ArrayList<>(2);
        new TreeMap<>(kinds.hostOf()).forEach((kind, other) -> {
            int at = listed.raw().toLowerCase(Locale.ROOT).indexOf(host);
            String address =
                    listed.raw().substring(0, at) + other + listed.raw().substring(at + host.length());
            String fault = addresses.fault(address);
            if (fault == null) {
                String canonical = BaseUrl.of(URI.create(address)).canonical();
                all.add(new ListedPractice.ListedEndpoint(kind, address, canonical, listed.disputed()));
            } else {
                faults.accept("The endpoint " + fault + ".");
            }
        });
        return all;
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

    static Practice.Place clean(Practice.Place place) {
        return new Practice.Place(
                ListedText.clean(place.street(), 500),
                ListedText.clean(place.city(), 200),
                ListedText.clean(place.state(), 100),
                ListedText.clean(place.postalCode(), 32));
    }

    /** What has no column of its own. */
    static PracticeExtras extras(BundleResource organization) {
        List<String> aliases = organization.aliases.stream()
                .map(each -> ListedText.clean(each, 500))
                .filter(Objects::nonNull)
                .distinct()
                .filter(each -> !each.equals(organization.name))
                .limit(MOST_EXTRAS)
                .toList();
        List<Practice.Place> places = organization.places.stream()
                .skip(1)
                .map(ListingRules::clean)
                .filter(each -> !each.equals(Practice.Place.UNKNOWN))
                .toList();
        return new PracticeExtras(
                aliases, otherIdentifiers(organization), places, ListedText.clean(organization.parentName, 500));
    }

    private static List<PracticeExtras.Identifier> otherIdentifiers(BundleResource organization) {
        String npi = npi(organization.identifiers);
        String ein = ein(organization.identifiers);
        String guid = guid(organization);
        List<PracticeExtras.Identifier> others = new ArrayList<>(0);
        for (BundleResource.Identifier each : organization.identifiers) {
            String value = ListedText.clean(each.value(), 64);
            String type = typeOf(each.system());
            boolean known = value == null
                    || (type.equals("npi") && value.equals(npi))
                    || (type.equals("ein") && value.equals(ein))
                    || value.equalsIgnoreCase(guid)
                    || value.equals(organization.id);
            if (!known && others.size() < MOST_EXTRAS) {
                others.add(new PracticeExtras.Identifier(type, Objects.requireNonNull(value)));
            }
        }
        return others;
    }

    private static String typeOf(String system) {
        if (NPI.contains(system)) {
            return "npi";
        }
        if (EIN.contains(system)) {
            return "ein";
        }
        String type = OTHER_IDENTIFIERS.get(system);
        return type != null ? type : Objects.requireNonNullElse(ListedText.clean(system, 200), "other");
    }

    /**
     * What a row without an id is known by: its address, or where practices share addresses, everything that tells it from
     * others.
     */
    @Nullable
    String keyOfRow(BundleResource row) {
        String id = externalKey(row);
        if (id != null) {
            return id;
        }
        if (!shared && !row.contained.isEmpty()) {
            String address = row.contained.get(0).url;
            if (address != null && addresses.fault(address) == null) {
                return cut("url:" + BaseUrl.of(URI.create(address.strip())).canonical());
            }
        }
        String npi = npi(row.identifiers);
        String zip = row.places.isEmpty() ? null : row.places.get(0).postalCode();
        return row.name == null ? null : cut("row:" + npi + "|" + zip + "|" + SearchText.fold(row.name));
    }

    private static String cut(String key) {
        return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY);
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
