package dev.gatehouse.gateway.calls;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records of calls in the database, a {@link CallBlock} in a row, past the sessions. */
final class CallStore {
    private static final String INSERT = "insert into call_block (tenant_id, first_id, last_id, calls, troubles,"
            + " slowest_micros, holds, body, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update call_block set tenant_id = ?, first_id = ?, last_id = ?, calls = ?,"
            + " troubles = ?, slowest_micros = ?, holds = ?, body = ? where id = ?";

    /** Writes each block's row as it is now, whether it is there already or not. */
    Future<Void> write(Transaction tx, List<CallBlock> blocks) {
        List<CallBlock> known = blocks.stream().filter(CallBlock::mayHaveRow).toList();
        blocks.forEach(CallBlock::triesToWrite);
        return tx.updateMany(UPDATE, known.stream().map(CallStore::row).toList())
                .compose(changed -> {
                    List<CallBlock> missing = new ArrayList<>(blocks);
                    IntStream.range(0, changed.length)
                            .filter(i -> changed[i] > 0)
                            .mapToObj(known::get)
                            .forEach(missing::remove);
                    return tx.updateMany(
                            INSERT, missing.stream().map(CallStore::row).toList());
                })
                .mapEmpty();
    }

    private static Object[] row(CallBlock block) {
        return new Object[] {
            block.tenant.value(),
            block.firstId(),
            block.lastId(),
            block.calls(),
            block.troubles(),
            block.slowestMicros(),
            block.holds(),
            block.body(),
            block.id
        };
    }

    /** Newest first, those before {@code before}; null for the first page. */
    Future<List<StoredCall>> list(
            Transaction tx, TenantId tenant, CallFilter filter, @Nullable String before, int limit) {
        Newest newest = new Newest(limit);
        return new Search(tx, tenant, filter, before, newest).run().map(done -> newest.inOrder());
    }

    /** Shows all that fit, the newest blocks first, until whoever takes them has had enough. */
    Future<Void> each(Transaction tx, TenantId tenant, CallFilter filter, Found found) {
        return new Search(tx, tenant, filter, null, found).run();
    }

    /** Ids of the applications of some environments. */
    Future<Set<String>> applications(Transaction tx, TenantId tenant, EnvironmentChoice environments) {
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        String within = environments.condition("environment", values);
        return tx.selectRows("select id, name from application where tenant_id = ?" + within, values.toArray())
                .map(rows -> rows.stream().map(row -> (String) row[0]).collect(Collectors.toSet()));
    }

    /** What practices are called, by id, as their connections have it. */
    Future<Map<String, String>> practiceNames(Transaction tx, TenantId tenant, Set<String> practices) {
        if (practices.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<Object> values = new ArrayList<>(practices);
        values.add(tenant.value());
        return tx.selectRows(
                        "select practice_id, max(practice_name) from practice_connection where practice_id in ("
                                + String.join(", ", Collections.nCopies(practices.size(), "?"))
                                + ") and tenant_id = ? group by practice_id",
                        values.toArray())
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1])));
    }

    /**
     * Walks over blocks by their last calls, the newest first, and reads those that may hold what is asked for, until no other
     * can hold anything newer than what was found. All blocks of a stretch are named before the first is read: one that grows
     * meanwhile moves to the front.
     */
    private static final class Search {
        private static final int STRETCH = 500;
        private static final int AT_ONCE = 4;
        private static final int RUN = 8;

        private final Transaction tx;
        private final TenantId tenant;
        private final CallFilter filter;
        private final String from;
        private final @Nullable String before;
        private final Found found;

        Search(Transaction tx, TenantId tenant, CallFilter filter, @Nullable String before, Found found) {
            this.tx = tx;
            this.tenant = tenant;
            this.filter = filter;
            this.from = filter.from() == null ? "" : CallId.from(filter.from());
            String end = filter.to() == null ? null : CallId.from(filter.to());
            this.before = before == null || (end != null && end.compareTo(before) < 0) ? end : before;
            this.found = found;
        }

        Future<Void> run() {
            return stretch(null);
        }

        private Future<Void> stretch(@Nullable String lastBefore) {
            StringBuilder sql = new StringBuilder(
                    "select id, last_id, troubles, slowest_micros, holds from call_block where tenant_id = ?");
            List<Object> values = new ArrayList<>(List.of(tenant.value()));
            also(sql, values, " and last_id >= ?", from);
            also(sql, values, " and last_id < ?", lastBefore);
            also(sql, values, " and first_id < ?", before);
            sql.append(" order by tenant_id desc, last_id desc limit " + STRETCH);
            return tx.selectRows(sql.toString(), values.toArray()).compose(rows -> {
                List<Object[]> some = rows.stream().filter(this::mayHold).toList();
                return read(some, 0)
                        .compose(more -> more && rows.size() == STRETCH
                                ? stretch((String) rows.get(STRETCH - 1)[1])
                                : Future.succeededFuture());
            });
        }

        private static void also(StringBuilder sql, List<Object> values, String condition, @Nullable String value) {
            if (value != null) {
                sql.append(condition);
                values.add(value);
            }
        }

        private boolean mayHold(Object[] row) {
            if (filter.troubleOnly() && ((Number) row[2]).intValue() == 0) {
                return false;
            }
            if (filter.slowerThan() != null
                    && ((Number) row[3]).longValue() < filter.slowerThan().toNanos() / 1_000) {
                return false;
            }
            byte[] holds = (byte[]) row[4];
            Set<String> applications = filter.applications();
            if (applications != null && applications.stream().noneMatch(each -> Holds.mayBeIn(holds, each))) {
                return false;
            }
            return filter.texts().allMatch(text -> Holds.mayBeIn(holds, text));
        }

        /** False if there is nothing more to find. */
        private Future<Boolean> read(List<Object[]> blocks, int at) {
            if (at >= blocks.size()) {
                return Future.succeededFuture(true);
            }
            if (found.isFullOfNewerThan((String) blocks.get(at)[1])) {
                return Future.succeededFuture(false);
            }
            Object[] ids = blocks.subList(at, Math.min(blocks.size(), at + AT_ONCE)).stream()
                    .map(each -> each[0])
                    .toArray();
            String places = String.join(", ", Collections.nCopies(ids.length, "?"));
            return tx.selectRows("select id, body from call_block where id in (" + places + ")", ids)
                    .compose(rows -> {
                        rows.forEach(row -> take((String) row[0], (byte[]) row[1]));
                        return read(blocks, at + AT_ONCE);
                    });
        }

        private void take(String block, byte[] body) {
            CallReader calls = new CallReader(tenant, block.substring(0, RUN), body);
            while (calls.next()) {
                if (calls.fits(filter)) {
                    String id = calls.id();
                    if (id.compareTo(from) >= 0 && (before == null || id.compareTo(before) < 0)) {
                        found.add(id, calls);
                    }
                }
            }
        }
    }

    Future<List<TenantId>> tenants(Transaction tx) {
        return tx.selectRows("select id from tenant order by id")
                .map(rows ->
                        rows.stream().map(row -> new TenantId((String) row[0])).toList());
    }

    /** Removes up to {@code most} blocks all of whose calls began before that time; how many. */
    Future<Integer> remove(Transaction tx, TenantId tenant, Instant before, int most) {
        return tx.selectRows(
                        "select id from call_block where tenant_id = ? and last_id < ? order by tenant_id, last_id limit "
                                + most,
                        tenant.value(),
                        CallId.from(before))
                .compose(rows -> tx.updateMany(
                                "delete from call_block where id = ?",
                                rows.stream().map(row -> new Object[] {row[0]}).toList())
                        .map(rows.size()));
    }
}
