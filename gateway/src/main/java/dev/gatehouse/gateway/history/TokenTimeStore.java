package dev.gatehouse.gateway.history;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks over the grants of the living connections; what a column means is told where it is written. */
final class TokenTimeStore {
    private static final String RENEWED =
            "g.due_at is not null and c.paused_at is null and c.state in ('ACTIVE', 'DEGRADED')";

    Future<TokenTimes> of(Transaction tx, TenantId tenant, Instant now) {
        StringBuilder sql = new StringBuilder("select ");
        List<Object> values = new ArrayList<>();
        int parts = TokenTimes.ENDS.size() + 1;
        for (int i = 0; i < parts; i++) {
            for (String renewed : List.of("", "not ")) {
                sql.append(sql.length() > 7 ? ", " : "")
                        .append("sum(case when ")
                        .append(renewed)
                        .append('(')
                        .append(RENEWED)
                        .append(')');
                if (i > 0) {
                    sql.append(" and g.expires_at > ?");
                    values.add(now.plus(TokenTimes.ENDS.get(i - 1)));
                }
                if (i < parts - 1) {
                    sql.append(" and g.expires_at <= ?");
                    values.add(now.plus(TokenTimes.ENDS.get(i)));
                }
                sql.append(" then 1 else 0 end)");
            }
        }
        sql.append(" from token_grant g join practice_connection c on c.id = g.connection_id"
                + " where c.tenant_id = ? and c.state not in ('PENDING', 'REVOKED')");
        values.add(tenant.value());
        return tx.selectRows(sql.toString(), values.toArray()).map(rows -> read(rows.get(0)));
    }

    private static TokenTimes read(Object[] row) {
        List<TokenTimes.Part> parts = new ArrayList<>();
        for (int i = 0; i < row.length / 2; i++) {
            parts.add(new TokenTimes.Part(
                    i < TokenTimes.ENDS.size() ? TokenTimes.ENDS.get(i) : null,
                    number(row[2 * i]),
                    number(row[2 * i + 1])));
        }
        return new TokenTimes(parts);
    }

    /** A sum over no rows is null. */
    private static int number(@Nullable Object value) {
        return value == null ? 0 : ((Number) value).intValue();
    }
}
