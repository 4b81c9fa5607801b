package dev.gatehouse.common.audit;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.KeyRing;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

abstract class AuditTrailContract extends DatabaseContract {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00.123456Z");

    AuditTrailContract() {
        super(SomeTenantRow.class);
    }

    private static Author key(TenantId tenant) {
        return new Author(tenant, Author.Kind.KEY, "key_1", "req-1", "192.0.2.7");
    }

    private Future<Void> changed(AuditTrail trail, TenantId tenant, String name) {
        return database().inTransaction(tx -> {
            trail.record(tx, key(tenant), "tenant.created", name, Map.of("name", name));
            return tx.run(session -> session.persist(new SomeTenantRow(name)));
        });
    }

    private SomeTenantRow tenant(String id) {
        return await(database().read(tx -> tx.run(session -> session.find(SomeTenantRow.class, id))));
    }

    @Test
    void whatWasDoneIsReadBackAsItWasWritten() {
        TenantId tenant = new TenantId("read-back");
        AuditTrail trail = new AuditTrail(KeyRing.generate().audit(), Clock.fixed(NOON, ZoneOffset.UTC));

        await(database().inTransaction(tx -> {
            trail.record(tx, key(tenant), "credential.activated", "app_1", Map.of("version", "2", "client", "Ü"));
            return Future.succeededFuture();
        }));

        assertThat(audited(tenant)).singleElement().satisfies(event -> {
            assertThat(event.at()).isEqualTo(NOON);
            assertThat(event.by()).isEqualTo(key(tenant));
            assertThat(event.action()).isEqualTo("credential.activated");
            assertThat(event.target()).isEqualTo("app_1");
            assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.DONE);
            assertThat(event.details()).containsOnly(Map.entry("version", "2"), Map.entry("client", "Ü"));
        });
    }

    @Test
    void entriesOfOneTransactionKeepTheirOrderAndFollowOneAnother() {
        TenantId tenant = new TenantId("in-order");

        await(database().inTransaction(tx -> {
            IntStream.range(0, 120)
                    .forEach(i -> audit().record(tx, Author.system(tenant, "test"), "thing.done", "t" + i, Map.of()));
            return Future.succeededFuture();
        }));

        List<AuditEvent> events = audited(tenant);
        assertThat(events)
                .extracting(AuditEvent::target)
                .containsExactlyElementsOf(
                        IntStream.range(0, 120).mapToObj(i -> "t" + i).toList());
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).prev()).isEqualTo(events.get(i - 1).mac());
            assertThat(events.get(i).seq()).isEqualTo(events.get(i - 1).seq() + 1);
        }
    }

    @Test
    void manyTransactionsAtOnceMakeOneChainWithoutGaps() {
        TenantId tenant = new TenantId("parallel");

        List<Future<Void>> all = IntStream.range(0, 100)
                .mapToObj(i -> changed(audit(), tenant, "parallel-" + i))
                .toList();
        all.forEach(each -> await(each));

        List<AuditEvent> events = audited(tenant);
        assertThat(events).hasSize(100);
        assertThat(events)
                .extracting(AuditEvent::seq)
                .containsExactlyElementsOf(LongStream.range(0, events.size())
                        .mapToObj(i -> events.get(0).seq() + i)
                        .toList());
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).prev()).isEqualTo(events.get(i - 1).mac());
        }
    }

    @Guards("AUD-1")
    @Test
    void aChangeThatFailsLeavesNoEntry() {
        TenantId tenant = new TenantId("change-fails");
        Failure ours = new Failure.Conflict("already-exists", "Not now.");

        Throwable failure = failureOf(database().inTransaction(tx -> {
            audit().record(tx, key(tenant), "thing.done", "t", Map.of());
            return Future.failedFuture(ours);
        }));

        assertThat(failure).isSameAs(ours);
        assertThat(audited(tenant)).isEmpty();
    }

    @Guards("AUD-1")
    @Test
    void whatCannotBeWrittenDownIsNotDone() {
        moveHead(1, 2);
        try {
            Throwable failure = failureOf(changed(audit(), ACME, "not-written-down"));

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            Failure.Unavailable.class,
                            gone -> assertThat(gone.code()).isEqualTo("audit-unavailable"));
            assertThat(tenant("not-written-down")).isNull();
        } finally {
            moveHead(2, 1);
        }
        await(changed(audit(), ACME, "written-down"));
        assertThat(tenant("written-down")).isNotNull();
    }

    private void moveHead(int from, int to) {
        await(database()
                .inTransaction(tx -> tx.run(session -> session.createNativeMutationQuery(
                                "update audit_head set id = " + to + " where id = " + from)
                        .executeUpdate())));
    }

    @Guards("AUD-3")
    @Test
    void rowsAreNeitherChangedNorRemoved() {
        TenantId tenant = new TenantId("guarded");
        await(changed(audit(), tenant, "guarded-1"));

        for (String attack : List.of(
                "update audit_event set target = 'other' where tenant_id = 'guarded'",
                "delete from audit_event where tenant_id = 'guarded'")) {
            assertThat(failureOf(database()
                            .inTransaction(tx -> tx.run(session ->
                                    session.createNativeMutationQuery(attack).executeUpdate()))))
                    .as(attack)
                    .isInstanceOf(RuntimeException.class);
        }

        assertThat(audited(tenant))
                .singleElement()
                .satisfies(event -> assertThat(event.target()).isEqualTo("guarded-1"));
    }

    @Test
    void oddTextsAreStoredSoThatTheyComeBack() {
        TenantId tenant = new TenantId("odd-texts");
        Author by = new Author(tenant, Author.Kind.END_USER, "u\u0000ser\n\ud800" + "x".repeat(400), null, null);
        Map<String, String> details = new HashMap<>();
        details.put("long", "ü".repeat(2_000));
        details.put("odd", "a\u0000b\udc00c😀");

        await(database().inTransaction(tx -> {
            audit().record(tx, by, "thing.done", "", details);
            return Future.succeededFuture();
        }));

        assertThat(audited(tenant)).singleElement().satisfies(event -> {
            assertThat(event.by().id()).startsWith("u\ufffdser\ufffd\ufffdxxx").hasSize(256);
            assertThat(event.target()).isEmpty();
            assertThat(event.details()).containsEntry("odd", "a\ufffdb\ufffdc😀");
            assertThat(event.details().get("long")).hasSize(500);
        });
    }

    @Test
    void anActionWithoutADotIsAMistake() {
        assertThat(failureOf(database().inTransaction(tx -> {
                    audit().record(tx, key(ACME), "Created", "t", Map.of());
                    return Future.succeededFuture();
                })))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aUnitThatOnlyReadsCannotWriteEntries() {
        assertThatThrownBy(() -> await(database().read(tx -> {
                    audit().record(tx, key(ACME), "thing.done", "t", Map.of());
                    return Future.succeededFuture();
                })))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listsAreFilteredAndNewestFirst() {
        TenantId tenant = new TenantId("filtered");
        for (String action : List.of("application.created", "credential.added", "credential.revoked")) {
            await(database().inTransaction(tx -> {
                audit().record(tx, key(tenant), action, "app_" + action.length(), Map.of());
                return Future.succeededFuture();
            }));
        }
        AuditEvents events = new AuditEvents(database(), audit());

        assertThat(await(events.list(tenant, AuditFilter.ALL, AuditEvents.NEWEST, 2)))
                .extracting(AuditEvent::action)
                .containsExactly("credential.revoked", "credential.added");
        assertThat(await(events.list(
                        tenant, new AuditFilter(null, null, "credential.", null, null), AuditEvents.NEWEST, 9)))
                .hasSize(2);
        assertThat(await(events.list(
                        tenant, new AuditFilter(null, null, "credential", null, null), AuditEvents.NEWEST, 9)))
                .isEmpty();
        assertThat(await(events.list(tenant, new AuditFilter(null, null, null, "app_19", null), AuditEvents.NEWEST, 9)))
                .hasSize(1);
        assertThat(await(events.list(
                        tenant,
                        new AuditFilter(NOON.minusSeconds(1), null, null, null, "key_2"),
                        AuditEvents.NEWEST,
                        9)))
                .isEmpty();
        assertThat(await(events.list(new TenantId("somebody"), AuditFilter.ALL, AuditEvents.NEWEST, 9)))
                .isEmpty();
    }
}
