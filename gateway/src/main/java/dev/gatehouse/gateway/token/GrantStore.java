package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.registration.credential.CredentialUse;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Grants in the database, sealed. */
public final class GrantStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(GrantRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("token_grant", "access_token", "connection_id", "generation"),
            new SealedColumn("token_grant", "refresh_token", "connection_id", "generation"));

    private static final int FEW = 10;

    private final Sealer sealer;

    public GrantStore(Sealer sealer) {
        this.sealer = sealer;
    }

    /** What an application's connections need of its credentials. */
    public CredentialUse use() {
        return (tx, tenant, applicationId, need) -> dependents(tx, tenant, applicationId, need, FEW);
    }

    Future<Optional<Grant>> find(Transaction tx, TenantId tenant, ConnectionId connection) {
        return row(tx, tenant, connection, LockMode.READ).map(row -> row.map(each -> each.toGrant(sealer)));
    }

    /** When the tokens end and came, without opening them. */
    Future<List<GrantRow>> rows(Transaction tx, TenantId tenant, List<ConnectionId> connections) {
        if (connections.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return tx.run(session -> session.createSelectionQuery(
                        "from GrantRow where tenantId = :tenant and connectionId in :connections", GrantRow.class)
                .setParameter("tenant", tenant.value())
                .setParameter(
                        "connections",
                        connections.stream().map(ConnectionId::value).toList())
                .getResultList());
    }

    /** Keeps what an authorization gave, as the next generation of whatever there was. */
    Future<Grant> keep(Transaction tx, Grant granted) {
        return row(tx, granted.tenant(), granted.connection(), LockMode.PESSIMISTIC_WRITE)
                .compose(found -> {
                    Grant next = withGeneration(
                            granted, found.map(row -> row.generation + 1).orElse(1L));
                    if (found.isPresent()) {
                        found.get().take(next, sealer);
                        return tx.run(session -> session.flush()).map(next);
                    }
                    return tx.run(session ->
                                    session.persist(new GrantRow(next, sealer)).thenCompose(done -> session.flush()))
                            .map(next);
                });
    }

    /**
     * Takes the right to refresh this generation until {@code until}. Empty if the row moved on, or somebody else has the
     * right.
     */
    Future<Boolean> claim(
            Transaction tx,
            TenantId tenant,
            ConnectionId connection,
            long generation,
            String attempt,
            Instant now,
            Instant until) {
        return row(tx, tenant, connection, LockMode.PESSIMISTIC_WRITE).map(found -> {
            if (found.isEmpty()) {
                return false;
            }
            GrantRow row = found.get();
            boolean free = row.leaseUntil == null || !row.leaseUntil.isAfter(now);
            if (row.generation != generation || !free) {
                return false;
            }
            row.leaseAttempt = attempt;
            row.leaseUntil = until;
            return true;
        });
    }

    /** Gives the right back without a new grant. */
    Future<Void> release(Transaction tx, TenantId tenant, ConnectionId connection, String attempt) {
        return row(tx, tenant, connection, LockMode.PESSIMISTIC_WRITE).map(found -> {
            found.filter(row -> attempt.equals(row.leaseAttempt)).ifPresent(row -> {
                row.leaseAttempt = null;
                row.leaseUntil = null;
            });
            return null;
        });
    }

    /** Replaces the generation before it; false, changing nothing, if the row is not at that one or was claimed anew. */
    Future<Boolean> replace(Transaction tx, Grant next, String attempt) {
        return row(tx, next.tenant(), next.connection(), LockMode.PESSIMISTIC_WRITE)
                .map(found -> found.filter(
                                row -> row.generation == next.generation() - 1 && attempt.equals(row.leaseAttempt))
                        .map(row -> {
                            row.take(next, sealer);
                            return true;
                        })
                        .orElse(false));
    }

    /**
     * The living connections whose grants need what is described: how many, and the first few.
     *
     * @param few at most so many ids
     */
    Future<CredentialUse.Dependents> dependents(
            Transaction tx, TenantId tenant, String applicationId, CredentialUse.Need need, int few) {
        List<String> where = new ArrayList<>(List.of(
                "g.connectionId = c.id",
                "g.tenantId = :tenant",
                "c.tenantId = :tenant",
                "c.applicationId = :application",
                "c.state not in (:over)",
                need.unknownToo()
                        ? "(g.credentialNumber in (:numbers) or g.credentialNumber is null)"
                        : "g.credentialNumber in (:numbers)"));
        Map<String, Object> values = new HashMap<>(Map.of(
                "tenant", tenant.value(),
                "application", applicationId,
                "over", List.of(ConnectionState.REVOKED, ConnectionState.NEEDS_RECONNECT),
                "numbers", need.numbers()));
        if (need.practiceId() != null) {
            where.add("c.practiceId = :practice");
            values.put("practice", need.practiceId());
        } else if (!need.butPractices().isEmpty()) {
            where.add("c.practiceId not in (:others)");
            values.put("others", need.butPractices());
        }
        if (need.refreshableOnly()) {
            where.add("g.refreshToken is not null");
        }
        String from = " from ConnectionRow c, GrantRow g where " + String.join(" and ", where);
        return tx.run(session -> {
                    var count = session.createSelectionQuery("select count(c.id)" + from, Long.class);
                    values.forEach(count::setParameter);
                    return count.getSingleResult();
                })
                .compose(count -> tx.run(session -> {
                            var first =
                                    session.createSelectionQuery("select c.id" + from + " order by c.id", String.class);
                            values.forEach(first::setParameter);
                            return first.setMaxResults(few).getResultList();
                        })
                        .map(ids -> new CredentialUse.Dependents(count, ids)));
    }

    Future<Void> erase(Transaction tx, TenantId tenant, ConnectionId connection) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from GrantRow where tenantId = :tenant and connectionId = :connection")
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", connection.value())
                        .executeUpdate())
                .mapEmpty();
    }

    private static Future<Optional<GrantRow>> row(
            Transaction tx, TenantId tenant, ConnectionId connection, LockMode lock) {
        return tx.run(session -> session.createSelectionQuery(
                                "from GrantRow where tenantId = :tenant and connectionId = :connection", GrantRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("connection", connection.value())
                        .setLockMode(lock)
                        .getSingleResultOrNull())
                .map((@Nullable GrantRow row) -> Optional.ofNullable(row));
    }

    private static Grant withGeneration(Grant grant, long generation) {
        return new Grant(
                grant.tenant(),
                grant.connection(),
                generation,
                grant.accessToken(),
                grant.refreshToken(),
                grant.lifetime(),
                grant.expiresAt(),
                grant.obtainedAt(),
                grant.refreshedAt(),
                grant.credential());
    }
}
