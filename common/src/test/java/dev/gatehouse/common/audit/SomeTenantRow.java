package dev.gatehouse.common.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Something to change beside the audit. */
@Entity(name = "AuditedTenant")
@Table(name = "tenant")
class SomeTenantRow {
    @Id
    String id;

    @Column
    String name;

    @Column(name = "created_at")
    Instant createdAt;

    @Column
    long version;

    SomeTenantRow() {}

    SomeTenantRow(String id) {
        this.id = id;
        this.name = id;
        this.createdAt = Instant.parse("2026-06-01T12:00:00Z");
    }
}
