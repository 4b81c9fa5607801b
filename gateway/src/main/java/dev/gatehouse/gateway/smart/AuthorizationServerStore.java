package dev.gatehouse.gateway.smart;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembered authorization servers in the database. */
public final class AuthorizationServerStore {
    /** The entity classes of this feature. */
    public static final List<Class<?>> ROWS = List.of(AuthorizationServerRow.class);

    AuthorizationServerStore() {}

    Future<Optional<AuthorizationServerRow>> find(Transaction tx, String id) {
        return tx.run(session -> session.find(AuthorizationServerRow.class, id))
                .map((@Nullable AuthorizationServerRow row) -> Optional.ofNullable(row));
    }

    Future<Void> add(Transaction tx, AuthorizationServerRow row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
    }

    /** By id ascending, those after {@code after}. */
    Future<List<AuthorizationServerRow>> list(Transaction tx, boolean onlyChanged, String after, int limit) {
        String where = "id > :after" + (onlyChanged ? " and changedAt is not null" : "");
        return tx.run(session -> session.createSelectionQuery(
                        "from AuthorizationServerRow where " + where + " order by id", AuthorizationServerRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }
}
