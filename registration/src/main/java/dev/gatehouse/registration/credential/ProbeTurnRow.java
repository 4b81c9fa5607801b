package dev.gatehouse.registration.credential;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** Whose turn it is to test an application's credentials, over all nodes, and how often it was done this hour. */
@Entity
@Table(name = "probe_turn")
class ProbeTurnRow {
    @Id
    @Column(name = "application_id")
    String applicationId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "lease_until")
    Instant leaseUntil;

    @Column(name = "hour_began")
    Instant hourBegan;

    @Column(name = "in_hour")
    int inHour;

    @Version
    long version;
}
