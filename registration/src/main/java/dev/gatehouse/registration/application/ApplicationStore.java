package dev.gatehouse.registration.application;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.LockMode;
import org.jspecify.annotations.Nullable;

/** Applications in the database. */
public final class ApplicationStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(ApplicationRow.class, PracticeSmartRow.class);

    ApplicationStore() {}

    Future<Application> add(Transaction tx, Application application) {
        return tx.run(session ->
                        session.persist(new ApplicationRow(application)).thenCompose(done -> session.flush()))
                .map(application);
    }

    Future<Optional<Application>> find(Transaction tx, TenantId tenant, String id) {
        return row(tx, tenant, id).map(row -> row.map(ApplicationRow::toApplication));
    }

    Future<Optional<Application>> keyed(Transaction tx, TenantId tenant, String key) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApplicationRow where tenantId = :tenant and slug = :key", ApplicationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("key", key)
                        .getSingleResultOrNull())
                .map((@Nullable ApplicationRow row) -> Optional.ofNullable(row).map(ApplicationRow::toApplication));
    }

    /** The same with one practice's settings over its own, in one look. */
    Future<Optional<Application>> findAt(Transaction tx, TenantId tenant, String id, String practiceId) {
        return tx.run(session -> session.createSelectionQuery(
                                "select a, s from ApplicationRow a left join PracticeSmartRow s"
                                        + " on s.applicationId = a.id and s.practiceId = :practice"
                                        + " where a.tenantId = :tenant and a.id = :id",
                                Object[].class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setParameter("practice", practiceId)
                        .getSingleResultOrNull())
                .map((Object @Nullable [] found) -> Optional.ofNullable(found).map(ApplicationStore::at));
    }

    private static Application at(@Nullable Object[] found) {
        Application application = ((ApplicationRow) Objects.requireNonNull(found[0])).toApplication();
        return found[1] instanceof PracticeSmartRow practice ? application.at(practice.toSettings()) : application;
    }

    /** The same, locked until the transaction ends. */
    Future<Optional<Application>> hold(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApplicationRow where tenantId = :tenant and id = :id", ApplicationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setLockMode(LockMode.PESSIMISTIC_WRITE)
                        .getSingleResultOrNull())
                .map((@Nullable ApplicationRow row) -> Optional.ofNullable(row).map(ApplicationRow::toApplication));
    }

    /** Whoever owns it. */
    Future<Boolean> exists(Transaction tx, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from ApplicationRow where id = :id", Long.class)
                        .setParameter("id", id)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    /** Whoever owns it: for a launch from inside the EHR, which names no tenant. */
    Future<Optional<Application>> ofAnyTenant(Transaction tx, String id) {
        return tx.run(session -> session.find(ApplicationRow.class, id))
                .map(row -> Optional.ofNullable(row).map(ApplicationRow::toApplication));
    }

    private Future<Optional<ApplicationRow>> row(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApplicationRow where tenantId = :tenant and id = :id", ApplicationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    /** By id ascending, those after {@code after}. */
    Future<List<Application>> list(
            Transaction tx, TenantId tenant, EnvironmentChoice environments, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from ApplicationRow where tenantId = :tenant and id > :after"
                                        + " and environment in :environments order by id",
                                ApplicationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("environments", environments.meant())
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(ApplicationRow::toApplication).toList());
    }

    /** Writes what may change of an application that {@link #find} gave in the same transaction. */
    Future<Application> change(Transaction tx, Application application) {
        return row(tx, application.tenant(), application.id())
                .map(Optional::orElseThrow)
                .compose(row -> {
                    row.change(application);
                    return tx.run(session -> session.flush());
                })
                .map(application);
    }

    Future<Boolean> remove(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from ApplicationRow where tenantId = :tenant and id = :id")
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .executeUpdate())
                .map(count -> count == 1);
    }
}
