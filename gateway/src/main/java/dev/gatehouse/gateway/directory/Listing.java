package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.failure.Failure;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list while it is read: each entry is screened and put aside in a temporary file; a few numbers of each stay in memory.
 * Then {@link #practices()} puts Organizations and Endpoints together, whatever order they came in. Blocking, for one
 * worker thread at a time.
 */
final class Listing implements ListEntries, AutoCloseable {
    static final int MOST_PRACTICES = 200_000;
    static final int MOST_ENTRIES = 3 * MOST_PRACTICES;
    /** Entries of other kinds included. */
    private static final int MOST_OF_ALL = 1_000_000;

    private static final int MOST_WARNINGS = 20;

    final ListingRules rules;
    final List<String> warnings = new ArrayList<>();
    private final EntrySpool spool;
    private final RecordWriter record = new RecordWriter();
    final Rejections rejections = new Rejections();
    final Column organizations = new Column("Organization");
    final Column endpoints = new Column("Endpoint");
    private final KeyIndex addresses = new KeyIndex();
    private final KeyIndex externalKeys = new KeyIndex();
    private int taken;
    private int all;
    private int ignored;
    private int disputed;

    Listing(ListingRules rules) throws IOException {
        this.rules = rules;
        this.spool = new EntrySpool();
    }

    /** All resources of one type: where each is spooled, whether it may be used, and by which keys it is found. */
    final class Column {
        final String type;
        final KeyIndex keys = new KeyIndex();
        private long[] at = new long[1024];
        private boolean[] usable = new boolean[1024];
        private int size;

        private Column(String type) {
            this.type = type;
        }

        int size() {
            return size;
        }

        boolean usable(int number) {
            return usable[number];
        }

        void reject(int number) {
            usable[number] = false;
        }

        /** The record of one, from its beginning: entry, id, fullUrl, then what its type has. */
        RecordReader read(int number) throws IOException {
            return spool.read(at[number]);
        }

        private int add(long position, boolean good) {
            if (size == at.length) {
                at = Arrays.copyOf(at, size * 2);
                usable = Arrays.copyOf(usable, size * 2);
            }
            at[size] = position;
            usable[size] = good;
            return size++;
        }
    }

    @Override
    public void take(int index, BundleResource resource) throws IOException {
        if ("Organization".equals(resource.type)) {
            takeOrganization(index, resource, null);
        } else if ("Endpoint".equals(resource.type)) {
            takeEndpoint(index, resource, null);
        } else {
            ignore(index);
            return;
        }
        for (BundleResource each : resource.contained) {
            if ("Organization".equals(each.type)) {
                takeOrganization(index, each, References.contained(index, Objects.requireNonNullElse(each.id, "")));
            } else if ("Endpoint".equals(each.type)) {
                takeEndpoint(index, each, References.contained(index, Objects.requireNonNullElse(each.id, "")));
            }
        }
    }

    @Override
    public void ignore(int index) {
        ignored++;
        countAll();
    }

    @Override
    public void reject(int index, String reason) {
        rejections.add(rules.label(index, "Organization", ""), reason);
        countAll();
    }

    @Override
    public void warn(String sentence) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(sentence);
        }
    }

    private void takeOrganization(int index, BundleResource resource, @Nullable String containedKey)
            throws IOException {
        if (rules.repeats() && containedKey == null && isThere(organizations, resource)) {
            ignore(index);
            return;
        }
        count(organizations, MOST_PRACTICES);
        String key = keyOf(resource, containedKey);
        String fault = rules.faultOf(resource);
        if (fault == null && (key == null || key.length() > ListingRules.LONGEST_KEY)) {
            fault = "The organisation has no usable id.";
        }
        record.clear().number(index).text(resource.id).text(resource.fullUrl);
        int number = organizations.add(0, fault == null);
        if (fault == null && key != null) {
            int before = externalKeys.putIfAbsent(key, index);
            if (before != KeyIndex.NONE) {
                fault = "The same organisation stands in entry " + before + " already.";
                organizations.reject(number);
            }
            writeOrganization(resource, key);
        }
        organizations.at[number] = spool.add(record);
        if (fault != null) {
            rejections.add(rules.label(index, "Organization", resource.own()), fault);
        }
        register(organizations, resource, containedKey, number);
    }

    /** Pages of a search repeat what several of their matches include. */
    private static boolean isThere(Column column, BundleResource resource) {
        return resource.id != null
                ? column.keys.contains(References.id(resource.id))
                : resource.fullUrl != null && column.keys.contains(References.fullUrl(resource.fullUrl));
    }

    private @Nullable String keyOf(BundleResource resource, @Nullable String containedKey) {
        if (resource.row) {
            return rules.keyOfRow(resource);
        }
        return containedKey == null ? ListingRules.externalKey(resource) : keyOfContained(resource);
    }

    /** Contained resources have ids like "org1", good inside their entry only. */
    private static @Nullable String keyOfContained(BundleResource resource) {
        String guid = ListingRules.guid(resource);
        String npi = ListingRules.npi(resource.identifiers);
        if (guid != null || npi != null) {
            return guid != null ? guid : "npi:" + npi;
        }
        return resource.name == null ? null : "name:" + SearchText.fold(resource.name);
    }

    private void writeOrganization(BundleResource resource, String key) {
        Practice.Place place =
                resource.places.isEmpty() ? Practice.Place.UNKNOWN : ListingRules.clean(resource.places.get(0));
        String name = Objects.requireNonNull(ListedText.clean(resource.name));
        record.text(name)
                .text(resource.partOf)
                .text(key)
                .text(ListingRules.npi(resource.identifiers))
                .text(ListingRules.ein(resource.identifiers))
                .text(ListingRules.guid(resource))
                .text(place.street())
                .text(place.city())
                .text(place.state())
                .text(place.postalCode())
                .text(ListingRules.extras(resource).encode())
                .number(rules.isTest(name) ? 1 : 0);
        List<String> references = resource.endpoints;
        record.number(references.size());
        references.forEach(record::text);
    }

    private void takeEndpoint(int index, BundleResource resource, @Nullable String containedKey) throws IOException {
        if (rules.repeats() && containedKey == null && isThere(endpoints, resource)) {
            ignore(index);
            return;
        }
        count(endpoints, MOST_ENTRIES);
        String address = ListingRules.addressOf(resource);
        String fault = rules.faultOf(resource, address);
        record.clear().number(index).text(resource.id).text(resource.fullUrl);
        int number = endpoints.add(0, fault == null);
        if (fault == null) {
            String raw = Objects.requireNonNull(address);
            String canonical = BaseUrl.of(URI.create(raw)).canonical();
            int before = rules.shared() ? KeyIndex.NONE : addresses.putIfAbsent(canonical, index);
            boolean disagrees = rules.disputed(resource, canonical);
            if (before != KeyIndex.NONE) {
                fault = "The endpoint has the same address as entry " + before + ".";
                endpoints.reject(number);
            } else if (disagrees) {
                disputed++;
            }
            record.text(resource.managingOrganization)
                    .text(Objects.requireNonNull(rules.kindOf(resource, raw)).text())
                    .text(raw)
                    .text(canonical)
                    .number(disagrees ? 1 : 0);
        }
        endpoints.at[number] = spool.add(record);
        if (fault != null) {
            rejections.add(rules.label(index, "Endpoint", resource.own()), fault);
        }
        register(endpoints, resource, containedKey, number);
    }

    /** The first with a key keeps it; a second one is then found by its other keys, or by nobody. */
    private void register(Column column, BundleResource resource, @Nullable String containedKey, int number) {
        if (containedKey != null) {
            column.keys.putIfAbsent(containedKey, number);
            return;
        }
        if (resource.fullUrl != null) {
            column.keys.putIfAbsent(References.fullUrl(resource.fullUrl), number);
        }
        if (resource.id != null) {
            column.keys.putIfAbsent(References.id(resource.id), number);
        }
    }

    private void countAll() {
        if (++all > MOST_OF_ALL) {
            throw new Failure.TooLarge(
                    "directory-too-large", "The list has more than a million entries. Nothing was changed.");
        }
    }

    private void count(Column column, int most) {
        countAll();
        taken++;
        if (column.size() >= most || taken > MOST_ENTRIES) {
            throw new Failure.TooLarge(
                    "directory-too-large",
                    "The list has more than " + most + " entries of the type " + column.type
                            + ". Nothing was changed.");
        }
    }

    /** Puts them together. Call it once, after the whole file was read. */
    PracticeJoin practices() throws IOException {
        return new PracticeJoin(this);
    }

    /** True if the file has an organisation with this key, also one that comes later. */
    boolean has(String externalKey) {
        return externalKeys.contains(externalKey);
    }

    int ignored() {
        return ignored;
    }

    int disputed() {
        return disputed;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
