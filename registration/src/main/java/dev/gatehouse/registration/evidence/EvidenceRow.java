package dev.gatehouse.registration.evidence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "registration_evidence")
class EvidenceRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "registration_id")
    String registrationId;

    @Column(name = "step_key")
    String stepKey;

    @Column
    String name;

    @Column(name = "content_type")
    String contentType;

    @Column
    long size;

    @Column
    String sha256;

    @Column
    int parts;

    @Column(name = "added_at")
    Instant addedAt;

    @Column(name = "added_by")
    String addedBy;

    Evidence toEvidence() {
        return new Evidence(
                id,
                registrationId,
                stepKey,
                name,
                EvidenceType.of(contentType).orElseThrow(),
                size,
                sha256,
                parts,
                addedAt,
                addedBy);
    }
}
