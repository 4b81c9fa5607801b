package dev.gatehouse.gateway.connection;

import static dev.gatehouse.common.testing.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.testing.DatabaseContract;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of connections, page after page, on either database. */
abstract class ConnectionListContract extends DatabaseContract {
    private static final TenantId TENANT = new TenantId("default");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final ConnectionState[] STATES = ConnectionState.values();
    private static final String[] NAMES = {"Älpine Family", "alpine dental", "Birch 100%", "birch_lake", "Cedar | Sons"
    };

    /** Every third is paused, every fourth never refreshed by itself; five share each name. */
    private record Made(
            String id,
            String name,
            ConnectionState state,
            @Nullable Instant due,
            boolean paused,
            Instant at) {}

    private final List<Made> made = new ArrayList<>();
    private final ConnectionListStore store = new ConnectionListStore();

    ConnectionListContract() {
        super(ConnectionRow.class, ConnectionEventRow.class);
    }

    @BeforeAll
    void connections() {
        run(tx -> tx.updateMany(TENANT_ROW, List.<Object[]>of(new Object[] {"default"}, new Object[] {"other"}))
                .compose(done -> tx.updateMany(
                        APPLICATION_ROW,
                        List.<Object[]>of(
                                new Object[] {"app_1", "default", "a"}, new Object[] {"app_2", "default", "b"}))));
        for (int i = 0; i < 25; i++) {
            Made next = new Made(
                    String.format("con_%026d", (i * 7) % 25),
                    NAMES[i % NAMES.length],
                    STATES[i % STATES.length],
                    i % 4 == 0 ? null : NOON.plusSeconds(i % 6),
                    i % 3 == 0,
                    NOON.minusSeconds(i % 8));
            made.add(next);
            add(next, "default", i % 2 == 0 ? "app_1" : "app_2");
        }
        add(
                new Made(
                        "con_99999999999999999999999999",
                        "Alpine of others",
                        ConnectionState.ACTIVE,
                        null,
                        false,
                        NOON),
                "other",
                "app_1");
    }

    private void add(Made each, String tenant, String application) {
        run(tx -> tx.updateMany(CONNECTION_ROW, List.<Object[]>of(new Object[] {
                    each.id(),
                    tenant,
                    application,
                    each.name(),
                    each.id(),
                    each.state().name(),
                    at(each.at()),
                    each.paused() ? at(NOON) : null,
                    ConnectionRow.sortName(each.name()),
                    each.state().urgency()
                }))
                .compose(done -> tx.updateMany(GRANT_ROW, List.<Object[]>of(new Object[] {
                    each.id(), tenant, each.due() == null ? null : at(each.due())
                }))));
    }

    @CanIgnoreReturnValue
    private <T> T run(Function<Transaction, Future<T>> work) {
        return await(database().inTransaction(work));
    }

    private List<String> ids(ConnectionQuery query, int pageSize) {
        List<String> ids = new ArrayList<>();
        String after = "";
        for (int pages = 0; pages < 30; pages++) {
            String from = after;
            List<ConnectionListStore.Place> page =
                    await(database().read(tx -> store.page(tx, TENANT, query, from, pageSize)));
            page.forEach(place -> ids.add(place.id().value()));
            if (page.size() < pageSize) {
                return ids;
            }
            after = page.get(pageSize - 1).cursor();
        }
        throw new AssertionError("the list has no end: " + ids);
    }

    private static ConnectionQuery query(String... pairs) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.add(pairs[i], pairs[i + 1]);
        }
        return ConnectionQuery.read(parameters);
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfAnyOrderNeitherRepeatNorSkip(ConnectionQuery.Sort sort) {
        ConnectionQuery query = query("sort", sort.text());

        assertThat(ids(query, 3)).isEqualTo(ids(query, 100)).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void theWorstComeFirst() {
        List<Integer> urgencies = ids(query("sort", "worst"), 4).stream()
                .map(id -> named(id).state().urgency())
                .toList();

        assertThat(urgencies).isSorted().startsWith(0).endsWith(5);
    }

    @Test
    void thoseThatAreNotRefreshedComeLast() {
        List<Instant> due = ids(query("sort", "next-refresh"), 4).stream()
                .map(this::named)
                .map(each -> each.paused() || each.due() == null ? Instant.MAX : each.due())
                .toList();

        assertThat(due).isSorted().endsWith(Instant.MAX);
    }

    @Test
    void theNewestComeFirst() {
        List<Instant> created = ids(query("sort", "created"), 4).stream()
                .map(id -> named(id).at())
                .toList();

        assertThat(created).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void filtersLeaveWhatFits() {
        assertThat(ids(query("q", "ALPINE dental"), 10))
                .allMatch(id -> named(id).name().equals("alpine dental"))
                .hasSize(5);
        assertThat(ids(query("q", "älpine"), 10)).hasSize(5);
        assertThat(ids(query("q", "100%"), 10)).hasSize(5);
        assertThat(ids(query("q", "birch_"), 10)).hasSize(5);
        assertThat(ids(query("q", "sandbox"), 10)).hasSize(25);
        assertThat(ids(query("applicationId", "app_1"), 10)).hasSize(13);
        assertThat(ids(query("state", "active,degraded"), 10))
                .allMatch(id ->
                        named(id).state() == ConnectionState.ACTIVE || named(id).state() == ConnectionState.DEGRADED);
        assertThat(ids(query("paused", "true"), 10))
                .hasSize(9)
                .allMatch(id -> named(id).paused());
        assertThat(ids(query("attention", "true", "sort", "worst"), 10))
                .isNotEmpty()
                .allMatch(id -> named(id).state().needsAttention() && !named(id).paused());
        assertThat(ids(query("ids", made.get(3).id() + "," + made.get(4).id()), 10))
                .hasSize(2);
        assertThat(ids(query("q", "nobody"), 10)).isEmpty();
    }

    @Test
    void countsAreOfTheOthersFiltersOnly() {
        ConnectionListStore.Counts all =
                await(database().read(tx -> store.counts(tx, TENANT, query("state", "active", "paused", "true"))));
        ConnectionListStore.Counts one = await(database().read(tx -> store.counts(tx, TENANT, query("q", "alpine"))));

        assertThat(all.total()).isEqualTo(25);
        assertThat(all.paused()).isEqualTo(9);
        assertThat(all.attention()).isEqualTo((int) made.stream()
                .filter(each -> each.state().needsAttention() && !each.paused())
                .count());
        assertThat(one.total()).isEqualTo(5);
    }

    @Test
    void aCursorOfAnotherOrderIsRefused() {
        assertThatThrownBy(() -> ids(query("sort", "worst"), "con_x|no number|name"))
                .isInstanceOf(Failure.Invalid.class);
        assertThatThrownBy(() -> ids(query("sort", "created"), "con_x")).isInstanceOf(Failure.Invalid.class);
        assertThatThrownBy(() -> query("sort", "best", "state", "happy")).isInstanceOf(Failure.Invalid.class);
    }

    private List<ConnectionListStore.Place> ids(ConnectionQuery query, String after) {
        return await(database().read(tx -> store.page(tx, TENANT, query, after, 2)));
    }

    private Made named(String id) {
        return made.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static final String TENANT_ROW =
            "insert into tenant (id, name, created_at, version) values (?, 'Somebody', current_timestamp, 0)";
    private static final String APPLICATION_ROW =
            "insert into application (id, tenant_id, slug, ehr, environment, type,"
                    + " name, scopes, client_auth, created_at, updated_at, version) values (?, ?, ?, 'sandbox', 'sandbox',"
                    + " 'provider', 'Hub', '', 'basic', current_timestamp, current_timestamp, 0)";
    private static final String CONNECTION_ROW = "insert into practice_connection (id, tenant_id, application_id, ehr,"
            + " practice_id, practice_name, endpoint_id, endpoint_kind, base_url, end_user_id, live_key, state,"
            + " cause_code, cause_text, state_since, scopes_requested, scopes_granted, launch_generation, created_at,"
            + " version, paused_at, sort_name, urgency) values (?, ?, ?, 'sandbox', 'prac_1', ?, 'end_1',"
            + " 'PROVIDER_SYSTEM', 'https://ehr.example', 'user', ?, ?, 'connected', '', current_timestamp, '', '', 0, ?,"
            + " 0, ?, ?, ?)";
    private static final String GRANT_ROW =
            "insert into token_grant (connection_id, tenant_id, generation, access_token,"
                    + " lifetime_seconds, expires_at, obtained_at, due_at, version) values (?, ?, 1, '', 3600,"
                    + " current_timestamp, current_timestamp, ?, 0)";
}
