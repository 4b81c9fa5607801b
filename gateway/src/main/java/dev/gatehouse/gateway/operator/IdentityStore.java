package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** Who people are at an identity provider, and browsers that are on their way to it. */
final class IdentityStore {
    Future<Void> add(Transaction tx, Object row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()))
                .mapEmpty();
    }

    /** The id of the person who is this there. */
    Future<Optional<String>> operator(Transaction tx, String issuer, String subject) {
        return tx.run(session -> session.find(OperatorIdentityRow.class, OperatorIdentityRow.id(issuer, subject)))
                .map(found -> Optional.ofNullable(found).map(row -> row.operatorId));
    }

    /** True if the person is known there. */
    Future<Boolean> has(Transaction tx, String operatorId, String issuer) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from OperatorIdentityRow where operatorId = :id and issuer = :issuer",
                                Long.class)
                        .setParameter("id", operatorId)
                        .setParameter("issuer", issuer)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    /** Takes it out, so that it is found once. */
    Future<Optional<OidcDepartureRow>> take(Transaction tx, String id) {
        return tx.run(session -> session.find(OidcDepartureRow.class, id)).compose(found -> {
            if (found == null) {
                return Future.succeededFuture(Optional.empty());
            }
            return tx.run(session -> session.createMutationQuery("delete from OidcDepartureRow where id = :id")
                            .setParameter("id", id)
                            .executeUpdate())
                    .map(gone -> gone == 1 ? Optional.of(found) : Optional.empty());
        });
    }

    Future<Integer> removeEnded(Transaction tx, Instant endedBefore) {
        return tx.run(session -> session.createMutationQuery("delete from OidcDepartureRow where endsAt < :ended")
                .setParameter("ended", endedBefore)
                .executeUpdate());
    }
}
