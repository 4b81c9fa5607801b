package dev.gatehouse.registration.reminder;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.practice.PracticeGateStore;
import dev.gatehouse.registration.practice.PracticeGates;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.Step;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time for steps, vendors' gates and practices that wait too long or are past their day, and tells the
 * tenant: through webhooks, and by mail to the owner. Each is told once per period; of several nodes only one tells, since
 * each holds the registration, looks again, and moves the next reminder in the transaction that sends.
 */
public final class Reminders {
    private static final Logger log = LoggerFactory.getLogger(Reminders.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int MOST_AT_ONCE = 100;

    private final Vertx vertx;
    private final Database database;
    private final Registrations registrations;
    private final PracticeGates practices;
    private final PracticeGateStore practiceStore;
    private final Notices notices;
    private long timer = -1;

    public Reminders(
            Vertx vertx,
            Database database,
            Registrations registrations,
            PracticeGates practices,
            PracticeGateStore practiceStore,
            Notices notices) {
        this.vertx = vertx;
        this.database = database;
        this.registrations = registrations;
        this.practices = practices;
        this.practiceStore = practiceStore;
        this.notices = notices;
    }

    public void start() {
        timer = vertx.setPeriodic(
                EVERY.toMillis(),
                tick -> look().onFailure(failure -> log.warn(
                        "reminders could not be sent: {}", failure.getClass().getName())));
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /**
     * Looks once.
     *
     * @return how many reminders were sent
     */
    public Future<Integer> look() {
        return registrations
                .due(MOST_AT_ONCE)
                .compose(due -> each(due, 0, 0, one -> remind(one.tenant(), one.registrationId(), one.stepKey())))
                .compose(sent -> database.read(tx -> practiceStore.due(tx, registrations.now(), MOST_AT_ONCE))
                        .compose(due -> each(
                                due,
                                0,
                                sent,
                                one -> remindPractice(one.tenant(), one.registrationId(), one.practiceId()))));
    }

    private interface Act<T> {
        Future<Boolean> on(T due);
    }

    /** One after the other: none is in a hurry. One that fails does not keep the others from being told. */
    private static <T> Future<Integer> each(List<T> due, int from, int sent, Act<T> act) {
        if (from == due.size()) {
            return Future.succeededFuture(sent);
        }
        return act.on(due.get(from))
                .recover(failure -> {
                    if (!(failure instanceof Failure.Missing)) {
                        log.warn(
                                "a reminder could not be sent: {}",
                                failure.getClass().getName());
                    }
                    return Future.succeededFuture(false);
                })
                .compose(told -> each(due, from + 1, told ? sent + 1 : sent, act));
    }

    private Future<Boolean> remind(TenantId tenant, String registrationId, @Nullable String stepKey) {
        Author by = Author.system(tenant, "reminders");
        return database.inTransaction(tx -> registrations
                .held(tx, tenant, registrationId)
                .compose(known -> stepKey == null ? remindGate(tx, by, known) : remindStep(tx, by, known, stepKey)));
    }

    private Future<Boolean> remindStep(Transaction tx, Author by, Registrations.Known known, String key) {
        Registration registration = known.registration();
        Step step = registration.step(key);
        Instant now = registrations.now();
        Instant due = step.remindAt(known.told(key).remindAfter());
        if (due == null || due.isAfter(now)) {
            return Future.succeededFuture(false);
        }
        Instant day = step.tracking().dueAt();
        boolean late = day != null && !day.isAfter(now);
        String title = known.told(key).title();
        String text = late && day != null
                ? "The step \"" + title + "\" was due on " + day.toString().substring(0, 10) + " and is not done."
                : "The step \"" + title + "\" waits since " + since(step.waitingSince()) + ".";
        return registrations
                .reminded(tx, by, known, key, text)
                .compose(told -> send(tx, registration, key, late ? "overdue" : "waiting", text, step.tracking()))
                .map(true);
    }

    private static String since(@Nullable Instant at) {
        return at == null ? "long" : at.toString().substring(0, 10);
    }

    private Future<Boolean> remindGate(Transaction tx, Author by, Registrations.Known known) {
        Registration registration = known.registration();
        Instant due = registration.gateRemindAt(known.playbook());
        if (due == null || due.isAfter(registrations.now())) {
            return Future.succeededFuture(false);
        }
        String text = "\"" + known.playbook().vendorGate().title() + "\" is not noted yet. Ask the vendor.";
        return registrations
                .gateReminded(tx, by, known, text)
                .compose(told -> send(tx, registration, null, "vendor_gate", text, lastOwner(registration)))
                .map(true);
    }

    private Future<Boolean> remindPractice(TenantId tenant, String registrationId, String practiceId) {
        Author by = Author.system(tenant, "reminders");
        return database.inTransaction(tx -> registrations
                .held(tx, tenant, registrationId)
                .compose(known -> practices
                        .reminded(tx, known, practiceId, by, registrations.now())
                        .compose(due -> {
                            if (!due) {
                                return Future.succeededFuture(false);
                            }
                            String text =
                                    "A practice was asked and has not let the application in: " + practiceId + ".";
                            return registrations
                                    .told(tx, by, known, "reminded", text)
                                    .compose(told -> send(
                                            tx,
                                            known.registration(),
                                            null,
                                            "practice",
                                            text,
                                            lastOwner(known.registration())))
                                    .map(true);
                        })));
    }

    /** Gates have no owner of their own: whoever owned a step last knows whom to ask. */
    private static Step.Tracking lastOwner(Registration registration) {
        return registration.steps().stream()
                .map(Step::tracking)
                .filter(tracking -> tracking.owner() != null)
                .reduce((earlier, later) -> later)
                .orElse(Step.Tracking.NONE);
    }

    private Future<Void> send(
            Transaction tx,
            Registration registration,
            @Nullable String stepKey,
            String why,
            String text,
            Step.Tracking tracking) {
        String owner = tracking.owner();
        JsonObject data = new JsonObject()
                .put("registrationId", registration.id())
                .put("ehr", registration.ehr())
                .put("step", stepKey)
                .put("reason", why)
                .put("owner", owner)
                .put("blocker", tracking.blocker())
                .put("title", registration.name() + ": something waits")
                .put("text", text);
        List<String> mails = owner != null && Notice.isAddress(owner) ? List.of(owner) : List.of();
        return notices.send(
                tx, new Notice(registration.tenant(), "registration.reminder", registration.id(), data, mails));
    }
}
