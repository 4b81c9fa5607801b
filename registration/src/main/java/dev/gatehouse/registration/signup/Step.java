package dev.gatehouse.registration.signup;

import dev.gatehouse.registration.form.Form;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param acceptances who accepted which terms, by field
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
        Map<String, Stamp> acceptances,
        @Nullable Refusal refusal,
        @Nullable Instant remindedAt) {

    public Step {
        acceptances = Collections.unmodifiableMap(new LinkedHashMap<>(acceptances));
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

    /** @param on the day it was said */
    public record Refusal(String reason, LocalDate on) {}

    static Step fresh(String id, String key) {
        return new Step(
                id, key, StepState.NOT_STARTED, Form.EMPTY, 0, Tracking.NONE, null, null, null, Map.of(), null, null);
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
        return new Step(
                id, key, newState, form, revision, tracking, since, completed, changed, acceptances, refusal, null);
    }

    Step with(Form newForm, Map<String, Stamp> newAcceptances) {
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
                newAcceptances,
                refusal,
                remindedAt);
    }

    Step with(Tracking newTracking) {
        return new Step(
                id,
                key,
                state,
                form,
                revision,
                newTracking,
                waitingSince,
                completed,
                changed,
                acceptances,
                refusal,
                null);
    }

    Step completed(@Nullable Stamp stamp) {
        return new Step(
                id, key, state, form, revision, tracking, waitingSince, stamp, changed, acceptances, null, remindedAt);
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
                acceptances,
                newRefusal,
                remindedAt);
    }

    Step reminded(Instant at) {
        return new Step(
                id, key, state, form, revision, tracking, waitingSince, completed, changed, acceptances, refusal, at);
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
                acceptances,
                refusal,
                remindedAt);
    }
}
