package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EndpointKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An endpoint as one snapshot changed it; never updated. */
@Entity
@Table(name = "practice_endpoint")
@IdClass(VersionKey.class)
class PracticeEndpointRow {
    @Id
    String id;

    @Id
    long snapshot;

    @Column(name = "practice_id", nullable = false)
    String practiceId;

    @Column(name = "ehr", nullable = false)
    String ehr;

    @Column(name = "tenant_id")
    @Nullable
    String tenant;

    @Column(name = "kind", nullable = false)
    String kind;

    @Column(name = "base_url", nullable = false)
    String baseUrl;

    @Column(name = "canonical_url", nullable = false)
    String canonicalUrl;

    @Column(name = "disputed", nullable = false)
    boolean disputed;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    static final List<String> COLUMNS = List.of(
            "id",
            "snapshot",
            "practice_id",
            "ehr",
            "tenant_id",
            "kind",
            "base_url",
            "canonical_url",
            "disputed",
            "removed_at");

    PracticeEndpointRow() {}

    /** In the order of {@link #COLUMNS}. */
    @Nullable
    Object[] values() {
        return new @Nullable Object[] {
            id,
            snapshot,
            practiceId,
            ehr,
            tenant,
            kind,
            baseUrl,
            canonicalUrl,
            disputed,
            removedAt == null ? null : removedAt.atOffset(ZoneOffset.UTC)
        };
    }

    PracticeEndpointRow(
            String id, long snapshot, PracticeRow practice, EndpointKind kind, String baseUrl, String canonicalUrl) {
        this.id = id;
        this.snapshot = snapshot;
        this.practiceId = practice.id;
        this.ehr = practice.ehr;
        this.tenant = practice.tenant;
        this.kind = kind.text();
        this.baseUrl = baseUrl;
        this.canonicalUrl = canonicalUrl;
    }

    PracticeEndpointRow removed(long inSnapshot, PracticeRow practice, Instant at) {
        PracticeEndpointRow row =
                new PracticeEndpointRow(id, inSnapshot, practice, endpointKind(), baseUrl, canonicalUrl);
        row.disputed = disputed;
        row.removedAt = at;
        return row;
    }

    /** The same in another snapshot. */
    PracticeEndpointRow again(long inSnapshot) {
        PracticeEndpointRow row = new PracticeEndpointRow();
        row.id = id;
        row.snapshot = inSnapshot;
        row.practiceId = practiceId;
        row.ehr = ehr;
        row.tenant = tenant;
        row.kind = kind;
        row.baseUrl = baseUrl;
        row.canonicalUrl = canonicalUrl;
        row.disputed = disputed;
        row.removedAt = removedAt;
        return row;
    }

    private EndpointKind endpointKind() {
        return EndpointKind.of(kind).orElseThrow();
    }

    PracticeEndpoint toEndpoint() {
        return new PracticeEndpoint(id, practiceId, ehr, endpointKind(), URI.create(baseUrl), disputed, removedAt);
    }
}
