package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "webhook_secret")
class WebhookSecretRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "endpoint_id")
    String endpointId;

    @Column
    byte[] secret;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "ends_at")
    @Nullable
    Instant endsAt;

    SealedField place() {
        return new SealedField(new TenantId(tenantId), "webhook_secret", "secret", id, 0);
    }
}
