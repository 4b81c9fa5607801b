package dev.gatehouse.common.database;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** The product's tenant table as a test sees it. */
@Entity(name = "TestTenant")
@Table(name = "tenant")
class TenantRow {
    @Id
    String id;

    @Column(nullable = false)
    String name;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Version
    long version;

    TenantRow() {}

    TenantRow(String id, String name, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.createdAt = createdAt;
    }
}
