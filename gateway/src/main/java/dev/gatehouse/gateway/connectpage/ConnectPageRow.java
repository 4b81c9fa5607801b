package dev.gatehouse.gateway.connectpage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "connect_page")
class ConnectPageRow {
    @Id
    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "display_name")
    @Nullable
    String displayName;

    @Column(name = "logo_url")
    @Nullable
    String logoUrl;

    @Column
    @Nullable
    String accent;

    @Column(name = "support_email")
    @Nullable
    String supportEmail;

    /** One a line. */
    @Column(columnDefinition = "text")
    String origins;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    ConnectPageRow() {}

    ConnectPageRow(String tenantId) {
        this.tenantId = tenantId;
    }

    void set(ConnectPageSettings settings, Instant now) {
        displayName = settings.displayName();
        logoUrl = settings.logo() == null ? null : settings.logo().toString();
        accent = settings.accent();
        supportEmail = settings.supportEmail();
        origins = String.join("\n", settings.origins());
        updatedAt = now;
    }

    ConnectPageSettings toSettings() {
        return new ConnectPageSettings(
                displayName,
                logoUrl == null ? null : URI.create(logoUrl),
                accent,
                supportEmail,
                origins.lines().toList(),
                updatedAt);
    }
}
