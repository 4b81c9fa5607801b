package dev.gatehouse.gateway.nango;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

@Entity
@Table(name = "nango_integration")
class NangoIntegrationRow {
    @Id
    @Column(name = "application_id")
    String applicationId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "unique_key")
    String uniqueKey;

    @Column(name = "forward_webhooks")
    boolean forwardWebhooks;

    @Version
    long version;
}
