package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.tenant.Author;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
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

    /** Who brought it, with {@link #byKind} and {@link #byId}; null in rows of older versions. */
    @Column(name = "tenant_id")
    @Nullable
    String tenant;

    @Column(name = "by_kind")
    @Nullable
    String byKind;

    @Column(name = "by_id")
    @Nullable
    String byId;

    /** An address; null for a file. */
    @Column(name = "source")
    @Nullable
    String source;

    /** What it was compared with; {@link #NONE} for nothing, null in rows of older versions. */
    @Column(name = "base")
    @Nullable
    Long base;

    @Column(name = "practices")
    int practices;

    @Column(name = "endpoints")
    int endpoints;

    @Column(name = "practices_before")
    int practicesBefore;

    @Column(name = "endpoints_before")
    int endpointsBefore;

    @Column(name = "staged_until")
    @Nullable
    Instant stagedUntil;

    @Column(name = "report", columnDefinition = "text")
    @Nullable
    String report;

    @Column(name = "undoes")
    @Nullable
    Long undoes;

    /** No snapshot. */
    static final long NONE = 0;

    SnapshotRow() {}

    SnapshotRow(DirectoryRow directory, Author by, @Nullable String source, Instant startedAt) {
        this.ehr = directory.ehr;
        this.startedAt = startedAt;
        this.tenant = by.tenant().value();
        this.byKind = by.kind().name();
        this.byId = by.id();
        this.source = source;
        this.base = Objects.requireNonNullElse(directory.snapshot, NONE);
        this.practicesBefore = directory.practices;
        this.endpointsBefore = directory.endpoints;
    }

    void count(ImportReport report) {
        practices = report.practices();
        endpoints = report.endpoints();
        added = report.added();
        changed = report.changed();
        removed = report.removed();
        rejected = report.rejectedTotal();
    }

    Map<String, String> details() {
        return Map.of(
                "practices", Integer.toString(practices),
                "added", Integer.toString(added),
                "changed", Integer.toString(changed),
                "removed", Integer.toString(removed));
    }

    boolean changedAnything() {
        return added + changed + removed > 0;
    }

    /** False for rows of older versions, whose predecessors are gone, and for what took something back itself. */
    boolean canBeUndone() {
        return publishedAt != null && base != null && undoes == null && changedAnything();
    }
}
