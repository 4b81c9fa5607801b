package dev.gatehouse.registration.practice;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Stamp;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What practices let in, in the database. Changes are made while their registration is held. */
public final class PracticeGateStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(PracticeGateRow.class);

    /** A practice worth a reminder. */
    public record Due(TenantId tenant, String registrationId, String practiceId) {}

    private final Ids ids;

    public PracticeGateStore(Ids ids) {
        this.ids = ids;
    }

    /** By practice id ascending, those after {@code after}. */
    Future<List<PracticeGate>> list(Transaction tx, TenantId tenant, String registrationId, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeGateRow where tenantId = :tenant and registrationId = :registration"
                                        + " and practiceId > :after order by practiceId",
                                PracticeGateRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(PracticeGateRow::toGate).toList());
    }

    Future<Optional<PracticeGate>> find(Transaction tx, TenantId tenant, String registrationId, String practiceId) {
        return row(tx, tenant, registrationId, practiceId).map(found -> found.map(PracticeGateRow::toGate));
    }

    private static Future<Optional<PracticeGateRow>> row(
            Transaction tx, TenantId tenant, String registrationId, String practiceId) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeGateRow where tenantId = :tenant and registrationId = :registration"
                                        + " and practiceId = :practice",
                                PracticeGateRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .setParameter("practice", practiceId)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    Future<Void> save(
            Transaction tx, Registration registration, PracticeGate gate, @Nullable Instant nextReminder, Stamp stamp) {
        return row(tx, registration.tenant(), registration.id(), gate.practiceId())
                .compose(found -> {
                    PracticeGateRow row = found.orElseGet(() -> fresh(registration, gate));
                    row.change(gate, nextReminder, stamp.at(), stamp.by());
                    return tx.run(session -> found.isPresent()
                            ? session.flush()
                            : session.persist(row).thenCompose(done -> session.flush()));
                });
    }

    private PracticeGateRow fresh(Registration registration, PracticeGate gate) {
        PracticeGateRow row = new PracticeGateRow();
        row.id = ids.next("pgt");
        row.tenantId = registration.tenant().value();
        row.registrationId = registration.id();
        row.practiceId = gate.practiceId();
        return row;
    }

    /** True if a practice has authorised the application, or is connected. */
    public Future<Boolean> anyYes(Transaction tx, TenantId tenant, String registrationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "select count(*) from PracticeGateRow where tenantId = :tenant"
                                        + " and registrationId = :registration"
                                        + " and (appAuthorizedOn is not null or connectedAt is not null)",
                                Long.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .getSingleResult())
                .map(count -> count > 0);
    }

    /** What is worth a reminder by now, over all tenants. */
    public Future<List<Due>> due(Transaction tx, Instant now, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from PracticeGateRow where remindAt <= :now order by remindAt", PracticeGateRow.class)
                        .setParameter("now", now)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Due(new TenantId(row.tenantId), row.registrationId, row.practiceId))
                        .toList());
    }
}
