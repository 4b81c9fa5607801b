package dev.gatehouse.registration.signup;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.ehr.RegistrationState;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.form.FormChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sign-up of a tenant with one EHR's partner programme. Decides what may happen when; changes give a new one. What a
 * form must hold is another's question ({@link dev.gatehouse.registration.form.FormCheck}).
 *
 * @param id {@code reg_…}
 * @param applicationId reserved for the application it leads to
 * @param steps in the playbook's order
 * @param gateRemindedAt when somebody was last reminded of the vendor's gate; null for never
 */
public record Registration(
        String id,
        TenantId tenant,
        String ehr,
        Environment environment,
        String name,
        String applicationId,
        VendorGate gate,
        @Nullable Instant gateRemindedAt,
        List<Step> steps,
        Instant createdAt,
        Instant updatedAt) {

    public Registration {
        steps = List.copyOf(steps);
    }

    /** Fails with 404 {@code step-unknown}. */
    public Step step(String key) {
        return steps.stream()
                .filter(step -> step.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new Failure.Missing("step-unknown", "This registration has no step with this key."));
    }

    /** What stands in all forms, by step. */
    public Map<String, Form> forms() {
        return steps.stream().collect(Collectors.toMap(Step::key, Step::form));
    }

    /** The first step that is not done; null when all are. */
    public @Nullable Step current() {
        return steps.stream().filter(step -> !step.isDone()).findFirst().orElse(null);
    }

    /** How far it has come: the furthest a completed step reached, or what the vendor's gate says. */
    public RegistrationState state(Playbook playbook) {
        RegistrationState furthest = RegistrationState.DRAFT;
        for (Step step : steps) {
            RegistrationState reached =
                    playbook.step(step.key()).map(Playbook.Step::reached).orElse(null);
            if (step.isDone() && reached != null && reached.compareTo(furthest) > 0) {
                furthest = reached;
            }
        }
        if (gate.inMarketplaceOn() != null) {
            return RegistrationState.IN_MARKETPLACE;
        }
        if (gate.enabledOn() != null) {
            return RegistrationState.ENABLED_BY_VENDOR;
        }
        return gate.testingSince() != null && furthest == RegistrationState.CREDENTIALS_ISSUED
                ? RegistrationState.TESTING
                : furthest;
    }

    /** When somebody should be reminded that the vendor's gate is still closed; null for never. */
    public @Nullable Instant gateRemindAt(Playbook playbook) {
        Duration patience = playbook.vendorGate().remindAfter();
        Step credentials = playbook.making(Playbook.Made.CREDENTIAL)
                .map(step -> step(step.key()))
                .orElse(null);
        if (patience == null || gate.isOpen() || credentials == null || credentials.completed() == null) {
            return null;
        }
        return (gateRemindedAt == null ? credentials.completed().at() : gateRemindedAt).plus(patience);
    }

    /** The first step's turn begins with the registration. */
    Registration begun(Playbook playbook, Instant at) {
        return turned(playbook, at);
    }

    /** Fails with 409 {@code step-completed} if the step is done. */
    Registration filled(Playbook.Step told, FormChange change, Stamp stamp) {
        Step step = open(told.key());
        Map<String, Stamp> acceptances = new LinkedHashMap<>(step.acceptances());
        Form form = step.form().changed(change);
        for (Playbook.Field field : told.fields()) {
            if (field.acceptance() && form.flag(field.key()) != acceptances.containsKey(field.key())) {
                if (form.flag(field.key())) {
                    acceptances.put(field.key(), stamp);
                } else {
                    acceptances.remove(field.key());
                }
            }
        }
        Map<String, Step.Touch> touched = new LinkedHashMap<>(step.marks().touched());
        for (String field : change.fields()) {
            if (!step.form().isSame(form, field)) {
                touched.put(field, new Step.Touch(stamp, step.revision() + 1));
            }
        }
        StepState state = step.state() == StepState.NOT_STARTED ? StepState.IN_PROGRESS : step.state();
        Step.Marks marks = new Step.Marks(acceptances, touched, step.marks().leakingJwks());
        return replaced(step.with(form, marks).with(state, step.waitingSince()).touched(stamp), stamp.at());
    }

    Registration tracked(String key, Step.Tracking tracking, Stamp stamp) {
        return replaced(step(key).with(tracking).touched(stamp), stamp.at());
    }

    /** Fails with 409 {@code step-too-early} while an earlier step is not done, or {@code step-completed}. */
    void checkTurn(String key) {
        Step step = open(key);
        for (Step earlier : steps) {
            if (earlier.key().equals(step.key())) {
                return;
            }
            if (!earlier.isDone()) {
                throw new Failure.Conflict(
                        "step-too-early",
                        "The step \"" + earlier.key() + "\" comes first. What you filled in here is kept as a draft.");
            }
        }
    }

    /** Its secrets are handed on with it. The next step's turn begins. */
    Registration completed(Playbook playbook, String key, Stamp stamp) {
        checkTurn(key);
        Step step = step(key);
        Step done = step.with(step.form().handedOn(), step.marks())
                .with(StepState.DONE, step.waitingSince())
                .completed(stamp)
                .touched(stamp);
        return replaced(done, stamp.at()).turned(playbook, stamp.at());
    }

    private Registration turned(Playbook playbook, Instant at) {
        Step step = current();
        if (step == null || (step.waitingSince() != null && step.state() != StepState.REFUSED)) {
            return this;
        }
        Playbook.Who who = playbook.step(step.key()).map(Playbook.Step::who).orElse(Playbook.Who.PARTNER);
        StepState state = who == Playbook.Who.PARTNER ? step.state() : StepState.WAITING;
        return replaced(step.refused(null).with(state, at), at);
    }

    /** Fails with 409 {@code step-not-completed} unless it is done. What came of it stays. */
    Registration reopened(Playbook playbook, String key, Stamp stamp) {
        Step step = step(key);
        if (!step.isDone()) {
            throw new Failure.Conflict("step-not-completed", "This step is open already.");
        }
        Playbook.Who who = playbook.step(key).map(Playbook.Step::who).orElse(Playbook.Who.PARTNER);
        StepState state = who == Playbook.Who.PARTNER ? StepState.IN_PROGRESS : StepState.WAITING;
        return replaced(step.completed(null).with(state, stamp.at()).touched(stamp), stamp.at());
    }

    /** The vendor or a practice said no; 409 {@code step-not-waiting} unless it was their turn. */
    Registration refused(String key, Step.Refusal refusal, Stamp stamp) {
        Step step = step(key);
        if (step.state() != StepState.WAITING) {
            throw new Failure.Conflict(
                    "step-not-waiting", "Only a step that waits for the vendor or a practice can be refused.");
        }
        return replaced(
                step.with(StepState.REFUSED, step.waitingSince())
                        .refused(refusal)
                        .touched(stamp),
                stamp.at());
    }

    /**
     * The vendor said no, and wants something changed in what an earlier step sent; that one is open again. Fails as {@link
     * #refused} does, and with 409 {@code step-not-completed} unless the earlier step is done.
     */
    Registration sentBack(String key, Playbook.Step to, Step.Refusal refusal, Stamp stamp) {
        Step target = step(to.key());
        if (!target.isDone() || target.key().equals(key)) {
            throw new Failure.Conflict("step-not-completed", "Only a completed step can be sent back.");
        }
        List<String> fields = refusal.fields().stream()
                .filter(field -> to.field(field).isPresent())
                .toList();
        Step open = target.completed(null)
                .with(StepState.SENT_BACK, stamp.at())
                .refused(new Step.Refusal(refusal.reason(), refusal.on(), fields))
                .touched(stamp);
        return refused(key, new Step.Refusal(refusal.reason(), refusal.on()), stamp)
                .replaced(open, stamp.at());
    }

    /** Notes whether a private key lies open at an address of public ones; null if none does. */
    Registration leaking(String key, @Nullable String jwksUrl, Instant at) {
        Step step = step(key);
        Step.Marks marks = step.marks();
        return replaced(step.with(step.form(), new Step.Marks(marks.acceptances(), marks.touched(), jwksUrl)), at);
    }

    /** It was sent again; 409 {@code step-not-refused} unless it was refused. */
    Registration resubmitted(String key, Stamp stamp) {
        Step step = step(key);
        if (step.state() != StepState.REFUSED) {
            throw new Failure.Conflict("step-not-refused", "Nobody refused this step.");
        }
        return replaced(step.refused(null).with(StepState.WAITING, stamp.at()).touched(stamp), stamp.at());
    }

    Registration reminded(String key, Instant at) {
        return replaced(step(key).reminded(at), updatedAt);
    }

    Registration with(VendorGate newGate, Instant at) {
        return new Registration(
                id, tenant, ehr, environment, name, applicationId, newGate, gateRemindedAt, steps, createdAt, at);
    }

    Registration gateReminded(Instant at) {
        return new Registration(
                id, tenant, ehr, environment, name, applicationId, gate, at, steps, createdAt, updatedAt);
    }

    Registration renamed(String newName, Instant at) {
        return new Registration(
                id, tenant, ehr, environment, newName, applicationId, gate, gateRemindedAt, steps, createdAt, at);
    }

    private Step open(String key) {
        Step step = step(key);
        if (step.isDone()) {
            throw new Failure.Conflict(
                    "step-completed", "This step is completed. Reopen it with a reason before you change it.");
        }
        return step;
    }

    private Registration replaced(Step changed, Instant at) {
        UnaryOperator<Step> swap = step -> step.key().equals(changed.key()) ? changed : step;
        List<Step> all = new ArrayList<>(steps);
        all.replaceAll(swap);
        return new Registration(
                id, tenant, ehr, environment, name, applicationId, gate, gateRemindedAt, all, createdAt, at);
    }
}
