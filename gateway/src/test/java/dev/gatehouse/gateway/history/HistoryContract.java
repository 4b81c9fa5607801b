package dev.gatehouse.gateway.history;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import dev.gatehouse.common.web.QueryInput;
import dev.gatehouse.gateway.testing.MovableClock;
import io.vertx.core.MultiMap;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noted of the past and what is told of it. Each test goes on a year after the one before. */
abstract class HistoryContract extends DatabaseContract {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private Instant noon;
    private MovableClock clock;
    private TenantId tenant;
    private History history;
    private Past past;

    @BeforeEach
    void aTenant() {
        int number = NAMES.incrementAndGet();
        noon = Instant.parse("2027-03-01T12:00:00Z").plus(Duration.ofDays(366L * number));
        clock = new MovableClock(noon);
        tenant = new TenantId("tenant-" + number);
        run("insert into tenant (id, name, created_at, version) values (?, ?, ?, 0)", tenant.value(), "Acme", noon);
        run(
                "insert into application (id, tenant_id, slug, ehr, environment, type, name, scopes, client_auth,"
                        + " created_at, updated_at, version) values (?, ?, 'hub', 'sandbox', 'SANDBOX', 'PROVIDER',"
                        + " 'Hub', '', 'CLIENT_SECRET_BASIC', ?, ?, 0)",
                application(),
                tenant.value(),
                noon,
                noon);
        history = node();
        past = new Past(database(), clock);
    }

    private History node() {
        return new History(database(), new Ids(new SecureRandom()), "node-" + NAMES.get(), clock);
    }

    private String application() {
        return "app_" + tenant.value();
    }

    private void run(String sql, Object... values) {
        int[] changed = await(database().inTransaction(tx -> tx.updateMany(sql, List.<Object[]>of(values))));
        assertThat(changed).containsExactly(1);
    }

    @CanIgnoreReturnValue
    private String connection(String state) {
        String id = "con_" + NAMES.incrementAndGet();
        run(
                "insert into practice_connection (id, tenant_id, application_id, ehr, practice_id, practice_name,"
                        + " endpoint_id, endpoint_kind, base_url, end_user_id, live_key, state, cause_code, cause_text,"
                        + " state_since, scopes_requested, scopes_granted, launch_generation, created_at, version)"
                        + " values (?, ?, ?, 'sandbox', 'prac_1', 'Adler Family Medicine', 'end_1', 'PROVIDER_SYSTEM',"
                        + " 'https://ehr.example/fhir', 'user-1', ?, ?, 'connected', '', ?, '', '', 0, ?, 0)",
                id,
                tenant.value(),
                application(),
                id,
                state,
                noon,
                noon);
        return id;
    }

    private void pauses(String connection) {
        run("update practice_connection set paused_at = ? where id = ?", noon, connection);
    }

    private void grant(String connection, Duration left, boolean renewed) {
        run(
                "insert into token_grant (connection_id, tenant_id, generation, access_token, lifetime_seconds, expires_at,"
                        + " obtained_at, due_at, version) values (?, ?, 1, ?, 3600, ?, ?, "
                        + (renewed ? "cast('2030-01-01 00:00:00+00:00' as timestamp(6) with time zone)" : "null")
                        + ", 0)",
                connection,
                tenant.value(),
                new byte[] {1},
                noon.plus(left),
                noon);
    }

    private Span span(@Nullable Instant from, Instant to) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap().add("to", to.toString());
        if (from != null) {
            parameters.add("from", from.toString());
        }
        QueryInput input = new QueryInput(parameters);
        Span span = Span.read(input, clock.instant());
        input.refuseMistakes();
        return span;
    }

    private Map<Instant, Standing> told(Instant from, Instant to) {
        return await(past.standings(tenant, span(from, to)));
    }

    @Test
    void connectionsAreCountedByStateAndThosePausedApart() {
        connection("ACTIVE");
        connection("ACTIVE");
        connection("DEGRADED");
        connection("NEEDS_RECONNECT");
        connection("MISCONFIGURED");
        connection("PENDING");
        connection("REVOKED");
        pauses(connection("ACTIVE"));
        pauses(connection("REVOKED"));

        assertThat(await(history.note())).isTrue();

        assertThat(told(noon, noon.plus(QUARTER)))
                .containsExactly(Map.entry(noon, new Standing(noon, 1, 2, 1, 1, 1, 1)));
    }

    @Test
    void eachQuarterOfAnHourIsNotedOnceByWhicheverNodeComesFirst() {
        connection("ACTIVE");
        History other = node();

        List<Boolean> noted = List.of(await(history.note()), await(other.note()), await(history.note()));
        clock.move(QUARTER.minusSeconds(1));
        boolean within = await(other.note());
        clock.move(Duration.ofSeconds(1));
        boolean after = await(other.note());

        assertThat(noted).containsExactly(true, false, false);
        assertThat(within).isFalse();
        assertThat(after).isTrue();
        assertThat(told(noon, noon.plus(Duration.ofHours(1)))).containsOnlyKeys(noon, noon.plus(QUARTER));
    }

    @Test
    void aNodeWhoseClockIsBehindNotesNothing() {
        connection("ACTIVE");
        History behind = new History(database(), new Ids(new SecureRandom()), "node-behind", new MovableClock(noon));
        clock.move(QUARTER);

        assertThat(await(history.note())).isTrue();
        assertThat(await(behind.note())).isFalse();

        assertThat(told(noon, noon.plus(Duration.ofHours(1)))).containsOnlyKeys(noon.plus(QUARTER));
    }

    @Test
    void nodesThatNoteAtTheSameMomentNoteItOnce() {
        connection("ACTIVE");
        History other = node();

        var first = history.note();
        var second = other.note();

        assertThat(List.of(await(first), await(second))).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void nobodySeesTheCountsOfOthers() {
        connection("ACTIVE");
        await(history.note());

        assertThat(await(past.standings(new TenantId("somebody-else"), span(noon, noon.plus(QUARTER)))))
                .isEmpty();
        assertThat(await(past.tokens(new TenantId("somebody-else"), noon)).parts())
                .allSatisfy(each -> assertThat(each.renewed() + each.ending()).isZero());
    }

    @Test
    void ofOldTimesTheFirstCountOfEachHourStays() {
        connection("ACTIVE");
        for (int i = 0; i < 6; i++) {
            await(history.note());
            clock.move(QUARTER);
        }
        clock.move(Duration.ofDays(4));

        await(history.sweep());

        Instant end = noon.plus(Duration.ofHours(2));
        assertThat(told(noon, end)).containsOnlyKeys(noon, noon.plus(Duration.ofHours(1)));
        clock.move(Duration.ofDays(401));
        await(history.sweep());
        assertThat(told(noon, end)).isEmpty();
    }

    @Test
    void anHourWhoseFirstQuarterWasMissedKeepsItsSecond() {
        connection("ACTIVE");
        clock.move(QUARTER);
        await(history.note());
        clock.move(Duration.ofDays(4));
        await(history.sweep());

        assertThat(told(noon, noon.plus(Duration.ofHours(1))))
                .containsExactly(Map.entry(noon, new Standing(noon.plus(QUARTER), 0, 1, 0, 0, 0, 0)));
    }

    @Test
    void betweenTheRunsOfAllNodesAreTheOutages() {
        await(history.begin());
        clock.move(Duration.ofMinutes(10));
        await(history.tick());
        clock.move(Duration.ofMinutes(5));
        await(history.end());
        clock.move(Duration.ofHours(1));
        Instant back = clock.instant();
        await(node().begin());

        List<Outage> told = await(past.outages(span(noon, back.plusSeconds(60))));

        assertThat(told).containsExactly(new Outage(noon.plus(QUARTER), back, true));
        assertThat(await(past.outages(span(back.plusSeconds(900), back.plusSeconds(1800)))))
                .isEmpty();
        assertThat(await(past.outages(span(noon.plus(Duration.ofMinutes(30)), back.minusSeconds(300)))))
                .as("one that has begun before and ends after what is asked about")
                .hasSize(1);
    }

    @Test
    void tokensAreCountedByTheTimeTheyHaveLeft() {
        grant(connection("ACTIVE"), Duration.ofMinutes(-1), true);
        grant(connection("ACTIVE"), Duration.ofMinutes(5), true);
        grant(connection("DEGRADED"), Duration.ofMinutes(4), true);
        grant(connection("ACTIVE"), Duration.ofMinutes(50), false);
        grant(connection("NEEDS_RECONNECT"), Duration.ofMinutes(50), true);
        grant(connection("ACTIVE"), Duration.ofDays(3), true);
        grant(connection("REVOKED"), Duration.ofMinutes(4), true);
        String paused = connection("ACTIVE");
        pauses(paused);
        grant(paused, Duration.ofMinutes(50), true);

        List<TokenTimes.Part> parts = await(past.tokens(tenant, noon)).parts();

        assertThat(parts)
                .containsExactly(
                        new TokenTimes.Part(Duration.ZERO, 1, 0),
                        new TokenTimes.Part(Duration.ofMinutes(5), 2, 0),
                        new TokenTimes.Part(Duration.ofMinutes(15), 0, 0),
                        new TokenTimes.Part(Duration.ofMinutes(30), 0, 0),
                        new TokenTimes.Part(Duration.ofHours(1), 0, 3),
                        new TokenTimes.Part(Duration.ofHours(6), 0, 0),
                        new TokenTimes.Part(Duration.ofDays(1), 0, 0),
                        new TokenTimes.Part(null, 1, 0));
    }

    @Test
    void stepsGrowWithTheTimeThatIsAskedAbout() {
        assertThat(span(null, noon).step()).isEqualTo(QUARTER);
        assertThat(span(noon.minus(Duration.ofDays(4)), noon).step()).isEqualTo(Duration.ofHours(1));
        assertThat(span(noon.minus(Duration.ofDays(30)), noon).step()).isEqualTo(Duration.ofHours(6));
        assertThat(span(noon.minus(Duration.ofDays(400)), noon).step()).isEqualTo(Duration.ofDays(7));
        assertThat(span(noon.minus(Duration.ofDays(10)), noon.minus(Duration.ofDays(9)))
                        .step())
                .as("quarters of ten days ago are gone")
                .isEqualTo(Duration.ofHours(1));
        assertThat(span(null, noon.plusSeconds(1)).to()).isEqualTo(noon.plus(15, ChronoUnit.MINUTES));
    }
}
