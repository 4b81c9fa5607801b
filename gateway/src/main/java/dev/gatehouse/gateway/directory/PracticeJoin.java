package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import dev.gatehouse.common.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Listing}'s Organizations and Endpoints together: what an Organization says of its endpoints first, then what
 * an Endpoint says of its organisation, then, where practices may share endpoints, what the organisation above has. What
 * belongs to nobody is rejected. Hands out the practices piece by piece, about in the order of their keys: the database's
 * indexes then grow at their ends, which on H2 is several times as fast.
 */
final class PracticeJoin {
    private static final int NUMBER_BITS = 18;
    private static final int MOST_NUMBERS = 1 << NUMBER_BITS;
    private static final int NOBODY = -1;
    private static final int MOST_OF_ONE = 100;
    private static final int HIGHEST = 8;

    private final Listing list;
    private final boolean shared;
    /** Of each endpoint: the number of the first organisation that has it. */
    private final int[] owner;

    private final Links links;

    /** The usable organisations: the beginning of the key above, the number below. */
    private final long[] order;

    private int position;
    private int given;

    PracticeJoin(Listing list) throws IOException {
        this.list = list;
        shared = list.rules.shared();
        owner = filled(list.endpoints.size());
        int organizations = list.organizations.size();
        links = new Links(organizations, 2 * Listing.MOST_ENTRIES);
        long[] keys = new long[organizations];
        int usable = 0;
        for (int i = 0; i < organizations; i++) {
            if (list.organizations.usable(i)) {
                keys[usable++] = (beginning(claimByOrganization(i)) << NUMBER_BITS) | i;
            }
        }
        order = Arrays.copyOf(keys, usable);
        Arrays.sort(order);
        for (int i = 0; i < owner.length; i++) {
            if (owner[i] == NOBODY && list.endpoints.usable(i)) {
                claimByEndpoint(i);
            }
        }
    }

    private static int[] filled(int size) {
        int[] array = new int[size];
        Arrays.fill(array, NOBODY);
        return array;
    }

    /** The first five characters as a number. */
    private static long beginning(String key) {
        long value = 0;
        for (int i = 0; i < 5; i++) {
            value = (value << 8) | (i < key.length() ? Math.min(key.charAt(i), 255) : 0);
        }
        return value;
    }

    /** The organisation's external key. */
    private String claimByOrganization(int number) throws IOException {
        RecordReader record = list.organizations.read(number);
        int entry = record.number();
        String id = record.text();
        String fullUrl = record.text();
        record.skip(2); // name, partOf
        String key = record.needed();
        record.skip(8); // npi to extras
        record.skipNumber();
        for (int left = record.number(); left > 0; left--) {
            String reference = record.needed();
            int endpoint = find(list.endpoints, reference, entry);
            if (endpoint == NOBODY) {
                reject(
                        "Organization",
                        entry,
                        id,
                        fullUrl,
                        "It refers to " + shown(reference) + ", which is not in the file.");
            } else if (owner[endpoint] == NOBODY || shared) {
                own(number, endpoint);
            } else if (owner[endpoint] != number && list.endpoints.usable(endpoint)) {
                reject(
                        "Organization",
                        entry,
                        id,
                        fullUrl,
                        "It refers to " + shown(reference) + ", which belongs to another organisation of the file.");
            }
        }
        return key;
    }

    private void claimByEndpoint(int number) throws IOException {
        RecordReader record = list.endpoints.read(number);
        int entry = record.number();
        String id = record.text();
        String fullUrl = record.text();
        String managing = record.text();
        int organization = managing == null ? NOBODY : find(list.organizations, managing, entry);
        if (organization == NOBODY) {
            reject(
                    "Endpoint",
                    entry,
                    id,
                    fullUrl,
                    managing == null
                            ? "No organisation of the file refers to it, and it names none."
                            : "It belongs to " + shown(managing) + ", which is not in the file.");
        } else {
            own(organization, number);
        }
    }

    private void own(int organization, int endpoint) {
        owner[endpoint] = owner[endpoint] == NOBODY ? organization : owner[endpoint];
        if (list.endpoints.usable(endpoint)) {
            links.add(organization, endpoint);
        }
    }

    private int find(Listing.Column column, String reference, int entry) throws IOException {
        for (String key : References.keys(reference, entry, column.type)) {
            int number = column.keys.get(key);
            if (number != KeyIndex.NONE && answersTo(column.read(number), key, entry)) {
                return number;
            }
        }
        return NOBODY;
    }

    /** The index compares hashes only, and a hostile list could make two alike. */
    private static boolean answersTo(RecordReader record, String key, int fromEntry) {
        int entry = record.number();
        String id = record.text();
        String fullUrl = record.text();
        return (id != null && key.equals(References.id(id)))
                || (fullUrl != null && key.equals(References.fullUrl(fullUrl)))
                || (entry == fromEntry && key.equals(References.contained(entry, id == null ? "" : id)));
    }

    /** The next practices, at most {@code most}; empty at the end. */
    List<ListedPractice> next(int most) throws IOException {
        List<ListedPractice> found = new ArrayList<>(most);
        while (found.size() < most && position < order.length) {
            ListedPractice practice = practice((int) order[position++] & (MOST_NUMBERS - 1));
            if (practice != null) {
                found.add(practice);
            }
        }
        return found;
    }

    private @Nullable ListedPractice practice(int number) throws IOException {
        RecordReader record = list.organizations.read(number);
        int entry = record.number();
        String id = record.text();
        String fullUrl = record.text();
        String name = record.needed();
        String above = record.text();
        int parent = above == null ? NOBODY : find(list.organizations, above, entry);
        Consumer<String> faults = reason -> reject("Organization", entry, id, fullUrl, reason);
        List<ListedPractice.ListedEndpoint> endpoints = endpoints(holder(number, parent), faults);
        if (endpoints.isEmpty()) {
            faults.accept("The practice has no usable endpoint.");
            return null;
        }
        given += endpoints.size();
        if (given > 2 * Listing.MOST_ENTRIES) {
            throw new Failure.TooLarge(
                    "directory-too-large", "The list's practices have too many endpoints. Nothing was changed.");
        }
        String key = record.needed();
        String npi = record.text();
        String ein = record.text();
        String guid = record.text();
        Practice.Place place = new Practice.Place(record.text(), record.text(), record.text(), record.text());
        PracticeExtras extras = PracticeExtras.decode(record.text());
        boolean test = record.number() == 1;
        PracticeExtras complete = parent == NOBODY ? extras : extras.withParent(nameOf(parent));
        return new ListedPractice(entry, key, name, npi, ein, guid, place, complete, test, endpoints);
    }

    /** The organisation itself, or the nearest one above that has endpoints, where they may be shared. */
    private int holder(int number, int parent) throws IOException {
        int holder = number;
        int above = parent;
        for (int i = 0; shared && !links.any(holder) && above != NOBODY && i < HIGHEST; i++) {
            holder = above;
            above = parentOf(holder);
        }
        return holder;
    }

    private int parentOf(int number) throws IOException {
        if (!list.organizations.usable(number)) {
            return NOBODY;
        }
        RecordReader record = list.organizations.read(number);
        int entry = record.number();
        record.skip(3); // id, fullUrl, name
        String above = record.text();
        return above == null ? NOBODY : find(list.organizations, above, entry);
    }

    private @Nullable String nameOf(int number) throws IOException {
        if (!list.organizations.usable(number)) {
            return null;
        }
        RecordReader record = list.organizations.read(number);
        record.skipNumber();
        record.skip(2); // id, fullUrl
        return ListedText.clean(record.needed(), 500);
    }

    private List<ListedPractice.ListedEndpoint> endpoints(int holder, Consumer<String> faults) throws IOException {
        List<ListedPractice.ListedEndpoint> endpoints = new ArrayList<>(2);
        for (int each : links.of(holder)) {
            for (ListedPractice.ListedEndpoint endpoint : list.rules.endpoints(endpoint(each), faults)) {
                boolean there = endpoints.stream()
                        .anyMatch(other -> other.kind() == endpoint.kind()
                                && other.canonical().equals(endpoint.canonical()));
                if (!there && endpoints.size() == MOST_OF_ONE) {
                    faults.accept("The practice has more than " + MOST_OF_ONE + " endpoints; the rest is left out.");
                    return endpoints;
                }
                if (!there) {
                    endpoints.add(endpoint);
                }
            }
        }
        return endpoints;
    }

    private ListedPractice.ListedEndpoint endpoint(int number) throws IOException {
        RecordReader record = list.endpoints.read(number);
        record.skipNumber();
        record.skip(3); // id, fullUrl, managingOrganization
        EndpointKind kind = EndpointKind.of(record.needed()).orElseThrow();
        return new ListedPractice.ListedEndpoint(kind, record.needed(), record.needed(), record.number() == 1);
    }

    private void reject(String type, int entry, @Nullable String id, @Nullable String fullUrl, String reason) {
        String own = id != null ? id : fullUrl != null ? fullUrl : "without id";
        list.rejections.add(list.rules.label(entry, type, own), reason);
    }

    private static String shown(String reference) {
        return reference.length() <= 120 ? reference : reference.substring(0, 120) + "…";
    }
}
