package dev.gatehouse.gateway.connection;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.failure.Mistake;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists of connections, page after page. A page begins where the one before ended, by the values that the list is in the
 * order of; so the tenth page is no more work than the first, and what changes meanwhile moves no other row.
 */
final class ConnectionListStore {
    private static final String DUE =
            "case when c.paused_at is null then coalesce(g.due_at, cast('9999-01-01 00:00:00+00' as timestamp with time zone))"
                    + " else cast('9999-01-01 00:00:00+00' as timestamp with time zone) end";

    /**
     * One place in a list.
     *
     * @param cursor what the next page begins after
     */
    record Place(ConnectionId id, String cursor) {}

    /** Those after {@code after}, which is a place's cursor or empty; 400 {@code input-invalid} if it is of another list. */
    Future<List<Place>> page(Transaction tx, TenantId tenant, ConnectionQuery query, String after, int limit) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder(where(tenant, query, values));
        if (!after.isEmpty()) {
            after(query.sort(), after, where, values);
        }
        String sql = switch (query.sort()) {
            case ID -> "select c.id, c.id from practice_connection c" + where + " order by c.id";
            case PRACTICE ->
                "select c.id, c.sort_name from practice_connection c" + where + " order by c.sort_name, c.id";
            case WORST ->
                "select c.id, c.sort_name, c.urgency from practice_connection c" + where
                        + " order by c.urgency, c.sort_name, c.id";
            case NEXT_REFRESH ->
                "select c.id, " + DUE
                        + " as due from practice_connection c left join token_grant g on g.connection_id = c.id"
                        + where + " order by due, c.id";
            case CREATED ->
                "select c.id, c.created_at from practice_connection c" + where
                        + " order by c.created_at desc, c.id desc";
        };
        return tx.selectRows(sql + " limit " + limit, values.toArray())
                .map(rows -> rows.stream().map(row -> place(query.sort(), row)).toList());
    }

    private static Place place(ConnectionQuery.Sort sort, Object[] row) {
        String id = (String) row[0];
        String cursor = switch (sort) {
            case ID -> id;
            case PRACTICE -> id + "|" + row[1];
            case WORST -> id + "|" + row[2] + "|" + row[1];
            case NEXT_REFRESH, CREATED -> id + "|" + row[1];
        };
        return new Place(new ConnectionId(id), cursor);
    }

    /** The first condition of each lets the database begin in its index; the others are about what ties. */
    private static void after(ConnectionQuery.Sort sort, String after, StringBuilder where, List<Object> values) {
        String[] parts = after.split("\\|", sort == ConnectionQuery.Sort.WORST ? 3 : 2);
        boolean whole = parts.length
                == switch (sort) {
                    case ID -> 1;
                    case WORST -> 3;
                    case PRACTICE, NEXT_REFRESH, CREATED -> 2;
                };
        if (!whole) {
            throw foreignCursor();
        }
        String id = parts[0];
        switch (sort) {
            case ID -> {
                where.append(" and c.id > ?");
                values.add(id);
            }
            case PRACTICE -> {
                where.append(" and c.sort_name >= ? and (c.sort_name > ? or c.id > ?)");
                values.addAll(List.of(parts[1], parts[1], id));
            }
            case WORST -> {
                int urgency = urgency(parts[1]);
                where.append(" and c.urgency >= ? and (c.urgency > ? or c.sort_name > ?"
                        + " or (c.sort_name = ? and c.id > ?))");
                values.addAll(List.of(urgency, urgency, parts[2], parts[2], id));
            }
            case NEXT_REFRESH -> {
                Instant due = time(parts[1]);
                where.append(" and " + DUE + " >= ? and (" + DUE + " > ? or c.id > ?)");
                values.addAll(List.of(due, due, id));
            }
            case CREATED -> {
                Instant created = time(parts[1]);
                where.append(" and c.created_at <= ? and (c.created_at < ? or c.id < ?)");
                values.addAll(List.of(created, created, id));
            }
        }
    }

    private static String where(TenantId tenant, ConnectionQuery query, List<Object> values) {
        StringBuilder where = new StringBuilder(" where c.tenant_id = ?");
        values.add(tenant.value());
        anyOf(where, values, "c.id", List.copyOf(query.ids()));
        anyOf(where, values, "c.state", query.states().stream().map(Enum::name).toList());
        if (query.attention()) {
            where.append(" and c.urgency <= ? and c.paused_at is null");
            values.add(ConnectionState.DEGRADED.urgency());
        }
        if (query.paused() != null) {
            where.append(query.paused() ? " and c.paused_at is not null" : " and c.paused_at is null");
        }
        equal(where, values, "c.application_id", query.applicationId());
        equal(where, values, "c.practice_id", query.practiceId());
        equal(where, values, "c.end_user_id", query.endUserId());
        where.append(query.environments().conditionOnApplication("c.application_id", tenant.value(), values));
        for (String word : query.words()) {
            where.append(" and (lower(c.practice_name) like ? escape '!' or c.ehr = ?)");
            values.add("%" + word.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
            values.add(word);
        }
        return where.toString();
    }

    private static void equal(StringBuilder where, List<Object> values, String column, @Nullable String value) {
        if (value != null) {
            where.append(" and ").append(column).append(" = ?");
            values.add(value);
        }
    }

    private static void anyOf(StringBuilder where, List<Object> values, String column, List<String> some) {
        if (!some.isEmpty()) {
            where.append(" and ").append(column).append(" in (");
            where.append(String.join(", ", Collections.nCopies(some.size(), "?")))
                    .append(')');
            values.addAll(some);
        }
    }

    /**
     * How many there are.
     *
     * @param states those without any are left out
     * @param attention that need somebody and are not paused
     */
    record Counts(Map<ConnectionState, Integer> states, int attention, int paused) {
        int total() {
            return states.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Of what is asked for, in whatever state it is. */
    Future<Counts> counts(Transaction tx, TenantId tenant, ConnectionQuery query) {
        List<Object> values = new ArrayList<>();
        String where = where(tenant, query.inAnyState(), values);
        return tx.selectRows(
                        "select c.state, count(*), sum(case when c.paused_at is null then 0 else 1 end)"
                                + " from practice_connection c" + where + " group by c.state",
                        values.toArray())
                .map(rows -> {
                    Map<ConnectionState, Integer> states = new EnumMap<>(ConnectionState.class);
                    int attention = 0;
                    int paused = 0;
                    for (Object[] row : rows) {
                        ConnectionState state = ConnectionState.valueOf((String) row[0]);
                        int all = ((Number) row[1]).intValue();
                        int resting = ((Number) row[2]).intValue();
                        states.put(state, all);
                        paused += resting;
                        attention += state.needsAttention() ? all - resting : 0;
                    }
                    return new Counts(states, attention, paused);
                });
    }

    /** Names of applications by id. */
    Future<Map<String, String>> applications(Transaction tx, TenantId tenant, List<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        StringBuilder where = new StringBuilder(" where tenant_id = ?");
        anyOf(where, values, "id", ids);
        return tx.selectRows("select id, name from application" + where, values.toArray())
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> (String) row[0], row -> (String) row[1], (one, other) -> one, HashMap::new)));
    }

    private static int urgency(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw foreignCursor();
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw foreignCursor();
        }
    }

    private static Failure.Invalid foreignCursor() {
        return new Failure.Invalid(
                "input-invalid",
                "One field needs another look.",
                List.of(new Mistake(
                        "cursor", "should be the nextCursor of the page before, of a list in the same order")));
    }
}
