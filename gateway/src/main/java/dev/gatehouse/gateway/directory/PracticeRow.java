package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.DirectorySection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A practice as one snapshot changed it; never updated. */
@Entity
@Table(name = "practice")
@IdClass(VersionKey.class)
class PracticeRow {
    private static final TestNames USUAL_TESTS = new TestNames(DirectorySection.TEST_NAMES);

    @Id
    String id;

    @Id
    long snapshot;

    @Column(name = "ehr", nullable = false)
    String ehr;

    @Column(name = "tenant_id")
    @Nullable
    String tenant;

    @Column(name = "external_key", nullable = false)
    String externalKey;

    @Column(name = "name", nullable = false)
    String name;

    @Column(name = "npi")
    @Nullable
    String npi;

    @Column(name = "ein")
    @Nullable
    String ein;

    @Column(name = "guid")
    @Nullable
    String guid;

    @Column(name = "street")
    @Nullable
    String street;

    @Column(name = "city")
    @Nullable
    String city;

    @Column(name = "state")
    @Nullable
    String state;

    @Column(name = "postal_code")
    @Nullable
    String postalCode;

    /** {@link PracticeExtras}, as encoded. */
    @Column(name = "extras", columnDefinition = "text")
    @Nullable
    String extras;

    /** Null where nobody has looked. */
    @Column(name = "test_name")
    @Nullable
    Boolean testName;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    static final List<String> COLUMNS = List.of(
            "id",
            "snapshot",
            "ehr",
            "tenant_id",
            "external_key",
            "name",
            "npi",
            "ein",
            "guid",
            "street",
            "city",
            "state",
            "postal_code",
            "extras",
            "test_name",
            "removed_at");

    PracticeRow() {}

    /** In the order of {@link #COLUMNS}. */
    @Nullable
    Object[] values() {
        return new @Nullable Object[] {
            id,
            snapshot,
            ehr,
            tenant,
            externalKey,
            name,
            npi,
            ein,
            guid,
            street,
            city,
            state,
            postalCode,
            extras,
            testName,
            removedAt == null ? null : removedAt.atOffset(ZoneOffset.UTC)
        };
    }

    PracticeRow(String id, long snapshot, String ehr) {
        this.id = id;
        this.snapshot = snapshot;
        this.ehr = ehr;
    }

    static PracticeRow listed(String id, long snapshot, String ehr, ListedPractice listed) {
        PracticeRow row = new PracticeRow(id, snapshot, ehr);
        row.externalKey = listed.externalKey();
        row.name = listed.name();
        row.npi = listed.npi();
        row.ein = listed.ein();
        row.guid = listed.guid();
        row.street = listed.place().street();
        row.city = listed.place().city();
        row.state = listed.place().state();
        row.postalCode = listed.place().postalCode();
        row.extras = listed.extras().encode();
        row.testName = listed.test();
        return row;
    }

    PracticeRow removed(long inSnapshot, Instant at) {
        PracticeRow row = again(inSnapshot);
        row.removedAt = at;
        return row;
    }

    /** The same in another snapshot. */
    PracticeRow again(long inSnapshot) {
        PracticeRow row = new PracticeRow(id, inSnapshot, ehr);
        row.tenant = tenant;
        row.externalKey = externalKey;
        row.name = name;
        row.npi = npi;
        row.ein = ein;
        row.guid = guid;
        row.street = street;
        row.city = city;
        row.state = state;
        row.postalCode = postalCode;
        row.extras = extras;
        row.testName = testName;
        row.removedAt = removedAt;
        return row;
    }

    /** True if the list still says the same. */
    boolean says(ListedPractice listed) {
        return removedAt == null
                && externalKey.equals(listed.externalKey())
                && name.equals(listed.name())
                && Objects.equals(npi, listed.npi())
                && Objects.equals(ein, listed.ein())
                && Objects.equals(guid, listed.guid())
                && Objects.equals(extras, listed.extras().encode())
                && (testName == null || testName == listed.test())
                && listed.place().equals(place());
    }

    boolean test() {
        return testName == null ? USUAL_TESTS.fit(name) : testName;
    }

    private Practice.Place place() {
        return new Practice.Place(street, city, state, postalCode);
    }

    Practice toPractice(List<PracticeEndpoint> endpoints) {
        return new Practice(
                id,
                ehr,
                tenant != null,
                name,
                npi,
                ein,
                guid,
                place(),
                endpoints,
                PracticeExtras.decode(extras),
                test(),
                removedAt);
    }
}
