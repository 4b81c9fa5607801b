package dev.gatehouse.gateway.directory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One import. Rows that carry its number are seen by nobody before it is published. */
@Entity
@Table(name = "directory_snapshot")
@SequenceGenerator(name = "directory_snapshot", sequenceName = "directory_snapshot_seq", allocationSize = 1)
class SnapshotRow {
    /** Always published: what was added by hand. */
    static final long BY_HAND = 0;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "directory_snapshot")
    @Nullable
    Long id;

    @Column(name = "ehr", nullable = false)
    String ehr;

    @Column(name = "started_at", nullable = false)
    Instant startedAt;

    @Column(name = "published_at")
    @Nullable
    Instant publishedAt;

    @Column(name = "added")
    int added;

    @Column(name = "changed")
    int changed;

    @Column(name = "removed")
    int removed;

    @Column(name = "rejected")
    int rejected;

    SnapshotRow() {}

    SnapshotRow(String ehr, Instant startedAt) {
        this.ehr = ehr;
        this.startedAt = startedAt;
    }
}
