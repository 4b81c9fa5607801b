package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Doubtful answers in the database, sealed; at most one for a connection. */
public final class DoubtfulAnswerStore {
    /** The entity class of doubtful answers. */
    public static final List<Class<?>> ROWS = List.of(DoubtfulAnswerRow.class);

    /** What is sealed in their table. */
    public static final List<SealedColumn> SEALED =
            List.of(new SealedColumn("doubtful_answer", "body", "connection_id", null));

    private final Sealer sealer;

    DoubtfulAnswerStore(Sealer sealer) {
        this.sealer = sealer;
    }

    /** Keeps it unless there is one already: the first one is of the request that used the token up. */
    Future<Boolean> keepFirst(Transaction tx, TenantId tenant, ConnectionId connection, DoubtfulAnswer answer) {
        return find(tx, tenant, connection)
                .compose(found -> found.isPresent()
                        ? Future.succeededFuture(false)
                        : tx.run(session -> session.persist(new DoubtfulAnswerRow(tenant, connection, answer, sealer)))
                                .map(true));
    }

    Future<Optional<DoubtfulAnswer>> find(Transaction tx, TenantId tenant, ConnectionId connection) {
        return tx.run(session -> session.createSelectionQuery(
                                "from DoubtfulAnswerRow where tenantId = :tenant and connectionId = :connection",
                                DoubtfulAnswerRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", connection.value())
                        .getSingleResultOrNull())
                .map((@Nullable DoubtfulAnswerRow row) ->
                        Optional.ofNullable(row).map(each -> each.toAnswer(sealer)));
    }

    Future<Integer> removeBefore(Transaction tx, Instant now) {
        return tx.run(session -> session.createMutationQuery("delete from DoubtfulAnswerRow where expiresAt <= :now")
                .setParameter("now", now)
                .executeUpdate());
    }
}
