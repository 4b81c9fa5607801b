package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When grants are refreshed by themselves: {@code due_at} of their rows. All statements go past the rows' entities, and none
 * takes more than a thousand rows.
 */
final class DueGrantStore {
    private static final int MANY = 1_000;

    private final boolean shared;

    /**
     * @param shared if other nodes pick from the same rows. Not said of H2, which is never shared and would lock all rows that
     *     are due instead of the few that are taken
     */
    DueGrantStore(boolean shared) {
        this.shared = shared;
    }

    /**
     * A grant that is due.
     *
     * @param again when it is picked again, if nothing else is noted until then
     */
    record Due(TenantId tenant, ConnectionId connection, long generation, Instant again) {}

    /** The first that are due; nobody else picks them before {@code again}. */
    Future<List<Due>> pick(Transaction tx, Instant now, Instant again, int most) {
        return tx.selectRows(
                        "select tenant_id, connection_id, generation from token_grant where due_at <= ? order by due_at limit "
                                + Math.min(most, MANY) + (shared ? " for update skip locked" : ""),
                        now)
                .map(rows -> rows.stream()
                        .map(row -> new Due(
                                new TenantId((String) row[0]),
                                new ConnectionId((String) row[1]),
                                ((Number) row[2]).longValue(),
                                again))
                        .toList())
                .compose(picked -> tx.updateMany(
                                "update token_grant set due_at = ? where connection_id = ? and due_at <= ?",
                                picked.stream()
                                        .map(each -> new Object[] {
                                            again, each.connection().value(), now
                                        })
                                        .toList())
                        .map(picked));
    }

    /**
     * A grant whose turn comes later.
     *
     * @param waitsFor what would make it due at once; null for nothing
     */
    record PutOff(Due due, Instant until, @Nullable String waitsFor) {}

    /** Moves grants that were picked and not refreshed; one for which something else was noted in between has its own date. */
    Future<Void> putOff(Transaction tx, List<PutOff> some) {
        return tx.updateMany(
                        "update token_grant set due_at = ?, waits_for = ? where connection_id = ? and due_at = ?",
                        some.stream()
                                .sorted(Comparator.comparing(
                                        each -> each.due().connection().value()))
                                .map(each -> new Object[] {
                                    each.until(),
                                    each.waitsFor(),
                                    each.due().connection().value(),
                                    each.due().again()
                                })
                                .toList())
                .mapEmpty();
    }

    /** Makes up to {@code most} grants due that wait for this, those first that would be due first; how many. */
    Future<Integer> hurry(Transaction tx, String waitsFor, Instant now, int most) {
        return tx.selectRows(
                        "select connection_id from token_grant where waits_for = ? order by due_at limit "
                                + Math.min(most, MANY) + (shared ? " for update skip locked" : ""),
                        waitsFor)
                .compose(rows -> tx.updateMany(
                                "update token_grant set due_at = ?, waits_for = null where connection_id = ? and waits_for"
                                        + " = ?",
                                rows.stream()
                                        .map(row -> (String) row[0])
                                        .sorted()
                                        .map(id -> new Object[] {now, id, waitsFor})
                                        .toList())
                        .map(rows.size()));
    }

    /** Somebody uses a token. */
    record Use(ConnectionId connection, long generation, Instant usedAt, Instant ahead) {}

    /**
     * Notes that tokens are used, of grants that can be renewed; those that were only kept alive, or not at all, are refreshed
     * ahead of their end from now on.
     */
    Future<Void> used(Transaction tx, List<Use> uses) {
        return tx.updateMany(
                        "update token_grant set used_at = ?, due_at = case when failures = 0 and (due_at is null or due_at > ?) then ?"
                                + " else due_at end where connection_id = ? and generation = ?",
                        uses.stream()
                                .sorted(Comparator.comparing(
                                        each -> each.connection().value()))
                                .map(each -> new Object[] {
                                    each.usedAt(),
                                    each.ahead(),
                                    each.ahead(),
                                    each.connection().value(),
                                    each.generation()
                                })
                                .toList())
                .mapEmpty();
    }

    /** This grant is not refreshed by itself any more. */
    Future<Void> never(Transaction tx, ConnectionId connection, long generation) {
        return tx.updateMany(
                        "update token_grant set due_at = null where connection_id = ? and generation = ?",
                        List.<Object[]>of(new Object[] {connection.value(), generation}))
                .mapEmpty();
    }

    /** It may be refreshed by itself again, beginning now, if it has what to do that with. */
    Future<Void> again(Transaction tx, ConnectionId connection, Instant now) {
        return tx.updateMany(
                        "update token_grant set due_at = ? where connection_id = ? and due_at is null"
                                + " and refresh_token is not null",
                        List.<Object[]>of(new Object[] {now, connection.value()}))
                .mapEmpty();
    }

    /** How many are due. */
    Future<Long> count(Transaction tx, Instant now) {
        return tx.selectRows("select count(*) from token_grant where due_at <= ?", now)
                .map(rows -> ((Number) rows.get(0)[0]).longValue());
    }
}
