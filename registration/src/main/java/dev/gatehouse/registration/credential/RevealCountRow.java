package dev.gatehouse.registration.credential;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** How many secrets a tenant was shown on one day. */
@Entity
@Table(name = "reveal_count")
class RevealCountRow {
    @Id
    @Column(name = "tenant_id")
    String tenantId;

    /** ISO 8601, UTC. */
    @Column(name = "on_day")
    String onDay;

    @Column
    int reveals;

    @Version
    long version;
}
