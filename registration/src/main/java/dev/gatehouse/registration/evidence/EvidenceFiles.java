package dev.gatehouse.registration.evidence;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.registration.signup.History;
import dev.gatehouse.registration.signup.RegistrationStore;
import dev.gatehouse.registration.signup.Registrations;
import dev.gatehouse.registration.signup.Stamp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What can be done with evidence. */
public final class EvidenceFiles {
    /** What all files of one registration may take together. */
    static final long MOST_TOGETHER = 100L * 1024 * 1024;

    private static final int MOST_AT_ONCE = 4;

    private final Database database;
    private final EvidenceStore store = new EvidenceStore();
    private final Registrations registrations;
    private final RegistrationStore registrationStore;
    private final History history;
    private final Sealer sealer;
    private final Ids ids;
    private final AtomicInteger underWay = new AtomicInteger();

    public EvidenceFiles(
            Database database,
            Registrations registrations,
            RegistrationStore registrationStore,
            History history,
            Sealer sealer,
            Ids ids) {
        this.database = database;
        this.registrations = registrations;
        this.registrationStore = registrationStore;
        this.history = history;
        this.sealer = sealer;
        this.ids = ids;
    }

    /**
     * Keeps a file with a step. Fails with 404 {@code registration-unknown} or {@code step-unknown}, 400 {@code
     * evidence-refused}, 413 {@code evidence-too-large}, 409 {@code evidence-full}, and 503 {@code evidence-busy} while four
     * others are on their way, since each is held in memory.
     *
     * @param body paused
     */
    Future<Evidence> keep(
            Author by, String registrationId, String stepKey, String name, EvidenceType type, ReadStream<Buffer> body) {
        if (underWay.incrementAndGet() > MOST_AT_ONCE) {
            underWay.decrementAndGet();
            return Future.failedFuture(new Failure.Unavailable(
                    "evidence-busy", "Too many files arrive at once. Please try again.", Duration.ofSeconds(5), null));
        }
        String id = ids.next("evi");
        return registrations
                .of(by.tenant(), registrationId)
                .map(known -> known.registration().step(stepKey))
                .compose(step -> new EvidenceUpload(by.tenant(), id, type, sealer).take(body))
                .compose(upload -> keep(by, registrationId, stepKey, name, type, id, upload))
                .onComplete(done -> underWay.decrementAndGet());
    }

    private Future<Evidence> keep(
            Author by,
            String registrationId,
            String stepKey,
            String name,
            EvidenceType type,
            String id,
            EvidenceUpload upload) {
        Stamp stamp = Stamp.of(by, history.now());
        Evidence evidence = new Evidence(
                id,
                registrationId,
                stepKey,
                name,
                type,
                upload.size(),
                upload.hash(),
                upload.sealed().size(),
                stamp.at(),
                stamp.by());
        return database.inTransaction(tx -> registrations
                .held(tx, by.tenant(), registrationId)
                .compose(known -> registrationStore
                        .evidenceGrew(tx, by.tenant(), registrationId, upload.size())
                        .compose(EvidenceFiles::refuseTooMuch)
                        .compose(fits -> store.add(tx, by.tenant(), evidence, upload.sealed()))
                        .compose(kept -> history.tell(
                                tx,
                                by,
                                known.registration(),
                                stepKey,
                                "evidence_added",
                                null,
                                named(evidence, true),
                                id))
                        .map(evidence)));
    }

    private static JsonArray named(Evidence evidence, boolean added) {
        return new JsonArray()
                .add(new JsonObject()
                        .put("field", "evidence " + evidence.id())
                        .put("from", added ? null : evidence.name())
                        .put("to", added ? evidence.name() : null));
    }

    private static Future<Void> refuseTooMuch(long together) {
        return together <= MOST_TOGETHER
                ? Future.succeededFuture()
                : Future.failedFuture(
                        new Failure.Conflict(
                                "evidence-full",
                                "The files of one registration have at most 100 MiB together. Remove one that is no longer needed."));
    }

    /** Oldest first. */
    Future<List<Evidence>> list(TenantId tenant, String registrationId) {
        return database.read(tx ->
                registrations.of(tx, tenant, registrationId).compose(known -> store.list(tx, tenant, registrationId)));
    }

    /** Fails with 404 {@code evidence-unknown}. */
    Future<Evidence> of(TenantId tenant, String registrationId, String id) {
        return database.read(tx -> registrations
                .of(tx, tenant, registrationId)
                .compose(known -> store.find(tx, tenant, registrationId, id))
                .map(found -> found.orElseThrow(EvidenceFiles::unknown)));
    }

    private static Failure.Missing unknown() {
        return new Failure.Missing("evidence-unknown", "There is no file with this id.");
    }

    /** One part of its content, in the clear. */
    Future<Buffer> part(TenantId tenant, Evidence evidence, int number) {
        return database.read(tx -> store.part(tx, tenant, evidence.id(), number)
                .map(found -> Buffer.buffer(sealer.openBytes(
                        found.orElseThrow(EvidenceFiles::unknown),
                        EvidencePartRow.place(tenant, evidence.id(), number)))));
    }

    Future<Void> remove(Author by, String registrationId, String id) {
        return database.inTransaction(tx -> registrations
                .held(tx, by.tenant(), registrationId)
                .compose(known -> store.find(tx, by.tenant(), registrationId, id)
                        .map(found -> found.orElseThrow(EvidenceFiles::unknown))
                        .compose(evidence -> store.remove(tx, by.tenant(), id)
                                .compose(done -> registrationStore.evidenceGrew(
                                        tx, by.tenant(), registrationId, -evidence.size()))
                                .compose(less -> history.tell(
                                        tx,
                                        by,
                                        known.registration(),
                                        evidence.stepKey(),
                                        "evidence_removed",
                                        null,
                                        named(evidence, false),
                                        id)))));
    }
}
