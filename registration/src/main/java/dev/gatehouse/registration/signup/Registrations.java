package dev.gatehouse.registration.signup;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.ehr.EhrProfiles;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Environment;
import dev.gatehouse.registration.application.EnvironmentChoice;
import dev.gatehouse.registration.form.Findings;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.form.FormChange;
import dev.gatehouse.registration.form.FormCheck;
import dev.gatehouse.registration.form.OwnUrls;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be done with registrations. Changes of one registration wait for each other. */
public final class Registrations {
    /** Tells whether a practice has let the application of a registration in. */
    @FunctionalInterface
    public interface PracticesYes {
        Future<Boolean> any(Transaction tx, TenantId tenant, String registrationId);
    }

    /** A registration with what its EHR's profile says about it. */
    public record Known(Registration registration, EhrProfile profile, Playbook playbook, OwnUrls own) {
        /** What a look at a step's form finds. */
        public Findings findings(Playbook.Step step) {
            Findings found = new FormCheck(profile, playbook, own, registration.environment() == Environment.PRODUCTION)
                    .of(step, registration.forms());
            return registration.step(step.key()).withLeak(step, found);
        }

        public Playbook.Step told(String key) {
            return playbook.step(key)
                    .orElseThrow(
                            () -> new Failure.Missing("step-unknown", "This registration has no step with this key."));
        }
    }

    private final Database database;
    private final EhrProfiles profiles;
    private final RegistrationStore store;
    private final History history;
    private final Outcomes outcomes;
    private final PracticesYes practices;
    private final Ids ids;
    private final String publicUrl;

    /** @param publicUrl what EHRs and browsers see, without a slash at its end */
    public Registrations(
            Database database,
            EhrProfiles profiles,
            RegistrationStore store,
            History history,
            Outcomes outcomes,
            PracticesYes practices,
            Ids ids,
            String publicUrl) {
        this.database = database;
        this.profiles = profiles;
        this.store = store;
        this.history = history;
        this.outcomes = outcomes;
        this.practices = practices;
        this.ids = ids;
        this.publicUrl = publicUrl;
    }

    /** Fails with 409 {@code playbook-missing} if the profile does not tell how to register. */
    public Future<Known> create(Author by, String ehr, Environment environment, String name) {
        EhrProfile profile = profiles.of(ehr);
        Playbook playbook = playbook(profile);
        Instant now = history.now();
        List<Step> steps = playbook.steps().stream()
                .map(step -> Step.fresh(ids.next("rst"), step.key()))
                .toList();
        Registration registration = new Registration(
                        ids.next("reg"),
                        by.tenant(),
                        ehr,
                        environment,
                        name,
                        outcomes.reserve(),
                        VendorGate.CLOSED,
                        null,
                        steps,
                        now,
                        now)
                .begun(playbook, now);
        return database.inTransaction(tx -> store.add(tx, registration, playbook)
                .compose(done -> tell(tx, by, registration, null, "created", null, new Changes()))
                .map(done -> known(registration)));
    }

    private static Playbook playbook(EhrProfile profile) {
        Playbook playbook = profile.registration();
        if (playbook == null) {
            throw new Failure.Conflict(
                    "playbook-missing",
                    "We do not know how one registers with this EHR. Create its application directly.");
        }
        return playbook;
    }

    /** Fails with 404 {@code registration-unknown}. */
    public Future<Known> of(TenantId tenant, String id) {
        return database.read(tx -> of(tx, tenant, id));
    }

    /** The same within a transaction of the caller's. */
    public Future<Known> of(Transaction tx, TenantId tenant, String id) {
        return store.find(tx, tenant, id).map(found -> known(found.orElseThrow(Registrations::unknown)));
    }

    /** The same, held until the transaction ends. */
    public Future<Known> held(Transaction tx, TenantId tenant, String id) {
        return store.hold(tx, tenant, id).map(found -> known(found.orElseThrow(Registrations::unknown)));
    }

    /** The registration that leads to this application, held until the transaction ends; empty if none does. */
    public Future<Optional<Known>> ofApplication(Transaction tx, TenantId tenant, String applicationId) {
        return store.ofApplication(tx, tenant, applicationId).map(found -> found.map(this::known));
    }

    public Known known(Registration registration) {
        EhrProfile profile = profiles.of(registration.ehr());
        return new Known(
                registration,
                profile,
                playbook(profile),
                OwnUrls.of(publicUrl, registration.ehr(), registration.applicationId()));
    }

    private static Failure.Missing unknown() {
        return new Failure.Missing("registration-unknown", "There is no registration with this id.");
    }

    /** By id ascending, those after {@code after}. */
    public Future<List<Known>> list(TenantId tenant, @Nullable String ehr, String after, int limit) {
        return database.read(tx -> store.list(tx, tenant, ehr, after, limit))
                .map(found -> found.stream().map(this::known).toList());
    }

    /** By the id of the application they lead to, those after {@code after}. */
    public Future<List<Known>> byApplication(
            Transaction tx, TenantId tenant, EnvironmentChoice environments, String after, int limit) {
        return store.byApplication(tx, tenant, environments, after, limit)
                .map(found -> found.stream().map(this::known).toList());
    }

    /**
     * Keeps a draft, field by field: what the change does not name stays.
     *
     * @param read reads the change, once it is known which fields the step has
     * @param revision the one the author saw; empty to change whatever is there. Fails with 412 {@code step-changed} if it is
     *     over
     */
    public Future<Known> fill(
            Author by, String id, String key, Function<Playbook.Step, FormChange> read, Optional<Long> revision) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Playbook.Step told = known.told(key);
            FormChange change = read.apply(told);
            Registration before = known.registration();
            before.step(key).checkRevision(revision);
            if (change.isEmpty()) {
                return Future.succeededFuture(known);
            }
            Registration after = before.filled(told, change, Stamp.of(by, history.now()));
            Changes changes =
                    Changes.between(before.step(key).form(), after.step(key).form());
            return changes.isEmpty()
                    ? Future.succeededFuture(known)
                    : save(tx, by, known, after, key, "filled", null, changes);
        }));
    }

    /**
     * Completes a step; with it comes what the step makes. Fails with 422 {@code step-incomplete} naming all that is wrong,
     * 409 {@code step-too-early} or {@code step-completed}.
     */
    public Future<Known> complete(Author by, String id, String key, Optional<Long> revision) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Registration before = known.registration();
            Playbook.Step told = known.told(key);
            before.step(key).checkRevision(revision);
            before.checkTurn(key);
            refuseErrors(known.findings(told).errors());
            Registration after = before.completed(known.playbook(), key, Stamp.of(by, history.now()));
            return make(tx, by, known, told)
                    .compose(made -> save(tx, by, known, after, key, "completed", null, new Changes()));
        }));
    }

    private static void refuseErrors(List<Mistake> errors) {
        if (!errors.isEmpty()) {
            throw new Failure.Unprocessable(
                    "step-incomplete",
                    errors.size() == 1
                            ? "One thing must change before this step is complete."
                            : errors.size() + " things must change before this step is complete.",
                    errors);
        }
    }

    private Future<Void> make(Transaction tx, Author by, Known known, Playbook.Step told) {
        Registration registration = known.registration();
        Form form = registration.step(told.key()).form();
        return switch (told.makes()) {
            case NOTHING -> Future.succeededFuture();
            case APPLICATION -> outcomes.makeApplication(tx, by, registration, known.profile(), form);
            case CREDENTIAL -> outcomes.makeCredential(tx, by, registration, form);
            case PRACTICE ->
                practices
                        .any(tx, registration.tenant(), registration.id())
                        .compose(
                                any -> any
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(
                                                Outcomes.incomplete(
                                                        "practices",
                                                        "No practice has let the application in yet. Note the first that does under practices.")));
        };
    }

    /** Opens a completed step again; what came of it stays. */
    public Future<Known> reopen(Author by, String id, String key, String reason) {
        return change(
                by,
                id,
                key,
                "reopened",
                reason,
                (known, stamp) -> known.registration()
                        .reopened(known.playbook(), known.told(key).key(), stamp));
    }

    /**
     * The vendor or a practice said no.
     *
     * @param returnsTo the earlier step that must be changed; null if it is a plain no
     */
    public Future<Known> refuse(Author by, String id, String key, Step.Refusal refusal, @Nullable String returnsTo) {
        return change(
                by,
                id,
                key,
                returnsTo == null ? "refused" : "sent_back",
                refusal.reason(),
                (known, stamp) -> returnsTo == null
                        ? known.registration().refused(known.told(key).key(), refusal, stamp)
                        : known.registration().sentBack(known.told(key).key(), known.told(returnsTo), refusal, stamp));
    }

    /** Notes whether a private key was seen at the address of public ones; null if none was. */
    public Future<Void> leaking(Author by, String id, String key, @Nullable String jwksUrl) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Registration before = known.registration();
            boolean same = Objects.equals(before.step(key).marks().leakingJwks(), jwksUrl);
            return same ? Future.succeededFuture() : keepLeak(tx, by, known, key, jwksUrl);
        }));
    }

    private Future<Void> keepLeak(Transaction tx, Author by, Known known, String key, @Nullable String jwksUrl) {
        Registration after = known.registration().leaking(key, jwksUrl, history.now());
        String text = jwksUrl == null ? "No private key is seen there any more." : "A private key is seen there.";
        return save(tx, by, known, after, key, "jwks_checked", text, new Changes())
                .mapEmpty();
    }

    /** It was sent to them again. */
    public Future<Known> resubmit(Author by, String id, String key, @Nullable String note) {
        return change(
                by,
                id,
                key,
                "resubmitted",
                note,
                (known, stamp) ->
                        known.registration().resubmitted(known.told(key).key(), stamp));
    }

    private Future<Known> change(
            Author by,
            String id,
            String key,
            String kind,
            @Nullable String text,
            BiFunction<Known, Stamp, Registration> work) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id)
                .compose(known -> save(
                        tx,
                        by,
                        known,
                        work.apply(known, Stamp.of(by, history.now())),
                        key,
                        kind,
                        text,
                        new Changes())));
    }

    /** Says who cares for a step, until when, and what it waits for. */
    public Future<Known> track(
            Author by, String id, String key, UnaryOperator<Step.Tracking> change, Optional<Long> revision) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Registration before = known.registration();
            Step step = before.step(key);
            step.checkRevision(revision);
            Step.Tracking tracking = change.apply(step.tracking());
            Changes changes = Changes.between(step.tracking(), tracking);
            return changes.isEmpty()
                    ? Future.succeededFuture(known)
                    : save(
                            tx,
                            by,
                            known,
                            before.tracked(key, tracking, Stamp.of(by, history.now())),
                            key,
                            "tracked",
                            null,
                            changes);
        }));
    }

    /** Notes what the vendor let the application do. */
    public Future<Known> gate(Author by, String id, UnaryOperator<VendorGate> change) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Registration before = known.registration();
            VendorGate gate = change.apply(before.gate());
            Changes changes = Changes.between(before.gate(), gate);
            return changes.isEmpty()
                    ? Future.succeededFuture(known)
                    : save(tx, by, known, before.with(gate, history.now()), null, "vendor_gate", null, changes);
        }));
    }

    public Future<Known> rename(Author by, String id, String name) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
            Registration before = known.registration();
            Changes changes = new Changes().add("name", before.name(), name);
            return changes.isEmpty()
                    ? Future.succeededFuture(known)
                    : save(tx, by, known, before.renamed(name, history.now()), null, "renamed", null, changes);
        }));
    }

    /** Says something about the registration or one of its steps. */
    public Future<RegistrationEvent> comment(Author by, String id, @Nullable String key, String text) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id).compose(known -> {
                    String step =
                            key == null ? null : known.registration().step(key).key();
                    return tell(tx, by, known.registration(), step, "commented", text, new Changes())
                            .compose(told -> store.history(tx, by.tenant(), id, "commented", Long.MAX_VALUE, 1));
                }))
                .map(newest -> newest.get(0));
    }

    /** Newest first, those before {@code before}; only comments if asked. */
    public Future<List<RegistrationEvent>> history(
            TenantId tenant, String id, boolean comments, long before, int limit) {
        return database.read(tx -> of(tx, tenant, id)
                .compose(known -> store.history(tx, tenant, id, comments ? "commented" : null, before, limit)));
    }

    /** Removes it with all that was noted; 409 {@code registration-in-use} while its application exists. */
    public Future<Void> remove(Author by, String id) {
        return database.inTransaction(tx -> held(tx, by.tenant(), id)
                .compose(known -> outcomes.application(
                                tx, by.tenant(), known.registration().applicationId())
                        .compose(application -> refuseUse(application))
                        .compose(free -> tell(tx, by, known.registration(), null, "removed", null, new Changes()))
                        .compose(told -> store.remove(tx, by.tenant(), id))));
    }

    private static Future<Void> refuseUse(Optional<Application> application) {
        return application.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(new Failure.Conflict(
                        "registration-in-use",
                        "The application that came of this registration still exists. Remove that first."));
    }

    /** What is worth a reminder by now, over all tenants. */
    public Future<List<RegistrationStore.Due>> due(int limit) {
        return database.read(tx -> store.due(tx, history.now(), limit));
    }

    public Instant now() {
        return history.now();
    }

    /** Notes that somebody was reminded of a step of a held registration. */
    public Future<Known> reminded(Transaction tx, Author by, Known known, String key, String text) {
        Registration after = known.registration().reminded(key, history.now());
        return save(tx, by, known, after, key, "reminded", text, new Changes());
    }

    /** Notes that somebody was reminded of the vendor's gate. */
    public Future<Known> gateReminded(Transaction tx, Author by, Known known, String text) {
        Registration after = known.registration().gateReminded(history.now());
        return save(tx, by, known, after, null, "reminded", text, new Changes());
    }

    /** Adds an entry to the history of a held registration. */
    public Future<Void> told(Transaction tx, Author by, Known known, String kind, String text) {
        return tell(tx, by, known.registration(), null, kind, text, new Changes());
    }

    private Future<Known> save(
            Transaction tx,
            Author by,
            Known known,
            Registration after,
            @Nullable String key,
            String kind,
            @Nullable String text,
            Changes changes) {
        return store.save(tx, after, known.playbook())
                .compose(saved -> tell(tx, by, after, key, kind, text, changes))
                .map(told -> known(after));
    }

    private Future<Void> tell(
            Transaction tx,
            Author by,
            Registration registration,
            @Nullable String key,
            String kind,
            @Nullable String text,
            Changes changes) {
        return history.tell(tx, by, registration, key, kind, text, changes.toJson(), changes.fields());
    }
}
