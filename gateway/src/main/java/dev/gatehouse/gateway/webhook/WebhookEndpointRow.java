package dev.gatehouse.gateway.webhook;

import dev.gatehouse.common.tenant.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "webhook_endpoint")
class WebhookEndpointRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String url;

    @Column
    String description;

    @Column
    String format;

    @Column
    String types;

    @Column
    boolean enabled;

    @Column(name = "disabled_code")
    @Nullable
    String disabledCode;

    @Column(name = "disabled_reason")
    @Nullable
    String disabledReason;

    @Column(name = "disabled_at")
    @Nullable
    Instant disabledAt;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    WebhookEndpointRow() {}

    WebhookEndpointRow(WebhookEndpoint endpoint) {
        this.id = endpoint.id();
        this.tenantId = endpoint.tenant().value();
        this.createdAt = endpoint.createdAt();
        take(endpoint);
    }

    final void take(WebhookEndpoint endpoint) {
        this.url = endpoint.url().toString();
        this.description = endpoint.description();
        this.format = endpoint.format().text();
        this.types = String.join(" ", endpoint.types());
        this.enabled = endpoint.enabled();
        this.disabledCode = endpoint.disabledCode();
        this.disabledReason = endpoint.disabledReason();
        this.disabledAt = endpoint.disabledAt();
        this.updatedAt = endpoint.updatedAt();
    }

    WebhookEndpoint toEndpoint() {
        return new WebhookEndpoint(
                id,
                new TenantId(tenantId),
                URI.create(url),
                description,
                WebhookFormat.of(format).orElseThrow(),
                types.isEmpty() ? List.of() : List.of(types.split(" ")),
                enabled,
                disabledCode,
                disabledReason,
                disabledAt,
                createdAt,
                updatedAt);
    }
}
