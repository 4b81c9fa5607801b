package dev.gatehouse.gateway.token;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.gateway.connection.ConnectionState;
import dev.gatehouse.registration.credential.CredentialUse;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which connections live by which version of a credential, in the database. */
final class CredentialUsageStore implements CredentialUse {
    private static final int FEW = 10;
    private static final List<ConnectionState> OVER = List.of(ConnectionState.REVOKED, ConnectionState.NEEDS_RECONNECT);

    private final GrantStore grants;

    CredentialUsageStore(GrantStore grants) {
        this.grants = grants;
    }

    @Override
    public Future<Dependents> of(Transaction tx, TenantId tenant, String applicationId, Need need) {
        return grants.dependents(tx, tenant, applicationId, need, FEW);
    }

    @Override
    public Future<List<Usage>> usage(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "select g.credentialNumber, count(c.id), max(coalesce(g.refreshedAt, g.obtainedAt))"
                                        + " from ConnectionRow c, GrantRow g where g.connectionId = c.id"
                                        + " and g.tenantId = :tenant and c.tenantId = :tenant"
                                        + " and c.applicationId = :application and c.state not in (:over)"
                                        + " and g.credentialNumber is not null"
                                        + " group by g.credentialNumber order by g.credentialNumber desc",
                                Object[].class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setParameter("over", OVER)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Usage((Integer) row[0], (Long) row[1], (Instant) row[2]))
                        .toList());
    }

    @Override
    public Future<Map<String, Long>> connections(Transaction tx, TenantId tenant, List<String> applicationIds) {
        if (applicationIds.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return tx.run(session -> session.createSelectionQuery(
                                "select c.applicationId, count(c.id) from ConnectionRow c where c.tenantId = :tenant"
                                        + " and c.applicationId in (:applications) and c.state <> :over"
                                        + " group by c.applicationId",
                                Object[].class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("applications", applicationIds)
                        .setParameter("over", ConnectionState.REVOKED)
                        .getResultList())
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1])));
    }
}
