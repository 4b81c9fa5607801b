package dev.gatehouse.gateway.access;

import dev.gatehouse.common.tenant.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

@Entity
@Table(name = "tenant")
class TenantRow {
    @Id
    String id;

    @Column
    String name;

    @Column(name = "created_at")
    Instant createdAt;

    @Version
    long version;

    TenantRow() {}

    TenantRow(Tenant tenant) {
        id = tenant.id().value();
        name = tenant.name();
        createdAt = tenant.createdAt();
    }

    Tenant toTenant() {
        return new Tenant(new TenantId(id), name, createdAt);
    }
}
