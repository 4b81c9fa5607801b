package dev.gatehouse.gateway.directory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which snapshot of an EHR's directory counts, and who may write the next one. */
@Entity
@Table(name = "directory")
class DirectoryRow {
    @Id
    String ehr;

    @Column(name = "snapshot")
    @Nullable
    Long snapshot;

    @Column(name = "by_hand_revision")
    long byHandRevision;

    @Column(name = "claim")
    @Nullable
    Long claim;

    @Column(name = "claimed_until")
    @Nullable
    Instant claimedUntil;

    @Column(name = "imported_at")
    @Nullable
    Instant importedAt;

    @Column(name = "practices")
    int practices;

    @Column(name = "endpoints")
    int endpoints;

    @Column(name = "failed_at")
    @Nullable
    Instant failedAt;

    @Column(name = "failure")
    @Nullable
    String failure;

    @Version
    long version;

    DirectoryRow() {}

    DirectoryRow(String ehr) {
        this.ehr = ehr;
    }

    /** What people see of it. */
    DirectoryStatus status() {
        return new DirectoryStatus(ehr, importedAt, practices, endpoints, failedAt, failure);
    }
}
