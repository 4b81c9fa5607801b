package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.gateway.connection.ConnectionId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.registration.credential.CredentialUse;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Grants in the database, sealed. */
public final class GrantStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(GrantRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(
            new SealedColumn("token_grant", "access_token", "connection_id", "generation"),
            new SealedColumn("token_grant", "refresh_token", "connection_id", "generation"),
            new SealedColumn("token_grant", "previous_refresh_token", "connection_id", "generation"));

    private final Sealer sealer;

    public GrantStore(Sealer sealer) {
        this.sealer = sealer;
    }

    /** What an application's connections need of its credentials. */
    public CredentialUse use() {
        return new CredentialUsageStore(this);
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

    /** Keeps what an authorization gave, as the next generation of whatever there was; it counts as used. */
    Future<Grant> keep(Transaction tx, Grant granted, @Nullable Instant due) {
        return row(tx, granted.tenant(), granted.connection(), LockMode.PESSIMISTIC_WRITE)
                .compose(found -> {
                    Grant next = withGeneration(
                            granted, found.map(row -> row.generation + 1).orElse(1L));
                    GrantRow row = found.orElseGet(() -> new GrantRow(next, due, sealer));
                    row.usedAt = granted.obtainedAt();
                    if (found.isPresent()) {
                        row.take(next, due, sealer);
                        return tx.flush().map(next);
                    }
                    return tx.run(session -> session.persist(row))
                            .compose(done -> tx.flush())
                            .map(next);
                });
    }

    /**
     * Takes the right to refresh this generation, for a time by the database's clock. Empty if the row moved on, or somebody
     * else has the right.
     */
    Future<Optional<Claim>> claim(Transaction tx, Grant grant, String attempt, String node, Duration lease) {
        // An attempt that is still noted was cut off: whether the EHR acted on it nobody knows.
        String sql = "update token_grant set unknown_since = case when lease_attempt is null then unknown_since"
                + " else coalesce(unknown_since, current_timestamp) end, lease_attempt = ?, lease_node = ?, lease_until = "
                + from(lease) + ", version = version + 1 where connection_id = ? and tenant_id = ? and generation = ?"
                + " and (lease_until is null or lease_until <= current_timestamp)";
        return tx.update(
                        sql,
                        attempt,
                        node,
                        grant.connection().value(),
                        grant.tenant().value(),
                        grant.generation())
                .compose(changed -> changed == 0
                        ? Future.succeededFuture(Optional.empty())
                        : row(tx, grant.tenant(), grant.connection(), LockMode.READ)
                                .map(row -> row.map(each -> each.toClaim(sealer))));
    }

    /** Keeps the right for another while; false if it is lost. */
    Future<Boolean> keepClaim(Transaction tx, Claim claim, Duration lease) {
        Grant grant = claim.grant();
        return tx.update(
                        "update token_grant set lease_until = " + from(lease)
                                + ", version = version + 1 where connection_id = ? and tenant_id = ? and generation = ?"
                                + " and lease_attempt = ?",
                        grant.connection().value(),
                        grant.tenant().value(),
                        grant.generation(),
                        claim.attempt())
                .map(changed -> changed > 0);
    }

    private static String from(Duration lease) {
        return "current_timestamp + interval '" + Math.max(1, lease.toSeconds()) + "' second";
    }

    /** What became of a renewal that was to be kept. */
    enum Kept {
        REPLACED,
        /** Somebody else has the right to refresh now, and may be about to bring a newer one. */
        HELD,
        /** The row has this generation or a newer one. */
        SUPERSEDED,
        /** The connection has no grant any more. */
        GONE
    }

    /** Says when a grant is due. */
    interface Due {
        /** @param used since the token before came */
        @Nullable
        Instant at(boolean used);
    }

    /**
     * Replaces an older generation. Not only under the right to refresh: a node that was stopped for longer than its right
     * lasted may hold the only good answer.
     */
    Future<Kept> replace(Transaction tx, Renewal renewal, Due due) {
        Grant next = renewal.grant();
        return row(tx, next.tenant(), next.connection(), LockMode.PESSIMISTIC_WRITE)
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.succeededFuture(Kept.GONE);
                    }
                    GrantRow row = found.get();
                    if (row.generation >= next.generation()) {
                        return Future.succeededFuture(Kept.SUPERSEDED);
                    }
                    boolean ours = row.leaseAttempt == null || row.leaseAttempt.equals(renewal.attempt());
                    return (ours ? Future.succeededFuture(false) : isHeld(tx, next)).map(held -> {
                        if (held) {
                            return Kept.HELD;
                        }
                        row.take(renewal, due.at(row.isUsed()), sealer);
                        return Kept.REPLACED;
                    });
                });
    }

    /** True while somebody has the right to refresh it. */
    Future<Boolean> isHeld(Transaction tx, Grant grant) {
        return tx.selectRows(
                        "select 1 from token_grant where connection_id = ? and tenant_id = ?"
                                + " and lease_until > current_timestamp",
                        grant.connection().value(),
                        grant.tenant().value())
                .map(rows -> !rows.isEmpty());
    }

    /** How the row stood when a try without a token was to be noted. */
    enum Noted {
        YES,
        /** Somebody else has the right now; what they find out counts. */
        NOT_OURS,
        /** There is a newer grant. */
        OVERTAKEN
    }

    /** Gives the right back, and notes what happened. */
    Future<Noted> setBack(Transaction tx, Claim claim, Setback setback, Instant now) {
        return row(tx, claim.grant().tenant(), claim.grant().connection(), LockMode.PESSIMISTIC_WRITE)
                .map(found -> {
                    if (found.isEmpty()
                            || found.get().generation > claim.grant().generation()) {
                        return found.isEmpty() ? Noted.NOT_OURS : Noted.OVERTAKEN;
                    }
                    if (!claim.attempt().equals(found.get().leaseAttempt)) {
                        return Noted.NOT_OURS;
                    }
                    found.get().take(setback, now);
                    return Noted.YES;
                });
    }

    /** Gives the right back as if it had not been taken. */
    Future<Void> release(Transaction tx, Claim claim) {
        return row(tx, claim.grant().tenant(), claim.grant().connection(), LockMode.PESSIMISTIC_WRITE)
                .map(found -> {
                    found.filter(row -> claim.attempt().equals(row.leaseAttempt))
                            .ifPresent(GrantRow::release);
                    return null;
                });
    }

    /** Ends the tries of this node that were cut off with it, as unknown, and makes their grants due; how many. */
    Future<Integer> interrupted(Transaction tx, String node, Instant now) {
        return tx.update(
                "update token_grant set unknown_since = coalesce(unknown_since, current_timestamp), due_at = ?,"
                        + " lease_attempt = null, lease_node = null, lease_until = null, version = version + 1"
                        + " where lease_node = ?",
                now,
                node);
    }

    /** By connection, those of these that there are. */
    Future<Map<String, Long>> generations(Transaction tx, List<String> connections) {
        return tx.run(session -> session.createSelectionQuery(
                                "select connectionId, generation from GrantRow where connectionId in :connections",
                                Object[].class)
                        .setParameter("connections", connections)
                        .getResultList())
                .map(rows -> rows.stream().collect(Collectors.toMap(each -> (String) each[0], each -> (Long) each[1])));
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
