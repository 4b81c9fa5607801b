package dev.gatehouse.registration.evidence;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedColumn;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Evidence in the database. */
public final class EvidenceStore {
    /** The entity classes of this package. */
    public static final List<Class<?>> ROWS = List.of(EvidenceRow.class, EvidencePartRow.class);

    /** The columns of this package that hold sealed values. */
    public static final List<SealedColumn> SEALED = List.of(new SealedColumn("registration_evidence_part", "content"));

    EvidenceStore() {}

    Future<Evidence> add(Transaction tx, TenantId tenant, Evidence evidence, List<byte[]> sealedParts) {
        EvidenceRow row = new EvidenceRow();
        row.id = evidence.id();
        row.tenantId = tenant.value();
        row.registrationId = evidence.registrationId();
        row.stepKey = evidence.stepKey();
        row.name = evidence.name();
        row.contentType = evidence.type().mediaType();
        row.size = evidence.size();
        row.sha256 = evidence.sha256();
        row.parts = evidence.parts();
        row.addedAt = evidence.addedAt();
        row.addedBy = evidence.addedBy();
        Future<Void> kept = tx.run(session -> session.persist(row).thenCompose(done -> session.flush()));
        for (int i = 0; i < sealedParts.size(); i++) {
            EvidencePartRow part = new EvidencePartRow(tenant, evidence.id(), i, sealedParts.get(i));
            kept = kept.compose(
                    done -> tx.run(session -> session.persist(part).thenCompose(persisted -> session.flush())));
        }
        return kept.map(evidence);
    }

    Future<Optional<Evidence>> find(Transaction tx, TenantId tenant, String registrationId, String id) {
        return tx.run(session -> session.createSelectionQuery(
                                "from EvidenceRow where tenantId = :tenant and registrationId = :registration"
                                        + " and id = :id",
                                EvidenceRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .setParameter("id", id)
                        .getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(EvidenceRow::toEvidence));
    }

    /** Oldest first. */
    Future<List<Evidence>> list(Transaction tx, TenantId tenant, String registrationId) {
        return tx.run(session -> session.createSelectionQuery(
                                "from EvidenceRow where tenantId = :tenant and registrationId = :registration"
                                        + " order by addedAt, id",
                                EvidenceRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("registration", registrationId)
                        .getResultList())
                .map(rows -> rows.stream().map(EvidenceRow::toEvidence).toList());
    }

    /** One part, sealed. */
    Future<Optional<byte[]>> part(Transaction tx, TenantId tenant, String evidenceId, int number) {
        return tx.run(session -> session.createSelectionQuery(
                                "from EvidencePartRow where tenantId = :tenant and evidenceId = :evidence"
                                        + " and number = :number",
                                EvidencePartRow.class)
                        .setParameter("tenant", tenant.value())
                        .setParameter("evidence", evidenceId)
                        .setParameter("number", number)
                        .getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(part -> part.content));
    }

    Future<Void> remove(Transaction tx, TenantId tenant, String id) {
        return tx.run(session -> session.createMutationQuery(
                                "delete from EvidenceRow where tenantId = :tenant and id = :id")
                        .setParameter("tenant", tenant.value())
                        .setParameter("id", id)
                        .executeUpdate())
                .mapEmpty();
    }
}
