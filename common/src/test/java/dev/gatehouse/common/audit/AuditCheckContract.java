package dev.gatehouse.common.audit;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.testing.Guards;
import dev.gatehouse.common.vault.AuditMac;
import dev.gatehouse.common.vault.KeyRing;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody who may do everything with the database, and has no key. */
abstract class AuditCheckContract extends DatabaseContract {
    private static final int ENTRIES = 10;
    private static final String COLUMNS =
            "tenant_id, actor_kind, actor_id, request_id, address, action, target, outcome,"
                    + " details, prev, mac, recorded_at";

    private final AuditMac mac = KeyRing.generate().audit();
    private List<AuditAnchor> anchors = List.of();

    private AuditCheck check() {
        return new AuditCheck(settings(), mac);
    }

    @BeforeAll
    void tenEntriesAndNoGuard() throws SQLException {
        AuditTrail trail = new AuditTrail(mac, Clock.systemUTC());
        TenantId tenant = new TenantId("acme");
        for (int i = 0; i < ENTRIES; i++) {
            Author by = new Author(tenant, Author.Kind.KEY, "key_" + i, i % 2 == 0 ? "req-" + i : null, "192.0.2.1");
            String target = "t" + i;
            await(database().inTransaction(tx -> {
                trail.record(tx, by, "thing.done", target, Map.of("name", target));
                return Future.succeededFuture();
            }));
        }
        sql("create table kept as select * from audit_event", "create table kept_head as select * from audit_head");
        sql("drop trigger audit_event_guard" + (settings().isH2() ? "" : " on audit_event"));
        if (!settings().isH2()) {
            sql("drop trigger audit_event_guard_truncate on audit_event");
        }
        sql("alter table audit_event drop constraint pk_audit_event");
        AuditAnchor end = check().run(List.of()).end().orElseThrow();
        anchors = List.of(end);
    }

    @AfterEach
    void putBack() throws SQLException {
        sql(
                "delete from audit_event",
                "insert into audit_event select * from kept",
                "delete from audit_head",
                "insert into audit_head select * from kept_head");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        settings().jdbcUrl(), settings().user(), settings().password());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void aChainAsItWasWrittenIsFine() {
        AuditCheck.Result result = check().run(anchors);

        assertThat(result.problem()).isEmpty();
        assertThat(result.entries()).isEqualTo(ENTRIES);
        assertThat(check().run(4, 7, anchors))
                .satisfies(part -> assertThat(part.problem()).isEmpty())
                .satisfies(part -> assertThat(part.entries()).isEqualTo(4));
        assertThat(check().run(4, Long.MAX_VALUE, anchors).problem()).isEmpty();
    }

    record Attack(long seq, List<String> statements) {
        Attack(long seq, String... statements) {
            this(seq, List.of(statements));
        }

        @Override
        public String toString() {
            return String.join("; ", statements);
        }
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                new Attack(4, "update audit_event set tenant_id = 'other' where seq = 4"),
                new Attack(4, "update audit_event set actor_kind = 'SYSTEM' where seq = 4"),
                new Attack(4, "update audit_event set actor_kind = 'nobody' where seq = 4"),
                new Attack(4, "update audit_event set actor_id = 'key_5' where seq = 4"),
                new Attack(4, "update audit_event set request_id = '' where seq = 4"),
                new Attack(3, "update audit_event set request_id = null where seq = 3"),
                new Attack(4, "update audit_event set address = '192.0.2.2' where seq = 4"),
                new Attack(4, "update audit_event set action = 'thing.undone' where seq = 4"),
                new Attack(4, "update audit_event set target = 't9' where seq = 4"),
                new Attack(4, "update audit_event set outcome = 'REFUSED' where seq = 4"),
                new Attack(4, "update audit_event set details = '{}' where seq = 4"),
                new Attack(4, "update audit_event set details = '{\"name\": \"t3\"}' where seq = 4"),
                new Attack(4, "update audit_event set recorded_at = recorded_at + interval '1' second where seq = 4"),
                new Attack(
                        4, "update audit_event set prev = (select mac from audit_event where seq = 9) where seq = 4"),
                new Attack(4, "update audit_event set mac = (select mac from audit_event where seq = 9) where seq = 4"),
                new Attack(4, "update audit_event set mac = '' where seq = 4"),
                // letters moved from one column to the next
                new Attack(4, "update audit_event set action = 'thing.donet', target = '3' where seq = 4"),
                new Attack(4, "delete from audit_event where seq = 4"),
                new Attack(1, "delete from audit_event where seq = 1"),
                new Attack(1, "delete from audit_event where seq <= 6"),
                new Attack(
                        4,
                        "delete from audit_event where seq = 4",
                        "update audit_event set seq = seq - 1 where seq > 4"),
                new Attack(
                        4,
                        "update audit_event set seq = 99 where seq = 4",
                        "update audit_event set seq = 4 where seq = 5",
                        "update audit_event set seq = 5 where seq = 99"),
                new Attack(
                        11,
                        "insert into audit_event (seq, " + COLUMNS + ") select 11, " + COLUMNS
                                + " from audit_event where seq = 10"),
                new Attack(
                        5,
                        "update audit_event set seq = seq + 1 where seq > 4",
                        "insert into audit_event (seq, " + COLUMNS + ") select 5, " + COLUMNS
                                + " from audit_event where seq = 4"),
                new Attack(
                        4,
                        "insert into audit_event (seq, " + COLUMNS + ") select 4, " + COLUMNS
                                + " from audit_event where seq = 3"),
                new Attack(
                        0,
                        "insert into audit_event (seq, " + COLUMNS + ") select 0, " + COLUMNS
                                + " from audit_event where seq = 3"),
                // without touching the note of the end
                new Attack(9, "delete from audit_event where seq > 8"),
                new Attack(11, "delete from audit_head"),
                new Attack(1, "delete from audit_event"),
                // with it: only the anchor tells
                new Attack(
                        9,
                        "delete from audit_event where seq > 8",
                        "update audit_head set seq = 8, mac = (select mac from audit_event where seq = 8)"),
                new Attack(1, "delete from audit_event", "update audit_head set seq = 0, mac = ''"));
    }

    @Guards("AUD-2")
    @ParameterizedTest
    @MethodSource("attacks")
    void theFirstEntryThatDoesNotFitIsNamed(Attack attack) throws SQLException {
        sql(attack.statements().toArray(String[]::new));

        AuditCheck.Result result = check().run(anchors);

        assertThat(result.problem())
                .hasValueSatisfying(
                        finding -> assertThat(finding.seq()).as(finding.text()).isEqualTo(attack.seq()));
        assertThat(result.end()).isEmpty();
    }

    @Test
    void withoutAnAnchorACleanCutDoesNotShow() throws SQLException {
        sql(
                "delete from audit_event where seq > 8",
                "update audit_head set seq = 8, mac = (select mac from audit_event where seq = 8)");

        assertThat(check().run(List.of()).problem()).isEmpty();
    }

    @Guards("AUD-2")
    @Test
    void aChainCutAndContinuedByGatehouseItselfDoesNotFitTheAnchor() throws SQLException {
        sql(
                "delete from audit_event where seq > 8",
                "update audit_head set seq = 8, mac = (select mac from audit_event where seq = 8)");
        AuditTrail trail = new AuditTrail(mac, Clock.systemUTC());
        for (int i = 0; i < 5; i++) {
            await(database().inTransaction(tx -> {
                trail.record(tx, Author.system(TenantId.DEFAULT, "test"), "thing.done", "later", Map.of());
                return Future.succeededFuture();
            }));
        }

        assertThat(check().run(List.of()).problem()).isEmpty();
        assertThat(check().run(anchors).problem())
                .hasValueSatisfying(finding -> assertThat(finding.seq()).isEqualTo(ENTRIES));
    }

    @Test
    void anotherKeyFitsNothing() {
        assertThat(new AuditCheck(settings(), KeyRing.generate().audit())
                        .run(anchors)
                        .problem())
                .hasValueSatisfying(finding -> assertThat(finding.seq()).isEqualTo(1));
    }

    @Test
    void aPartOutsideTheChainIsMissing() {
        assertThat(check().run(5, 12, List.of()).problem())
                .hasValueSatisfying(finding -> assertThat(finding.seq()).isEqualTo(11));
        assertThat(check().run(20, Long.MAX_VALUE, List.of()).problem())
                .hasValueSatisfying(finding -> assertThat(finding.seq()).isEqualTo(20));
    }
}
