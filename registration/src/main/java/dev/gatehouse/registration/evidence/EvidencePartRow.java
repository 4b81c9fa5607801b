package dev.gatehouse.registration.evidence;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "registration_evidence_part")
class EvidencePartRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "evidence_id")
    String evidenceId;

    @Column
    int number;

    @Column
    byte[] content;

    EvidencePartRow() {}

    EvidencePartRow(TenantId tenant, String evidenceId, int number, byte[] sealed) {
        this.id = id(evidenceId, number);
        this.tenantId = tenant.value();
        this.evidenceId = evidenceId;
        this.number = number;
        this.content = sealed;
    }

    private static String id(String evidenceId, int number) {
        return evidenceId + "." + number;
    }

    /** Where a part is sealed to: neither another file nor another order opens. */
    static SealedField place(TenantId tenant, String evidenceId, int number) {
        return new SealedField(tenant, "registration_evidence_part", "content", id(evidenceId, number), 0);
    }
}
