package dev.gatehouse.registration.practice;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "practice_gate")
class PracticeGateRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "registration_id")
    String registrationId;

    @Column(name = "practice_id")
    String practiceId;

    @Column(name = "practice_name")
    String practiceName;

    @Column(name = "asked_on")
    @Nullable
    String askedOn;

    @Column(name = "fhir_enabled_on")
    @Nullable
    String fhirEnabledOn;

    @Column(name = "app_authorized_on")
    @Nullable
    String appAuthorizedOn;

    @Column
    @Nullable
    String notes;

    @Column(name = "connected_at")
    @Nullable
    Instant connectedAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @Column(name = "remind_at")
    @Nullable
    Instant remindAt;

    @Column(name = "reminded_at")
    @Nullable
    Instant remindedAt;

    @Column(name = "changed_at")
    Instant changedAt;

    @Column(name = "changed_by")
    String changedBy;

    @Version
    long version;

    final void change(PracticeGate gate, @Nullable Instant nextReminder, Instant at, String by) {
        practiceName = gate.practiceName();
        askedOn = text(gate.askedOn());
        fhirEnabledOn = text(gate.fhirEnabledOn());
        appAuthorizedOn = text(gate.appAuthorizedOn());
        notes = gate.notes();
        connectedAt = gate.connectedAt();
        revokedAt = gate.revokedAt();
        remindAt = nextReminder;
        remindedAt = gate.remindedAt();
        changedAt = at;
        changedBy = by;
    }

    PracticeGate toGate() {
        return new PracticeGate(
                practiceId,
                practiceName,
                day(askedOn),
                day(fhirEnabledOn),
                day(appAuthorizedOn),
                notes,
                connectedAt,
                revokedAt,
                remindedAt);
    }

    private static @Nullable String text(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }
}
