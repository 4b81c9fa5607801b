package dev.gatehouse.common.database;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.hibernate.reactive.stage.Stage;
import org.junit.jupiter.api.Test;

/** What a unit of work may rely on, on both databases. */
abstract class UnitOfWorkContract extends ThingContract {

    @Test
    void theSecondWriterOfTheSameVersionIsStale() {
        await(persist(new ThingRow("versioned")));
        ThingRow first = found("versioned");
        ThingRow second = found("versioned");
        first.amount = 1L;
        second.amount = 2L;
        await(database().inTransaction(tx -> tx.run(session -> session.merge(first))));

        Throwable failure = failureOf(database().inTransaction(tx -> tx.run(session -> session.merge(second))));

        assertThat(failure).isInstanceOf(StaleRow.class);
        assertThat(found("versioned").amount).isEqualTo(1);
    }

    @Test
    void aTakenNameIsAUniqueViolationWithItsConstraint() {
        await(persist(named("name-1", "taken")));

        Throwable failure = failureOf(persist(named("name-2", "taken")));

        assertThat(failure).isInstanceOfSatisfying(UniqueViolation.class, clash -> {
            assertThat(clash.constraint()).isEqualTo("uq_thing_unique_name");
            assertThat(clash.violates("uq_thing_unique_name")).isTrue();
            assertThat(clash.violates("uq_thing_unique")).isFalse();
            assertThat(clash.getMessage()).doesNotContain("taken");
            assertThat(clash.getCause()).isNull();
        });
    }

    @Test
    void aTakenIdIsAUniqueViolation() {
        await(persist(new ThingRow("same-id")));

        assertThat(failureOf(persist(new ThingRow("same-id")))).isInstanceOf(UniqueViolation.class);
    }

    @Test
    void aBatchWithOneClashWritesNothing() {
        await(persist(named("batch-0", "batch-clash")));

        Throwable failure =
                failureOf(persist(new ThingRow("batch-1"), new ThingRow("batch-2"), named("batch-3", "batch-clash")));

        assertThat(failure).isInstanceOf(UniqueViolation.class);
        assertThat(found("batch-1")).isNull();
    }

    @Test
    void aFailureOfTheWorkIsKeptAndNothingIsWritten() {
        Failure ours = new Failure.Conflict("not-now", "Not now.");

        Throwable failure = failureOf(database()
                .inTransaction(tx -> tx.run(session ->
                                session.persist(new ThingRow("given-up")).thenCompose(done -> session.flush()))
                        .compose(done -> Future.failedFuture(ours))));

        assertThat(failure).isSameAs(ours);
        assertThat(found("given-up")).isNull();
    }

    @Test
    void workThatThrowsAfterWritingWritesNothing() {
        IllegalStateException thrown = new IllegalStateException("a bug");

        Throwable failure = failureOf(database()
                .inTransaction(tx -> tx.run(session ->
                                session.persist(new ThingRow("thrown")).thenCompose(done -> session.flush()))
                        .map(done -> {
                            throw thrown;
                        })));

        assertThat(failure).isSameAs(thrown);
        assertThat(found("thrown")).isNull();
    }

    @Test
    void workThatThrowsAtOnceFailsAndGivesItsConnectionBack() {
        IllegalStateException thrown = new IllegalStateException("a bug");
        for (int i = 0; i < 2 * settings().poolSize(); i++) {
            assertThat(failureOf(database().inTransaction(tx -> {
                        throw thrown;
                    })))
                    .isSameAs(thrown);
        }

        assertThat(found("nobody")).isNull();
    }

    @Test
    void aUnitThatGotOverAFailedStatementStillFails() {
        await(persist(named("over-0", "over")));

        Throwable failure = failureOf(database()
                .inTransaction(tx -> tx.run(session ->
                                session.persist(named("over-1", "over")).thenCompose(done -> session.flush()))
                        .recover(clash -> Future.succeededFuture())
                        .map("all is well")));

        assertThat(failure).isInstanceOf(UniqueViolation.class);
        assertThat(found("over-1")).isNull();
    }

    @Test
    void aReadWritesNothing() {
        await(persist(new ThingRow("read-only")));

        await(database()
                .read(tx -> tx.run(session -> session.find(ThingRow.class, "read-only"))
                        .map(thing -> thing.amount = 5L)));
        await(database().read(tx -> tx.run(session -> session.persist(new ThingRow("read-made")))));
        await(database()
                .read(tx -> tx.run(
                        session -> session.createMutationQuery("update ThingRow set amount = 6 where id = 'read-only'")
                                .executeUpdate())));

        assertThat(found("read-only").amount).isNull();
        assertThat(found("read-made")).isNull();
    }

    @Test
    void eightClaimersNeverGetTheSameRow() {
        await(persist(IntStream.range(0, 80)
                .mapToObj(i -> named("claim-" + i, "claim-" + i))
                .toArray()));

        List<Future<List<String>>> claimers = IntStream.range(0, 8)
                .mapToObj(claimer -> claimAll(claimer, new ArrayList<>()))
                .toList();
        List<String> claimed = new ArrayList<>();
        claimers.forEach(each -> claimed.addAll(await(each)));

        assertThat(claimed).hasSize(80).doesNotHaveDuplicates();
    }

    private Future<List<String>> claimAll(int claimer, List<String> mine) {
        return database()
                .inTransaction(tx -> tx.run(session -> session.createNativeQuery(
                                "select * from thing where claimed_by is null and unique_name like 'claim-%'"
                                        + " limit 1 for update skip locked",
                                ThingRow.class)
                        .getSingleResultOrNull()
                        .thenApply(thing -> {
                            if (thing == null) {
                                return "";
                            }
                            thing.claimedBy = "claimer-" + claimer;
                            return thing.id;
                        })))
                .compose(id -> {
                    if (id.isEmpty()) {
                        return Future.succeededFuture(mine);
                    }
                    mine.add(id);
                    return claimAll(claimer, mine);
                });
    }

    @Test
    void twoHundredUnitsOfOneEventLoopDoNotShareASession() {
        Set<Stage.Session> sessions = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        Promise<Void> all = Promise.promise();
        AtomicReference<Context> answeredOn = new AtomicReference<>();

        Context callers = vertx().getOrCreateContext();
        callers.runOnContext(go -> Future.join(IntStream.range(0, 200)
                        .mapToObj(i -> database()
                                .inTransaction(tx -> tx.run(session -> {
                                    sessions.add(session);
                                    return session.persist(new ThingRow("parallel-" + i));
                                })))
                        .toList())
                .onSuccess(done -> answeredOn.set(Vertx.currentContext()))
                .<Void>mapEmpty()
                .onComplete(all));
        await(all.future());

        assertThat(sessions).hasSize(200);
        assertThat(answeredOn).hasValue(callers);
        long written = await(database()
                .read(tx -> tx.run(session -> session.createSelectionQuery(
                                "select count(*) from ThingRow where id like 'parallel-%'", Long.class)
                        .getSingleResult())));
        assertThat(written).isEqualTo(200);
    }

    @Test
    void aStatementThatIsWrongShowsItsTextAndNoValue() {
        Throwable failure = failureOf(database()
                .read(tx -> tx.run(session -> session.createNativeQuery("select nothing from thing where id = :id")
                        .setParameter("id", "hush-hush")
                        .getResultList())));

        assertThat(failure).isInstanceOf(DriverFailure.class);
        assertThat(failure).hasMessageContaining("select nothing").hasMessageNotContaining("hush-hush");
    }

    @Test
    void aClosedDatabaseTakesNoMoreWork() {
        await(persist(new ThingRow("before-closing")));
        database().close();

        assertThat(failureOf(database().read(tx -> Future.succeededFuture()))).isInstanceOf(Failure.Unavailable.class);

        reopen();
        assertThat(found("before-closing")).isNotNull();
    }
}
