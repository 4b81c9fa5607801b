package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** People and their sessions in the database. */
public final class OperatorStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(
            OperatorRow.class,
            OperatorRoleRow.class,
            OperatorSessionRow.class,
            FirstOwnerRow.class,
            OperatorIdentityRow.class,
            OidcDepartureRow.class);

    /** What is sealed in their tables. */
    public static final List<SealedColumn> SEALED = List.of(OperatorRow.SEED);

    Future<Void> add(Transaction tx, Object row) {
        return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()))
                .mapEmpty();
    }

    /** True if there is nobody yet. */
    Future<Boolean> isEmpty(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery("select count(*) from OperatorRow", Long.class)
                        .getSingleResult())
                .map(count -> count == 0);
    }

    Future<Optional<OperatorRow>> byId(Transaction tx, String id) {
        return tx.run(session -> session.find(OperatorRow.class, id)).map(Optional::ofNullable);
    }

    Future<Optional<OperatorRow>> byEmail(Transaction tx, String email) {
        return one(tx, "email", email);
    }

    Future<Optional<OperatorRow>> byInvitation(Transaction tx, String lookup) {
        return one(tx, "invitation", lookup);
    }

    private static Future<Optional<OperatorRow>> one(Transaction tx, String field, String value) {
        return tx.run(session -> session.createSelectionQuery(
                                "from OperatorRow where " + field + " = :value", OperatorRow.class)
                        .setParameter("value", value)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By id ascending, those after {@code after}. */
    Future<List<OperatorRow>> all(Transaction tx, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                        "from OperatorRow where id > :after order by id", OperatorRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }

    Future<List<OperatorRoleRow>> roles(Transaction tx, String operatorId) {
        return roles(tx, List.of(operatorId)).map(found -> found.getOrDefault(operatorId, List.of()));
    }

    /** By operator. */
    Future<Map<String, List<OperatorRoleRow>>> roles(Transaction tx, Collection<String> operatorIds) {
        if (operatorIds.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return tx.run(session -> session.createSelectionQuery(
                                "from OperatorRoleRow where operatorId in (:ids)", OperatorRoleRow.class)
                        .setParameter("ids", operatorIds)
                        .getResultList())
                .map(rows -> rows.stream().collect(Collectors.groupingBy(each -> each.operatorId)));
    }

    /** The one role of a person in a tenant. */
    Future<Void> setRole(Transaction tx, String operatorId, TenantId tenant, Role role) {
        OperatorRoleRow wanted = new OperatorRoleRow(operatorId, tenant, role);
        return tx.run(session -> session.find(OperatorRoleRow.class, wanted.id)).compose(found -> {
            if (found == null) {
                return add(tx, wanted);
            }
            found.role = role.name();
            return Future.succeededFuture();
        });
    }

    /** The role that somebody has in just this tenant; empty for none. */
    Future<Optional<OperatorRoleRow>> role(Transaction tx, String operatorId, TenantId tenant) {
        return tx.run(session -> session.find(OperatorRoleRow.class, OperatorRoleRow.id(operatorId, tenant)))
                .map(Optional::ofNullable);
    }

    Future<Void> remove(Transaction tx, OperatorRoleRow role) {
        return tx.run(session -> session.remove(role).thenCompose(done -> session.flush()))
                .mapEmpty();
    }

    /** Active people who own the platform. */
    Future<Long> owners(Transaction tx) {
        return tx.run(session -> session.createSelectionQuery(
                        "select count(*) from OperatorRow where everywhere = 'OWNER' and state = 'ACTIVE'", Long.class)
                .getSingleResult());
    }

    /** Names of active people who own this tenant, by name. */
    Future<List<String>> ownerNames(Transaction tx, TenantId tenant, int limit) {
        return owners(tx, "displayName", tenant, limit);
    }

    Future<List<String>> ownerEmails(Transaction tx, TenantId tenant, int limit) {
        return owners(tx, "email", tenant, limit);
    }

    private static Future<List<String>> owners(Transaction tx, String field, TenantId tenant, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                        "select o." + field + " from OperatorRow o where o.state = 'ACTIVE' and (o.everywhere = 'OWNER'"
                                + " or exists (select 1 from OperatorRoleRow r where r.operatorId = o.id"
                                + " and r.tenantId = :tenant and r.role = 'OWNER' and r.locked = false)) order by o."
                                + field,
                        String.class)
                .setParameter("tenant", tenant.value())
                .setMaxResults(limit)
                .getResultList());
    }

    Future<Optional<OperatorSessionRow>> session(Transaction tx, String lookup) {
        return tx.run(session -> session.createSelectionQuery(
                                "from OperatorSessionRow where lookup = :lookup", OperatorSessionRow.class)
                        .setParameter("lookup", lookup)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<Optional<OperatorSessionRow>> sessionById(Transaction tx, String id) {
        return tx.run(session -> session.find(OperatorSessionRow.class, id)).map(Optional::ofNullable);
    }

    Future<List<OperatorSessionRow>> sessions(Transaction tx, String operatorId) {
        return tx.run(session -> session.createSelectionQuery(
                        "from OperatorSessionRow where operatorId = :id order by createdAt desc",
                        OperatorSessionRow.class)
                .setParameter("id", operatorId)
                .getResultList());
    }

    /** How many there were. */
    Future<Integer> endSession(Transaction tx, String operatorId, String sessionId) {
        return tx.run(session -> session.createMutationQuery(
                        "delete from OperatorSessionRow where operatorId = :operator and id = :id")
                .setParameter("operator", operatorId)
                .setParameter("id", sessionId)
                .executeUpdate());
    }

    Future<Integer> endSessions(Transaction tx, String operatorId) {
        return tx.run(session -> session.createMutationQuery("delete from OperatorSessionRow where operatorId = :id")
                .setParameter("id", operatorId)
                .executeUpdate());
    }

    Future<Integer> removeEnded(Transaction tx, Instant endedBefore, Instant seenBefore) {
        return tx.run(session -> session.createMutationQuery(
                        "delete from OperatorSessionRow where endsAt < :ended or seenAt < :seen")
                .setParameter("ended", endedBefore)
                .setParameter("seen", seenBefore)
                .executeUpdate());
    }

    Future<Optional<FirstOwnerRow>> firstOwner(Transaction tx) {
        return tx.run(session -> session.find(FirstOwnerRow.class, FirstOwnerRow.ONLY))
                .map(Optional::ofNullable);
    }

    /** How many there were: at most one. */
    Future<Integer> noFirstOwner(Transaction tx) {
        return tx.run(session ->
                session.createMutationQuery("delete from FirstOwnerRow").executeUpdate());
    }
}
