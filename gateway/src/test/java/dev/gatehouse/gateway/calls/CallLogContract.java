package dev.gatehouse.gateway.calls;

import static dev.gatehouse.common.testing.Answers.await;
import static dev.gatehouse.common.testing.Answers.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.web.QueryInput;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.live.Hints;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import dev.gatehouse.gateway.testing.MovableClock;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.MultiMap;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records and sums, from the hand-over to the answer. Time stands still unless a test moves it. */
abstract class CallLogContract extends DatabaseContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private MovableClock clock;
    private TenantId tenant;
    private CallLog log;

    @BeforeEach
    void aTenant() {
        clock = new MovableClock(NOON);
        tenant = new TenantId("tenant-" + NAMES.incrementAndGet());
        await(database()
                .inTransaction(tx -> tx.updateMany(
                        "insert into tenant (id, name, created_at, version) values (?, ?, ?, 0)",
                        List.<Object[]>of(
                                new Object[] {tenant.value(), "Acme", NOON.atOffset(java.time.ZoneOffset.UTC)}))));
        log = node(CallSettings.DEFAULT);
    }

    private CallLog node(CallSettings settings) {
        return new CallLog(vertx(), database(), settings, Hints.UNHEARD, new SecureRandom(), clock);
    }

    private CallRecord call(Instant at, String connection, int status, @Nullable String code, Duration took) {
        return new CallRecord(
                at,
                "req-" + connection,
                tenant,
                "key_1",
                new ConnectionId(connection),
                "prac_" + connection.charAt(connection.length() - 1),
                "app_1",
                "sandbox",
                CallKind.FHIR,
                "GET",
                "Patient?name",
                status,
                code,
                10,
                1_000,
                took,
                took.dividedBy(2),
                false,
                true,
                List.of("abc", "def"));
    }

    private static String connection(int number) {
        return "con_0000000000000000000000000" + number;
    }

    private List<StoredCall> listed(TenantId whose, String... query) {
        return await(new Calls(database(), log).list(whose, filter(query), null, 100));
    }

    private static CallFilter filter(String... query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(query[i], query[i + 1]);
        }
        QueryInput input = new QueryInput(parameters);
        CallFilter filter = CallRoutes.filter(input);
        input.refuseMistakes();
        return filter;
    }

    private Stats.Answer stats(String... query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(query[i], query[i + 1]);
        }
        QueryInput input = new QueryInput(parameters);
        StatsQuestion question = StatsQuestion.read(input, EnvironmentChoice.ALL, clock.instant());
        input.refuseMistakes();
        return await(new Stats(database(), log).of(tenant, question));
    }

    @Test
    void aRecordComesBackAsItWas() {
        CallRecord call = call(NOON.plusNanos(123_456_000), connection(1), 502, "ehr-timeout", Duration.ofMillis(12));
        log.add(call);

        assertThat(listed(tenant)).extracting(StoredCall::call).containsExactly(call);
        assertThat(await(new Calls(database(), log).of(tenant, call.requestId())))
                .isEqualTo(call);
    }

    @Test
    void theNewestStandFirstAndPagesFollowEachOther() {
        for (int i = 0; i < 7; i++) {
            // two of each time
            log.add(call(NOON.plusSeconds(i / 2), connection(i), 200, null, Duration.ofMillis(1)));
        }
        Calls calls = new Calls(database(), log);

        List<String> seen = new ArrayList<>();
        String before = null;
        for (List<StoredCall> page = await(calls.list(tenant, filter(), before, 3));
                !page.isEmpty();
                page = await(calls.list(tenant, filter(), before, 3))) {
            page.forEach(
                    each -> seen.add(each.call().at() + each.call().connection().value()));
            before = page.get(page.size() - 1).id();
        }

        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        assertThat(seen.stream().map(each -> each.substring(0, 20)))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void filtersNarrowTheList() {
        log.add(call(NOON, connection(1), 200, null, Duration.ofMillis(1)));
        log.add(call(NOON.plusSeconds(1), connection(2), 404, null, Duration.ofMillis(20)));
        log.add(call(NOON.plusSeconds(2), connection(3), 504, "ehr-timeout", Duration.ofSeconds(30)));
        log.add(call(NOON.plusSeconds(3), connection(3), 200, "ehr-answer-cut", Duration.ofSeconds(3)));

        assertThat(listed(tenant)).hasSize(4);
        assertThat(listed(tenant, "connectionId", connection(3))).hasSize(2);
        assertThat(listed(tenant, "practiceId", "prac_2")).hasSize(1);
        assertThat(listed(tenant, "applicationId", "app_1")).hasSize(4);
        assertThat(listed(tenant, "applicationId", "app_2")).isEmpty();
        assertThat(listed(tenant, "callerId", "key_1", "method", "GET", "route", "Patient?name"))
                .hasSize(4);
        assertThat(listed(tenant, "status", "404")).hasSize(1);
        assertThat(listed(tenant, "status", "2xx")).hasSize(2);
        assertThat(listed(tenant, "status", "5xx")).hasSize(1);
        assertThat(listed(tenant, "status", "failed")).hasSize(2);
        assertThat(listed(tenant, "code", "ehr-timeout")).hasSize(1);
        assertThat(listed(tenant, "minMs", "3000")).hasSize(2);
        assertThat(listed(tenant, "requestId", "req-" + connection(1))).hasSize(1);
        assertThat(listed(tenant, "from", "2026-11-23T12:00:01Z", "to", "2026-11-23T12:00:03Z"))
                .extracting(each -> each.call().status())
                .containsExactly(504, 404);
    }

    @Test
    void nobodySeesAnothersCalls() {
        log.add(call(NOON, connection(1), 200, null, Duration.ofMillis(1)));
        String cursor = listed(tenant).get(0).id();
        TenantId other = new TenantId("other-" + tenant.value());
        Calls calls = new Calls(database(), log);

        assertThat(listed(other)).isEmpty();
        assertThat(listed(other, "connectionId", connection(1))).isEmpty();
        assertThat(await(calls.list(other, filter(), CallId.from(NOON.plusSeconds(9)), 10)))
                .isEmpty();
        assertThat(await(calls.list(other, filter(), cursor, 10))).isEmpty();
        assertThat(failureOf(calls.of(other, "req-" + connection(1)))).isInstanceOf(Failure.Missing.class);
    }

    @Test
    void whatTwoNodesAndARestartedOneSawIsAddedUp() {
        CallLog another = node(CallSettings.DEFAULT);
        log.add(call(NOON, connection(1), 200, null, Duration.ofMillis(10)));
        await(log.flush());
        another.add(call(NOON.plusSeconds(1), connection(1), 503, "database-busy", Duration.ofMillis(30)));
        await(another.flush());
        log.add(call(NOON.plusSeconds(2), connection(2), 429, null, Duration.ofMillis(20)));
        await(log.close());
        log = node(CallSettings.DEFAULT);
        log.add(call(NOON.plusSeconds(3), connection(2), 404, null, Duration.ofMillis(20)));
        clock.move(Duration.ofMinutes(1));

        Stats.Answer all = stats("step", "60", "from", "2026-11-23T11:58:00Z");

        assertThat(all.totals().calls).isEqualTo(4);
        assertThat(all.totals().answered).isEqualTo(1);
        assertThat(all.totals().gatewayErrors).isEqualTo(1);
        assertThat(all.totals().limited).isEqualTo(1);
        assertThat(all.totals().ehrErrors).isEqualTo(1);
        assertThat(all.totals().codes).containsOnly(java.util.Map.entry("database-busy", 1L));
        assertThat(all.totals().bytesOut).isEqualTo(4_000);
        assertThat(all.totals().took.percentile(1)).isBetween(Duration.ofMillis(29), Duration.ofMillis(31));
        assertThat(all.series().keySet())
                .containsExactly(Instant.parse("2026-11-23T11:58:00Z"), Instant.parse("2026-11-23T11:59:00Z"), NOON);
        assertThat(all.series().get(NOON).calls).isEqualTo(4);
    }

    @Test
    void minutesAndHoursAndScopesTellTheSame() {
        for (int i = 0; i < 30; i++) {
            int status = i % 3 == 0 ? 500 : 200;
            log.add(call(
                    NOON.minus(i * 10L, ChronoUnit.MINUTES), connection(i % 3), status, null, Duration.ofMillis(i)));
        }
        clock.move(Duration.ofMinutes(1));

        for (String step : List.of("60", "300", "3600", "21600")) {
            assertThat(stats("step", step).totals().calls).isEqualTo(30);
            assertThat(stats("step", step, "applicationId", "app_1").totals().calls)
                    .isEqualTo(30);
            assertThat(stats("step", step, "connectionId", connection(1)).totals().calls)
                    .isEqualTo(10);
            assertThat(stats("step", step, "practiceId", "prac_1", "applicationId", "app_1")
                            .totals()
                            .calls)
                    .isEqualTo(10);
        }
        Stats.Answer grouped = stats("groupBy", "practice", "sort", "errors", "groups", "2");
        assertThat(grouped.groups().keySet()).containsExactly("prac_0", "prac_1");
        assertThat(grouped.groups().get("prac_0").ehrErrors).isEqualTo(10);
        assertThat(stats("groupBy", "connection").groups().keySet())
                .containsExactly(connection(0), connection(1), connection(2));
        assertThat(stats("groupBy", "application").groups().get("app_1").calls).isEqualTo(30);
        assertThat(stats("groupBy", "connection", "applicationId", "app_2").groups())
                .isEmpty();
    }

    @Test
    void whileTheDatabaseIsAwayTheOldestAreKeptAndTheRestIsCounted() {
        await(database().inTransaction(tx -> tx.updateMany("alter table call_block rename to moved_away", once())));
        int more = 10;
        for (int i = 0; i < CallLog.MANY + more; i++) {
            log.add(call(NOON.plusMillis(i), connection(1), 200, null, Duration.ofMillis(1)));
            if (i % 10_000 == 0) {
                assertThat(failureOf(log.flush())).isNotNull();
            }
        }
        assertThat(failureOf(log.flush())).isNotNull();

        assertThat(log.waiting()).isEqualTo(CallLog.MANY);
        assertThat(log.dropped()).isEqualTo(more);
        assertThat(log.uncounted()).isZero();

        await(database().inTransaction(tx -> tx.updateMany("alter table moved_away rename to call_block", once())));
        await(log.flush());

        assertThat(log.waiting()).isZero();
        assertThat(listed(tenant).get(0).call().at()).isEqualTo(NOON.plusMillis(CallLog.MANY - 1));
        assertThat(stats("from", "2026-11-23T11:00:00Z", "to", "2026-11-23T13:00:00Z")
                        .totals()
                        .calls)
                .isEqualTo(CallLog.MANY + more);
    }

    private static List<Object[]> once() {
        return List.<Object[]>of(new Object[0]);
    }

    @Test
    void anAnswerToACommitThatWasLostDoublesNothing() {
        CallRecord call = call(NOON, connection(1), 200, null, Duration.ofMillis(1));
        CallBlocks blocks = new CallBlocks("0a0b0c0d", "0a0b0c0d-" + tenant.value(), 10);
        assertThat(blocks.add(call)).isTrue();
        List<CallBlock> records = blocks.unwritten();
        await(database().inBackground(tx -> new CallStore().write(tx, records)));
        await(database().inBackground(tx -> new CallStore().write(tx, records)));
        Cells cells = new Cells(() -> "sum-" + tenant.value() + NAMES.incrementAndGet());
        assertThat(cells.add(call)).isTrue();
        List<Cell> unwritten = cells.unwritten();
        await(database().inBackground(tx -> new SummaryStore().write(tx, unwritten)));
        await(database().inBackground(tx -> new SummaryStore().write(tx, unwritten)));

        assertThat(listed(tenant)).hasSize(1);
        assertThat(stats("step", "60").totals().calls).isZero();
        clock.move(Duration.ofMinutes(1));
        assertThat(stats("step", "60").totals().calls).isEqualTo(1);
        assertThat(stats("step", "3600").totals().calls).isEqualTo(1);
    }

    @Test
    void callsOfManyBlocksArePagedAndFound() {
        CallLog another = node(CallSettings.DEFAULT);
        int many = 3 * CallBlock.MOST;
        for (int i = 0; i < many; i++) {
            // finished in another order than begun, and by two nodes
            int second = i ^ 5;
            int status = second == 700 ? 503 : 200;
            (i % 3 == 0 ? another : log)
                    .add(call(
                            NOON.plusSeconds(second), connection(second % 7), status, null, Duration.ofMillis(second)));
            if (i % 100 == 0) {
                await(log.flush());
                await(another.flush());
            }
        }
        await(another.flush());
        Calls calls = new Calls(database(), log);

        List<Instant> seen = new ArrayList<>();
        String before = null;
        for (List<StoredCall> page = await(calls.list(tenant, filter(), before, 100));
                !page.isEmpty();
                page = await(calls.list(tenant, filter(), before, 100))) {
            page.forEach(each -> seen.add(each.call().at()));
            before = page.get(page.size() - 1).id();
        }

        assertThat(seen)
                .hasSize(many)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(listed(tenant, "status", "5xx"))
                .singleElement()
                .satisfies(each -> assertThat(each.call().at()).isEqualTo(NOON.plusSeconds(700)));
        assertThat(listed(tenant, "minMs", Integer.toString(many - 3))).hasSize(3);
        assertThat(listed(tenant, "connectionId", connection(3)))
                .hasSize(100)
                .allSatisfy(each -> assertThat(each.call().connection().value()).isEqualTo(connection(3)));
        assertThat(listed(tenant, "connectionId", connection(9))).isEmpty();
        assertThat(listed(
                        tenant,
                        "from",
                        NOON.plusSeconds(50).toString(),
                        "to",
                        NOON.plusSeconds(60).toString()))
                .hasSize(10);
    }

    @Test
    void oldRecordsAndSumsAreRemovedAndNoOthers() {
        log.add(call(NOON, connection(1), 200, null, Duration.ofMillis(1)));
        log.add(call(NOON.plus(Duration.ofDays(2)), connection(1), 200, null, Duration.ofMillis(1)));
        await(log.flush());
        CallRetention retention = new CallRetention(database(), CallSettings.DEFAULT, clock);
        clock.move(Duration.ofDays(4));
        await(retention.sweep());

        assertThat(listed(tenant)).hasSize(2);
        assertThat(sumsOf("60")).isEqualTo(3);
        assertThat(sumsOf("3600")).isEqualTo(6);

        clock.move(Duration.ofDays(27));
        await(retention.sweep());
        assertThat(listed(tenant))
                .singleElement()
                .satisfies(each -> assertThat(each.call().at()).isAfter(NOON));
        clock.move(Duration.ofDays(400));
        await(retention.sweep());
        assertThat(listed(tenant)).isEmpty();
        assertThat(sumsOf("3600")).isZero();
    }

    private int sumsOf(String grain) {
        return await(database()
                .read(tx -> tx.selectRows(
                                "select count(*) from call_summary where tenant_id = ? and grain_seconds = " + grain,
                                tenant.value())
                        .map(rows -> ((Number) rows.get(0)[0]).intValue())));
    }

    @Test
    void withoutRecordsThereAreStillSums() {
        log = node(new CallSettings(Duration.ZERO, 0, null));
        log.add(call(NOON.minusSeconds(60), connection(1), 200, null, Duration.ofMillis(1)));

        assertThat(listed(tenant)).isEmpty();
        assertThat(stats().totals().calls).isEqualTo(1);
        assertThat(log.dropped()).isZero();
    }
}
