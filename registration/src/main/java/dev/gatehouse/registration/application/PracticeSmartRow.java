package dev.gatehouse.registration.application;

import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

@Entity
@Table(name = "practice_smart_settings")
class PracticeSmartRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "application_id")
    String applicationId;

    @Column(name = "practice_id")
    String practiceId;

    @Column
    String settings;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    PracticeSmartRow() {}

    PracticeSmartRow(String id, TenantId tenant, String applicationId, String practiceId) {
        this.id = id;
        this.tenantId = tenant.value();
        this.applicationId = applicationId;
        this.practiceId = practiceId;
    }

    final void take(SmartSettings given, Instant now) {
        settings = given.toJson().encode();
        updatedAt = now;
    }

    SmartSettings toSettings() {
        return SmartSettings.of(new JsonObject(settings));
    }
}
