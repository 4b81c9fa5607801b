package dev.gatehouse.registration.signup;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Environment;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "registration")
class RegistrationRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column
    String ehr;

    @Column
    @Enumerated(EnumType.STRING)
    Environment environment;

    @Column
    String name;

    @Column(name = "application_id")
    String applicationId;

    @Column(name = "testing_since")
    @Nullable
    String testingSince;

    @Column(name = "enabled_on")
    @Nullable
    String enabledOn;

    @Column(name = "in_marketplace_on")
    @Nullable
    String inMarketplaceOn;

    @Column(name = "gate_note")
    @Nullable
    String gateNote;

    @Column(name = "remind_at")
    @Nullable
    Instant remindAt;

    @Column(name = "reminded_at")
    @Nullable
    Instant remindedAt;

    @Column
    long events;

    @Column(name = "evidence_bytes")
    long evidenceBytes;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Version
    long version;

    RegistrationRow() {}

    RegistrationRow(Registration registration) {
        id = registration.id();
        tenantId = registration.tenant().value();
        ehr = registration.ehr();
        environment = registration.environment();
        applicationId = registration.applicationId();
        createdAt = registration.createdAt();
        change(registration, null);
    }

    /** Takes over what may change. */
    final void change(Registration registration, @Nullable Instant nextReminder) {
        name = registration.name();
        VendorGate gate = registration.gate();
        testingSince = text(gate.testingSince());
        enabledOn = text(gate.enabledOn());
        inMarketplaceOn = text(gate.inMarketplaceOn());
        gateNote = gate.note();
        remindAt = nextReminder;
        remindedAt = registration.gateRemindedAt();
        updatedAt = registration.updatedAt();
    }

    Registration toRegistration(List<Step> steps) {
        return new Registration(
                id,
                new TenantId(tenantId),
                ehr,
                environment,
                name,
                applicationId,
                new VendorGate(day(testingSince), day(enabledOn), day(inMarketplaceOn), gateNote),
                remindedAt,
                steps,
                createdAt,
                updatedAt);
    }

    static @Nullable String text(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    static @Nullable LocalDate day(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }
}
