package dev.gatehouse.registration.practice;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.registration.signup.History;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.RegistrationStore;
import dev.gatehouse.registration.signup.Stamp;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Lets a practice's gate follow from its connections. Nobody needs to note by hand what we can see. */
public final class PracticeConnections {
    private final RegistrationStore registrations;
    private final PracticeGateStore store;
    private final History history;

    public PracticeConnections(RegistrationStore registrations, PracticeGateStore store, History history) {
        this.registrations = registrations;
        this.store = store;
        this.history = history;
    }

    /**
     * In the transaction in which a practice's connection changed.
     *
     * @param connected true if the practice has a connection of this application now
     */
    public Future<Void> changed(
            Transaction tx,
            Author by,
            String applicationId,
            String practiceId,
            String practiceName,
            boolean connected) {
        return registrations
                .ofApplication(tx, by.tenant(), applicationId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : store.find(tx, by.tenant(), found.get().id(), practiceId)
                                .map(gate -> gate.orElseGet(() -> PracticeGate.fresh(practiceId, practiceName)))
                                .compose(gate -> follow(tx, by, found.get(), gate, connected)));
    }

    private Future<Void> follow(
            Transaction tx, Author by, Registration registration, PracticeGate before, boolean connected) {
        if (connected == (before.connectedAt() != null)) {
            return Future.succeededFuture();
        }
        Instant now = history.now();
        PracticeGate after = connected ? before.connected(now) : before.revoked(now);
        JsonArray changes = new JsonArray()
                .add(new JsonObject()
                        .put("field", "practice " + before.practiceId())
                        .put("from", before.state().text())
                        .put("to", after.state().text()));
        return store.save(tx, registration, after, null, Stamp.of(by, now))
                .compose(saved -> history.tell(
                        tx, by, registration, null, "practice_" + after.state().text(), null, changes, "state"));
    }
}
