package dev.gatehouse.gateway.authorization;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far each invitation led, in the database. A step is noted when it happens first; one that is noted implies those before. */
final class JourneyStore {

    /** The steps of an invitation, in their order. */
    enum Step {
        OPENED,
        FOUND,
        LEFT,
        RETURNED,
        CONNECTED;

        String column() {
            return name().toLowerCase(Locale.ROOT) + "_at";
        }

        List<Step> upToHere() {
            return Arrays.stream(values())
                    .filter(each -> each.compareTo(this) <= 0)
                    .toList();
        }
    }

    Future<Void> begin(Transaction tx, ConnectSession session) {
        return tx.insertMany(
                "connect_journey",
                List.of("id", "tenant_id", "application_id", "reconnects", "invited_at"),
                List.<Object[]>of(new Object[] {
                    session.id(),
                    session.tenant().value(),
                    session.applicationId(),
                    session.reconnects() != null,
                    session.createdAt()
                }));
    }

    /** Nothing happens if it was noted before, or if the session is of a launch. */
    Future<Void> note(Transaction tx, TenantId tenant, String id, Step step, Instant now) {
        String columns = step.upToHere().stream()
                .map(each -> each.column() + " = coalesce(" + each.column() + ", ?)")
                .collect(Collectors.joining(", "));
        List<Object> values =
                new ArrayList<>(Collections.nCopies(step.upToHere().size(), now));
        values.add(tenant.value());
        values.add(id);
        return tx.updateMany(
                        "update connect_journey set " + columns + " where tenant_id = ? and id = ? and " + step.column()
                                + " is null",
                        List.<Object[]>of(values.toArray()))
                .compose(done -> step == Step.CONNECTED ? took(tx, tenant, id, now) : Future.succeededFuture());
    }

    private static Future<Void> took(Transaction tx, TenantId tenant, String id, Instant now) {
        return tx.selectRows(
                        "select opened_at from connect_journey where tenant_id = ? and id = ? and took_seconds is null",
                        tenant.value(),
                        id)
                .compose(rows -> tx.updateMany(
                        "update connect_journey set took_seconds = ? where tenant_id = ? and id = ?",
                        rows.stream()
                                .map(row -> new Object[] {
                                    Duration.between((Instant) row[0], now).toSeconds(), tenant.value(), id
                                })
                                .toList()))
                .mapEmpty();
    }

    /** Of what was opened from then on and before {@code to}. */
    Future<ConnectFunnel> funnel(Transaction tx, TenantId tenant, Instant from, Instant to) {
        Object[] which = {tenant.value(), from, to};
        String where = " from connect_journey where tenant_id = ? and opened_at >= ? and opened_at < ?";
        return tx.selectRows(
                        "select count(*), count(found_at), count(left_at), count(returned_at), count(connected_at)"
                                + where,
                        which)
                .compose(rows ->
                        median(tx, where, which, number(rows.get(0)[4])).map(median -> funnel(rows.get(0), median)));
    }

    private static Future<@Nullable Duration> median(Transaction tx, String where, Object[] which, long connected) {
        return tx.selectRows(
                        "select took_seconds" + where
                                + " and took_seconds is not null order by took_seconds limit 1 offset " + connected / 2,
                        which)
                .map(rows -> rows.isEmpty() ? null : Duration.ofSeconds(number(rows.get(0)[0])));
    }

    private static ConnectFunnel funnel(Object[] row, @Nullable Duration median) {
        return new ConnectFunnel(
                number(row[0]), number(row[1]), number(row[2]), number(row[3]), number(row[4]), median);
    }

    Future<Integer> remove(Transaction tx, Instant before) {
        return tx.update("delete from connect_journey where invited_at < ?", before);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
