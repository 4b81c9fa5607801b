package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Listing}'s Organizations and Endpoints together: what an Organization says of its endpoints first, then what
 * an Endpoint says of its organisation. What belongs to nobody is rejected. Hands out the practices piece by piece, about in
 * the order of their keys: the database's indexes then grow at their ends, which on H2 is several times as fast.
 */
final class PracticeJoin {
    private static final int NUMBER_BITS = 18;
    private static final int MOST_NUMBERS = 1 << NUMBER_BITS;
    private static final int NOBODY = -1;
    private static final int UNUSABLE = -2;

    private final Listing list;
    /** Of each endpoint: its organisation's number. */
    private final int[] owner;
    /** Of each organisation: its first endpoint. */
    private final int[] firstOf;
    /** Of each endpoint: the next one of the same organisation. */
    private final int[] next;

    /** The usable organisations: the beginning of the key above, the number below. */
    private final long[] order;

    private int position;

    PracticeJoin(Listing list) throws IOException {
        this.list = list;
        owner = filled(list.endpoints.size());
        next = filled(list.endpoints.size());
        firstOf = filled(list.organizations.size());
        long[] keys = new long[firstOf.length];
        int usable = 0;
        for (int i = 0; i < firstOf.length; i++) {
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
        // from the last to the first, so that each chain is in the order of the file
        for (int i = owner.length - 1; i >= 0; i--) {
            if (owner[i] >= 0 && list.endpoints.usable(i)) {
                next[i] = firstOf[owner[i]];
                firstOf[owner[i]] = i;
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
        String key = record.needed();
        record.skip(8);
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
            } else if (owner[endpoint] == NOBODY) {
                owner[endpoint] = number;
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
            owner[number] = UNUSABLE;
        } else {
            owner[number] = organization;
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
        List<ListedPractice.ListedEndpoint> endpoints = new ArrayList<>(2);
        for (int i = firstOf[number]; i != NOBODY; i = next[i]) {
            endpoints.add(endpoint(i));
        }
        RecordReader record = list.organizations.read(number);
        int entry = record.number();
        String id = record.text();
        String fullUrl = record.text();
        if (endpoints.isEmpty()) {
            reject("Organization", entry, id, fullUrl, "The practice has no usable endpoint.");
            return null;
        }
        return new ListedPractice(
                entry,
                record.needed(),
                record.needed(),
                record.text(),
                record.text(),
                record.text(),
                new Practice.Place(record.text(), record.text(), record.text(), record.text()),
                endpoints);
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
        list.rejections.add(BundleResource.label(entry, type, own), reason);
    }

    private static String shown(String reference) {
        return reference.length() <= 120 ? reference : reference.substring(0, 120) + "…";
    }
}
