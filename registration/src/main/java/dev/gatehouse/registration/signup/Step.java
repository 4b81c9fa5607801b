package dev.gatehouse.registration.signup;

import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.registration.form.Findings;
import dev.gatehouse.registration.form.Form;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far one step of a registration is.
 *
 * @param id of its row
 * @param key as the playbook names it
 * @param revision grows with each change; its ETag
 * @param waitingSince since when it is its turn; null before that
 * @param completed null unless it is done
 * @param changed null while nobody touched it
 * @param marks what is known about single fields
 * @param refusal the vendor's or practice's no; null once it is overcome
 * @param remindedAt when somebody was last reminded of it; null if nobody was since it changed
 */
public record Step(
        String id,
        String key,
        StepState state,
        Form form,
        long revision,
        Tracking tracking,
        @Nullable Instant waitingSince,
        @Nullable Stamp completed,
        @Nullable Stamp changed,
        Marks marks,
        @Nullable Refusal refusal,
        @Nullable Instant remindedAt) {

    /**
     * What is known about single fields.
     *
     * @param acceptances who accepted which terms, by field
     * @param touched who changed which field last
     * @param leakingJwks the address at which the last look found a private key; null if none was found
     */
    public record Marks(
            Map<String, Stamp> acceptances,
            Map<String, Touch> touched,
            @Nullable String leakingJwks) {
        static final Marks NONE = new Marks(Map.of(), Map.of(), null);

        public Marks {
            acceptances = Collections.unmodifiableMap(new LinkedHashMap<>(acceptances));
            touched = Collections.unmodifiableMap(new LinkedHashMap<>(touched));
        }
    }

    /**
     * The last change of a field.
     *
     * @param revision of the step, since which it is as it is
     */
    public record Touch(Stamp stamp, long revision) {
        JsonObject toJson() {
            return stamp.toJson().put("revision", revision);
        }

        static Touch of(JsonObject json) {
            return new Touch(Stamp.of(json), json.getLong("revision"));
        }
    }

    public Map<String, Stamp> acceptances() {
        return marks.acceptances();
    }

    /**
     * Who cares for a step.
     *
     * @param owner a name or an e-mail address; reminders go to an address
     * @param blocker what it waits for, in words
     */
    public record Tracking(
            @Nullable String owner,
            @Nullable Instant dueAt,
            @Nullable String blocker) {
        public static final Tracking NONE = new Tracking(null, null, null);
    }

    /**
     * What the vendor or a practice said against it.
     *
     * @param on the day it was said
     * @param fields keys of the fields that must change, of the step it was sent back to; may be empty
     */
    public record Refusal(String reason, LocalDate on, List<String> fields) {
        public Refusal {
            fields = List.copyOf(fields);
        }

        public Refusal(String reason, LocalDate on) {
            this(reason, on, List.of());
        }
    }

    static Step fresh(String id, String key) {
        return new Step(
                id, key, StepState.NOT_STARTED, Form.EMPTY, 0, Tracking.NONE, null, null, null, Marks.NONE, null, null);
    }

    /** What a look at the form finds, and that a private key lies open where public ones should be. */
    Findings withLeak(Playbook.Step told, Findings found) {
        String leaking = marks.leakingJwks();
        List<Mistake> errors = new ArrayList<>(found.errors());
        told.fields().stream()
                .filter(field -> leaking != null
                        && form.text(field.key()).filter(leaking::equals).isPresent())
                .map(field -> new Mistake(
                        field.key(),
                        "A private key can be read at this address. Take it down, replace the key, and check the address"
                                + " again"))
                .forEach(errors::add);
        return new Findings(errors, found.warnings());
    }

    /** Fails with 412 {@code step-changed} if somebody changed it since this revision. */
    void checkRevision(Optional<Long> seen) {
        if (seen.isEmpty() || seen.get() == revision) {
            return;
        }
        JsonObject fields = new JsonObject();
        marks.touched().forEach((field, touch) -> fields.put(field, touch.toJson()));
        throw new Failure.Outdated(
                "step-changed",
                "Somebody changed this step since you read it. Nothing of yours was kept; compare it with the form as it is"
                        + " now, and send it again.",
                Map.of(
                        "current",
                        new JsonObject()
                                .put("revision", revision)
                                .put("changedBy", changed == null ? null : changed.by())
                                .put(
                                        "changedAt",
                                        changed == null ? null : changed.at().toString())
                                .put("touched", fields)
                                .put("form", form.toView())));
    }

    public boolean isDone() {
        return state == StepState.DONE;
    }

    /** When somebody should next be reminded; null for never. After a reminder the whole time passes again. */
    public @Nullable Instant remindAt(@Nullable Duration patience) {
        if (isDone()) {
            return null;
        }
        Instant tooLong = waitingSince == null || patience == null ? null : waitingSince.plus(patience);
        Instant due = tracking.dueAt();
        Instant first = tooLong == null || (due != null && due.isBefore(tooLong)) ? due : tooLong;
        if (first == null || remindedAt == null) {
            return first;
        }
        Instant again = remindedAt.plus(patience == null ? Duration.ofDays(7) : patience);
        // A due date that comes after the last reminder is worth one of its own.
        return due != null && due.isAfter(remindedAt) && due.isBefore(again) ? due : again;
    }

    Step with(StepState newState, @Nullable Instant since) {
        return new Step(id, key, newState, form, revision, tracking, since, completed, changed, marks, refusal, null);
    }

    Step with(Form newForm, Marks newMarks) {
        return new Step(
                id,
                key,
                state,
                newForm,
                revision,
                tracking,
                waitingSince,
                completed,
                changed,
                newMarks,
                refusal,
                remindedAt);
    }

    Step with(Tracking newTracking) {
        return new Step(
                id, key, state, form, revision, newTracking, waitingSince, completed, changed, marks, refusal, null);
    }

    Step completed(@Nullable Stamp stamp) {
        return new Step(
                id, key, state, form, revision, tracking, waitingSince, stamp, changed, marks, null, remindedAt);
    }

    Step refused(@Nullable Refusal newRefusal) {
        return new Step(
                id,
                key,
                state,
                form,
                revision,
                tracking,
                waitingSince,
                completed,
                changed,
                marks,
                newRefusal,
                remindedAt);
    }

    Step reminded(Instant at) {
        return new Step(id, key, state, form, revision, tracking, waitingSince, completed, changed, marks, refusal, at);
    }

    /** The next revision, which this author made. */
    Step touched(Stamp stamp) {
        return new Step(
                id,
                key,
                state,
                form,
                revision + 1,
                tracking,
                waitingSince,
                completed,
                stamp,
                marks,
                refusal,
                remindedAt);
    }
}
