package dev.gatehouse.registration.practice;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.signup.History;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.Stamp;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be done with the practices of a registration. */
public final class PracticeGates {
    /** Knows the practices of an EHR; fails with 404 {@code practice-unknown}. */
    @FunctionalInterface
    public interface Names {
        Future<String> of(TenantId tenant, String ehr, String practiceId);
    }

    private final Database database;
    private final Registrations registrations;
    private final PracticeGateStore store;
    private final History history;
    private final Names names;

    public PracticeGates(
            Database database, Registrations registrations, PracticeGateStore store, History history, Names names) {
        this.database = database;
        this.registrations = registrations;
        this.store = store;
        this.history = history;
        this.names = names;
    }

    /** By practice id ascending, those after {@code after}; 404 {@code registration-unknown}. */
    public Future<List<PracticeGate>> list(TenantId tenant, String registrationId, String after, int limit) {
        return database.read(tx -> registrations
                .of(tx, tenant, registrationId)
                .compose(known -> store.list(tx, tenant, registrationId, after, limit)));
    }

    /** A practice with how far it is, and its registration. Nothing needs to have been noted of it. */
    public Future<PracticeGate> of(TenantId tenant, String registrationId, String practiceId) {
        return registrations
                .of(tenant, registrationId)
                .compose(known -> names.of(tenant, known.registration().ehr(), practiceId))
                .compose(name -> database.read(tx -> store.find(tx, tenant, registrationId, practiceId))
                        .map(found -> found.orElseGet(() -> PracticeGate.fresh(practiceId, name))));
    }

    /** Notes how far a practice is; what follows from its connections stays as it is. */
    public Future<PracticeGate> note(
            Author by, String registrationId, String practiceId, UnaryOperator<PracticeGate> change) {
        return registrations
                .of(by.tenant(), registrationId)
                .compose(known -> names.of(by.tenant(), known.registration().ehr(), practiceId))
                .compose(name -> database.inTransaction(tx -> registrations
                        .held(tx, by.tenant(), registrationId)
                        .compose(known -> store.find(tx, by.tenant(), registrationId, practiceId)
                                .map(found -> found.orElseGet(() -> PracticeGate.fresh(practiceId, name)))
                                .compose(before -> save(tx, by, known, before, change.apply(before))))));
    }

    private Future<PracticeGate> save(
            Transaction tx, Author by, Registrations.Known known, PracticeGate before, PracticeGate after) {
        if (before.equals(after)) {
            return Future.succeededFuture(after);
        }
        JsonArray changes = new JsonArray();
        String practice = "practice " + before.practiceId() + " ";
        add(changes, practice + "askedOn", before.askedOn(), after.askedOn());
        add(changes, practice + "fhirEnabledOn", before.fhirEnabledOn(), after.fhirEnabledOn());
        add(changes, practice + "appAuthorizedOn", before.appAuthorizedOn(), after.appAuthorizedOn());
        add(changes, practice + "notes", before.notes(), after.notes());
        Instant next = after.remindAt(known.playbook().practiceGate().gate().remindAfter());
        return store.save(tx, known.registration(), after, next, Stamp.of(by, history.now()))
                .compose(saved -> history.tell(
                        tx,
                        by,
                        known.registration(),
                        null,
                        "practice_noted",
                        null,
                        changes,
                        "practice " + before.practiceId()))
                .map(after);
    }

    private static void add(JsonArray changes, String field, @Nullable Object from, @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            changes.add(new JsonObject()
                    .put("field", field)
                    .put("from", from == null ? null : from.toString())
                    .put("to", to == null ? null : to.toString()));
        }
    }

    /** Notes that somebody was reminded; false if it was not due any more. */
    public Future<Boolean> reminded(
            Transaction tx, Registrations.Known known, String practiceId, Author by, Instant now) {
        return store.find(
                        tx, known.registration().tenant(), known.registration().id(), practiceId)
                .compose(found -> {
                    Instant due = found.map(gate -> gate.remindAt(
                                    known.playbook().practiceGate().gate().remindAfter()))
                            .orElse(null);
                    if (due == null || due.isAfter(now)) {
                        return Future.succeededFuture(false);
                    }
                    PracticeGate after = found.orElseThrow().reminded(now);
                    return store.save(
                                    tx,
                                    known.registration(),
                                    after,
                                    after.remindAt(known.playbook()
                                            .practiceGate()
                                            .gate()
                                            .remindAfter()),
                                    Stamp.of(by, now))
                            .map(true);
                });
    }
}
