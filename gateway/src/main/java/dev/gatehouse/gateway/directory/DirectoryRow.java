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

    /** Set by somebody instead of what the profile says; null for that. */
    @Column(name = "address")
    @Nullable
    String address;

    /** The same; 0 for never. */
    @Column(name = "every_hours")
    @Nullable
    Integer everyHours;

    @Column(name = "paused")
    boolean paused;

    @Version
    long version;

    DirectoryRow() {}

    DirectoryRow(String ehr) {
        this.ehr = ehr;
    }

    /** From here on readers see this snapshot; unless it changed nothing, which nobody need read again. */
    void show(SnapshotRow made, Instant now) {
        if (snapshot == null || made.changedAnything()) {
            snapshot = made.id;
        }
        claim = null;
        claimedUntil = null;
        practices = made.practices;
        endpoints = made.endpoints;
        made.publishedAt = now;
        made.stagedUntil = null;
        made.report = null;
    }

    boolean isClaimed(Instant now) {
        return claimedUntil != null && claimedUntil.isAfter(now);
    }
}
