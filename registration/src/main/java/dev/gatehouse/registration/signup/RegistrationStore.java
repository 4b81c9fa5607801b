package dev.gatehouse.registration.signup;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.registration.application.EnvironmentChoice;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.reactive.stage.Stage;
import org.jspecify.annotations.Nullable;

/** Registrations, their steps and their history in the database. */
public final class RegistrationStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(RegistrationRow.class, StepRow.class, RegistrationEventRow.class);

    /** The columns of this package that hold sealed values. */
    public static final List<SealedColumn> SEALED = List.of(new SealedColumn("registration_step", "secrets"));

    /** Something worth a reminder; the step is null for the vendor's gate. */
    public record Due(
            TenantId tenant,
            String registrationId,
            @Nullable String stepKey) {}

    private final Sealer sealer;

    public RegistrationStore(Sealer sealer) {
        this.sealer = sealer;
    }

    Future<Void> add(Transaction tx, Registration registration, Playbook playbook) {
        List<Object> rows = new ArrayList<>();
        rows.add(new RegistrationRow(registration));
        int position = 0;
        for (Step step : registration.steps()) {
            StepRow row = new StepRow();
            row.id = step.id();
            row.tenantId = registration.tenant().value();
            row.registrationId = registration.id();
            row.stepKey = step.key();
            row.position = position++;
            row.change(step, step.remindAt(patience(playbook, step)), sealer);
            rows.add(row);
        }
        return tx.run(session -> session.persist(rows.toArray()).thenCompose(done -> session.flush()));
    }

    private static @Nullable Duration patience(Playbook playbook, Step step) {
        return playbook.step(step.key()).map(Playbook.Step::remindAfter).orElse(null);
    }

    Future<Optional<Registration>> find(Transaction tx, TenantId tenant, String id) {
        return row(tx, tenant, id, LockMode.NONE).compose(row -> whole(tx, row));
    }

    /** The same, held until the transaction ends, so that of two changes at once one waits for the other. */
    Future<Optional<Registration>> hold(Transaction tx, TenantId tenant, String id) {
        return row(tx, tenant, id, LockMode.PESSIMISTIC_WRITE).compose(row -> whole(tx, row));
    }

    private Future<Optional<RegistrationRow>> row(Transaction tx, TenantId tenant, String id, LockMode lock) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RegistrationRow where tenantId = :tenant and id = :id", RegistrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .setLockMode(lock)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable);
    }

    private Future<Optional<Registration>> whole(Transaction tx, Optional<RegistrationRow> row) {
        return row.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : steps(tx, row.get().tenantId, List.of(row.get().id))
                        .map(steps -> Optional.of(row.get().toRegistration(toSteps(steps))));
    }

    private List<Step> toSteps(List<StepRow> rows) {
        return rows.stream().map(each -> each.toStep(sealer)).toList();
    }

    private static Future<List<StepRow>> steps(Transaction tx, String tenant, List<String> registrations) {
        return tx.run(session -> session.createSelectionQuery(
                        "from StepRow where tenantId = :tenant and registrationId in :ids"
                                + " order by registrationId, position",
                        StepRow.class)
                .setParameter("tenant", tenant)
                .setParameter("ids", registrations)
                .getResultList());
    }

    /** By id ascending, those after {@code after}. */
    Future<List<Registration>> list(Transaction tx, TenantId tenant, @Nullable String ehr, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RegistrationRow where tenantId = :tenant and id > :after"
                                        + " and (:ehr = '' or ehr = :ehr) order by id",
                                RegistrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("after", after)
                        .setParameter("ehr", Objects.requireNonNullElse(ehr, ""))
                        .setMaxResults(limit)
                        .getResultList())
                .compose(rows -> steps(
                                tx,
                                tenant.value(),
                                rows.stream().map(row -> row.id).toList())
                        .map(steps -> joined(rows, steps)));
    }

    /** By the id of the application they lead to, those after {@code after}. */
    Future<List<Registration>> byApplication(
            Transaction tx, TenantId tenant, EnvironmentChoice environments, String after, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RegistrationRow where tenantId = :tenant and applicationId > :after"
                                        + " and environment in :environments order by applicationId",
                                RegistrationRow.class)
                        .setParameter("environments", environments.meant())
                        .setParameter("tenant", tenant.value())
                        .setParameter("after", after)
                        .setMaxResults(limit)
                        .getResultList())
                .compose(rows -> steps(
                                tx,
                                tenant.value(),
                                rows.stream().map(row -> row.id).toList())
                        .map(steps -> joined(rows, steps)));
    }

    private List<Registration> joined(List<RegistrationRow> rows, List<StepRow> steps) {
        Map<String, List<StepRow>> byRegistration =
                steps.stream().collect(Collectors.groupingBy(step -> step.registrationId));
        return rows.stream()
                .map(row -> row.toRegistration(toSteps(byRegistration.getOrDefault(row.id, List.of()))))
                .toList();
    }

    /** Writes what may change of a registration that {@link #hold} gave in the same transaction. */
    Future<Void> save(Transaction tx, Registration registration, Playbook playbook) {
        return row(tx, registration.tenant(), registration.id(), LockMode.NONE)
                .map(Optional::orElseThrow)
                .compose(row -> {
                    row.change(registration, registration.gateRemindAt(playbook));
                    return steps(tx, row.tenantId, List.of(row.id));
                })
                .compose(rows -> {
                    for (StepRow row : rows) {
                        Step step = registration.step(row.stepKey);
                        row.change(step, step.remindAt(patience(playbook, step)), sealer);
                    }
                    return tx.run(Stage.Session::flush);
                });
    }

    Future<Void> remove(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from RegistrationRow where tenantId = :tenant and id = :id")
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .executeUpdate())
                .mapEmpty();
    }

    /** Adds an entry to the history of a registration that is held. */
    Future<Void> tell(Transaction tx, TenantId tenant, String registrationId, RegistrationEvent event) {
        return row(tx, tenant, registrationId, LockMode.NONE)
                .map(Optional::orElseThrow)
                .compose(registration -> {
                    RegistrationEventRow row = new RegistrationEventRow();
                    row.id = event.id();
                    row.tenantId = tenant.value();
                    row.registrationId = registrationId;
                    row.number = ++registration.events;
                    row.stepKey = event.stepKey();
                    row.at = event.at();
                    row.kind = event.kind();
                    row.author = event.by();
                    row.text = event.text();
                    row.changes = event.changes().encode();
                    return tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
                });
    }

    /** Newest first, those before {@code before}; of one kind if it is given. */
    Future<List<RegistrationEvent>> history(
            Transaction tx, TenantId tenant, String registrationId, @Nullable String kind, long before, int limit) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RegistrationEventRow where tenantId = :tenant and registrationId = :registration"
                                        + " and number < :before and (:kind = '' or kind = :kind) order by number desc",
                                RegistrationEventRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .setParameter("before", before)
                        .setParameter("kind", Objects.requireNonNullElse(kind, ""))
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(RegistrationEventRow::toEvent).toList());
    }

    /** What is worth a reminder by now, over all tenants. */
    Future<List<Due>> due(Transaction tx, Instant now, int limit) {
        Future<List<Due>> steps = tx.run(session -> session.createSelectionQuery(
                                "from StepRow where remindAt <= :now order by remindAt", StepRow.class)
                        .setParameter("now", now)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Due(new TenantId(row.tenantId), row.registrationId, row.stepKey))
                        .toList());
        return steps.compose(due -> tx.run(session -> session.createSelectionQuery(
                                "from RegistrationRow where remindAt <= :now order by remindAt", RegistrationRow.class)
                        .setParameter("now", now)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> {
                    List<Due> all = new ArrayList<>(due);
                    rows.forEach(row -> all.add(new Due(new TenantId(row.tenantId), row.id, null)));
                    return all;
                }));
    }

    /** The registration that reserved this application id. */
    public Future<Optional<Registration>> ofApplication(Transaction tx, TenantId tenant, String applicationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "from RegistrationRow where tenantId = :tenant and applicationId = :application",
                                RegistrationRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("application", applicationId)
                        .setLockMode(LockMode.PESSIMISTIC_WRITE)
                        .getSingleResultOrNull())
                .map(Optional::ofNullable)
                .compose(row -> whole(tx, row));
    }

    /**
     * Adds to what the evidence of a held registration takes.
     *
     * @return how much it is now
     */
    public Future<Long> evidenceGrew(Transaction tx, TenantId tenant, String registrationId, long bytes) {
        return row(tx, tenant, registrationId, LockMode.NONE)
                .map(Optional::orElseThrow)
                .map(row -> row.evidenceBytes += bytes);
    }
}
