package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.proxy.CallKind;
import dev.gatehouse.gateway.proxy.CallRecord;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records of calls in the database, past the sessions: nobody changes them, and there are many. */
final class CallStore {
    private static final List<String> COLUMNS = List.of(
            "id",
            "tenant_id",
            "began_at",
            "request_id",
            "caller_id",
            "connection_id",
            "practice_id",
            "application_id",
            "ehr",
            "kind",
            "method",
            "route",
            "status",
            "code",
            "trouble",
            "bytes_in",
            "bytes_out",
            "took_micros",
            "waited_micros",
            "retried",
            "refreshed",
            "correlation_ids");
    private static final String SELECT =
            "select id, request_id, caller_id, connection_id, practice_id, application_id, ehr,"
                    + " kind, method, route, status, code, bytes_in, bytes_out, took_micros, waited_micros, retried, refreshed,"
                    + " correlation_ids from proxied_call where tenant_id = ?";
    private static final int LONGEST_ROUTE = 1000;

    /** As one statement with many rows. */
    Future<Void> add(Transaction tx, List<StoredCall> calls) {
        return tx.insertMany(
                "proxied_call", COLUMNS, calls.stream().map(CallStore::row).toList());
    }

    private static Object[] row(StoredCall stored) {
        CallRecord call = stored.call();
        return new Object[] {
            stored.id(),
            call.tenant().value(),
            CallId.began(stored.id()).atOffset(ZoneOffset.UTC),
            cut(call.requestId(), 64),
            cut(call.callerId(), 200),
            call.connection().value(),
            call.practiceId(),
            call.applicationId(),
            call.ehr(),
            call.kind().text(),
            cut(call.method(), 16),
            cut(call.route(), LONGEST_ROUTE),
            call.status(),
            call.code(),
            call.code() != null || call.status() >= 400,
            call.bytesIn(),
            call.bytesOut(),
            call.took().toNanos() / 1_000,
            call.waited().toNanos() / 1_000,
            call.retried(),
            call.refreshed(),
            String.join(" ", call.correlationIds())
        };
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** Newest first, those before {@code before}; null for the first page. */
    Future<List<StoredCall>> list(
            Transaction tx, TenantId tenant, CallFilter filter, @Nullable String before, int limit) {
        Query query = new Query(tenant);
        query.also("connection_id = ?", filter.connectionId());
        query.also("practice_id = ?", filter.practiceId());
        query.also("application_id = ?", filter.applicationId());
        query.also("request_id = ?", filter.requestId());
        query.also("caller_id = ?", filter.callerId());
        query.also("status >= ?", filter.leastStatus());
        query.also("status <= ?", filter.mostStatus());
        query.also("code = ?", filter.code());
        query.also("route = ?", filter.route());
        query.also("method = ?", filter.method());
        query.also(
                "took_micros >= ?",
                filter.slowerThan() == null ? null : filter.slowerThan().toNanos() / 1_000);
        query.also("id >= ?", filter.from() == null ? null : CallId.from(filter.from()));
        query.also("id < ?", filter.to() == null ? null : CallId.from(filter.to()));
        query.also("id < ?", before);
        if (filter.troubleOnly()) {
            query.sql.append(" and trouble = true");
        }
        if (filter.failed()) {
            query.sql.append(" and code is not null");
        }
        String order = " order by tenant_id desc, " + indexed(filter) + "id desc limit " + limit;
        return tx.selectRows(SELECT + query.sql + order, query.values.toArray())
                .map(rows -> rows.stream().map(row -> read(tenant, row)).toList());
    }

    /** The column beside the tenant whose index is to be walked; both databases then stop at the limit. */
    private static String indexed(CallFilter filter) {
        if (filter.requestId() != null) {
            return "request_id desc, ";
        }
        if (filter.connectionId() != null) {
            return "connection_id desc, ";
        }
        if (filter.practiceId() != null) {
            return "practice_id desc, ";
        }
        if (filter.troubleOnly()) {
            return "trouble desc, ";
        }
        return filter.applicationId() == null ? "" : "application_id desc, ";
    }

    private static final class Query {
        private final StringBuilder sql = new StringBuilder(200);
        private final List<Object> values = new ArrayList<>();

        Query(TenantId tenant) {
            values.add(tenant.value());
        }

        void also(String condition, @Nullable Object value) {
            if (value != null) {
                sql.append(" and ").append(condition);
                values.add(value);
            }
        }
    }

    private static StoredCall read(TenantId tenant, Object[] row) {
        String id = (String) row[0];
        String correlation = (String) row[18];
        return new StoredCall(
                id,
                new CallRecord(
                        CallId.began(id),
                        (String) row[1],
                        tenant,
                        (String) row[2],
                        new ConnectionId((String) row[3]),
                        (String) row[4],
                        (String) row[5],
                        (String) row[6],
                        CallKind.valueOf(((String) row[7]).toUpperCase(Locale.ROOT)),
                        (String) row[8],
                        (String) row[9],
                        ((Number) row[10]).intValue(),
                        (String) row[11],
                        ((Number) row[12]).longValue(),
                        ((Number) row[13]).longValue(),
                        micros(row[14]),
                        micros(row[15]),
                        (Boolean) row[16],
                        (Boolean) row[17],
                        correlation.isEmpty() ? List.of() : List.of(correlation.split(" ", -1))));
    }

    private static Duration micros(Object number) {
        return Duration.of(((Number) number).longValue(), ChronoUnit.MICROS);
    }

    Future<List<TenantId>> tenants(Transaction tx) {
        return tx.selectRows("select id from tenant order by id")
                .map(rows ->
                        rows.stream().map(row -> new TenantId((String) row[0])).toList());
    }

    /** Removes up to {@code most} records of calls that began before that time; how many. */
    Future<Integer> remove(Transaction tx, TenantId tenant, Instant before, int most) {
        String end = CallId.from(before);
        // The last one first, then a range: H2 walks over all records of the tenant for "id in (select … limit …)".
        return tx.selectRows(
                        "select id from proxied_call where tenant_id = ? and id < ? order by tenant_id, id limit "
                                + most,
                        tenant.value(),
                        end)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(0)
                        : tx.updateMany(
                                        "delete from proxied_call where tenant_id = ? and id <= ?",
                                        List.<Object[]>of(new Object[] {tenant.value(), rows.get(rows.size() - 1)[0]}))
                                .map(rows.size()));
    }
}
