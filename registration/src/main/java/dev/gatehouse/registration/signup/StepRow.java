package dev.gatehouse.registration.signup;

import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.form.Form;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "registration_step")
class StepRow {
    @Id
    String id;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "registration_id")
    String registrationId;

    @Column(name = "step_key")
    String stepKey;

    @Column
    int position;

    @Column
    @Enumerated(EnumType.STRING)
    StepState state;

    @Column
    String form;

    @Column
    byte @Nullable [] secrets;

    @Column
    String kept;

    @Column
    long revision;

    @Column
    @Nullable
    String owner;

    @Column(name = "due_at")
    @Nullable
    Instant dueAt;

    @Column
    @Nullable
    String blocker;

    @Column(name = "waiting_since")
    @Nullable
    Instant waitingSince;

    @Column(name = "completed_at")
    @Nullable
    Instant completedAt;

    @Column(name = "completed_by")
    @Nullable
    String completedBy;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

    @Column(name = "changed_by")
    @Nullable
    String changedBy;

    @Column
    String acceptances;

    @Column
    String touched;

    @Column(name = "leaking_jwks")
    @Nullable
    String leakingJwks;

    @Column(name = "refusal_reason")
    @Nullable
    String refusalReason;

    @Column(name = "refused_on")
    @Nullable
    String refusedOn;

    @Column(name = "refused_fields")
    String refusedFields;

    @Column(name = "remind_at")
    @Nullable
    Instant remindAt;

    @Column(name = "reminded_at")
    @Nullable
    Instant remindedAt;

    @Version
    long version;

    private SealedField place() {
        return new SealedField(new TenantId(tenantId), "registration_step", "secrets", id, 0);
    }

    /** Takes over what may change. Secrets that did not change keep their seal. */
    final void change(Step step, @Nullable Instant nextReminder, Sealer sealer) {
        state = step.state();
        form = step.form().toJson().encode();
        kept = String.join(" ", new TreeSet<>(step.form().kept()));
        if (!step.form().secrets().equals(secrets(sealer))) {
            secrets = sealed(step.form().secrets(), sealer);
        }
        revision = step.revision();
        owner = step.tracking().owner();
        dueAt = step.tracking().dueAt();
        blocker = step.tracking().blocker();
        waitingSince = step.waitingSince();
        completedAt = step.completed() == null ? null : step.completed().at();
        completedBy = step.completed() == null ? null : step.completed().by();
        changedAt = step.changed() == null ? null : step.changed().at();
        changedBy = step.changed() == null ? null : step.changed().by();
        JsonObject accepted = new JsonObject();
        step.acceptances().forEach((field, stamp) -> accepted.put(field, stamp.toJson()));
        acceptances = accepted.encode();
        JsonObject touches = new JsonObject();
        step.marks().touched().forEach((field, touch) -> touches.put(field, touch.toJson()));
        touched = touches.encode();
        leakingJwks = step.marks().leakingJwks();
        Step.Refusal refusal = step.refusal();
        refusalReason = refusal == null ? null : refusal.reason();
        refusedOn = refusal == null ? null : refusal.on().toString();
        refusedFields = refusal == null ? "" : String.join(" ", refusal.fields());
        remindAt = nextReminder;
        remindedAt = step.remindedAt();
    }

    private byte @Nullable [] sealed(Map<String, SecretText> open, Sealer sealer) {
        if (open.isEmpty()) {
            return null;
        }
        JsonObject json = new JsonObject();
        open.forEach((field, secret) -> json.put(field, secret.reveal()));
        return sealer.seal(new SecretText(json.encode()), place());
    }

    private Map<String, SecretText> secrets(Sealer sealer) {
        Map<String, SecretText> open = new LinkedHashMap<>();
        if (secrets != null) {
            new JsonObject(sealer.open(secrets, place()).reveal())
                    .forEach(field -> open.put(field.getKey(), new SecretText((String) field.getValue())));
        }
        return open;
    }

    Step toStep(Sealer sealer) {
        Map<String, Stamp> accepted = new LinkedHashMap<>();
        JsonObject stamps = new JsonObject(acceptances);
        stamps.fieldNames().forEach(field -> accepted.put(field, Stamp.of(stamps.getJsonObject(field))));
        Map<String, Step.Touch> touches = new LinkedHashMap<>();
        JsonObject changes = new JsonObject(touched);
        changes.fieldNames().forEach(field -> touches.put(field, Step.Touch.of(changes.getJsonObject(field))));
        return new Step(
                id,
                stepKey,
                state,
                Form.of(new JsonObject(form), secrets(sealer), kept.isEmpty() ? Set.of() : Set.of(kept.split(" ", -1))),
                revision,
                new Step.Tracking(owner, dueAt, blocker),
                waitingSince,
                stamp(completedBy, completedAt),
                stamp(changedBy, changedAt),
                new Step.Marks(accepted, touches, leakingJwks),
                refusalReason == null || refusedOn == null
                        ? null
                        : new Step.Refusal(
                                refusalReason,
                                LocalDate.parse(refusedOn),
                                refusedFields.isEmpty() ? List.of() : List.of(refusedFields.split(" ", -1))),
                remindedAt);
    }

    private static @Nullable Stamp stamp(@Nullable String by, @Nullable Instant at) {
        return by == null || at == null ? null : new Stamp(by, at);
    }
}
