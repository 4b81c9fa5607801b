package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SealedField;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What EHRs issued to applications: kept sealed, in versions, one of them active. */
public final class IssuedCredentials {
    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final Applications applications;
    private final Sealer sealer;
    private final Ids ids;
    private final Clock clock;

    public IssuedCredentials(Database database, Applications applications, Sealer sealer, Ids ids, Clock clock) {
        this.database = database;
        this.applications = applications;
        this.sealer = sealer;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Keeps what the EHR issued.
     *
     * @param secret null for a public client
     * @param activate true to use it from now on; the first one is used in any case
     */
    public Future<Credential> keep(
            TenantId tenant, String applicationId, String clientId, @Nullable SecretText secret, boolean activate) {
        return database.inTransaction(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.forChange(tx, tenant, applicationId))
                .compose(rows -> {
                    CredentialRow row = new CredentialRow();
                    row.id = ids.next("cred");
                    row.tenantId = tenant.value();
                    row.applicationId = applicationId;
                    row.number = rows.isEmpty() ? 1 : rows.get(0).number + 1;
                    row.clientId = clientId;
                    row.createdAt = now();
                    row.state = CredentialState.PENDING;
                    SealedField place = CredentialRow.place(tenant, row.id);
                    row.secret = secret == null ? null : sealer.seal(secret, place);
                    if (activate || rows.isEmpty()) {
                        activate(row, rows);
                    }
                    return store.add(tx, row);
                })
                .map(CredentialRow::toCredential));
    }

    public Future<List<Credential>> list(TenantId tenant, String applicationId) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.of(tx, tenant, applicationId))
                .map(rows -> rows.stream().map(CredentialRow::toCredential).toList()));
    }

    /** Uses this version from now on and retires the one in use; 409 {@code credential-revoked} if it was ended. */
    public Future<Credential> activate(TenantId tenant, String applicationId, int number) {
        return change(tenant, applicationId, number, (row, all) -> {
            if (row.state == CredentialState.REVOKED) {
                throw new Failure.Conflict("credential-revoked", "A revoked credential can't be used again.");
            }
            activate(row, all);
        });
    }

    /** Ends this version and erases its secret. */
    public Future<Credential> revoke(TenantId tenant, String applicationId, int number) {
        return change(tenant, applicationId, number, (row, all) -> {
            if (row.state != CredentialState.REVOKED) {
                row.state = CredentialState.REVOKED;
                row.secret = null;
                row.endedAt = now();
            }
        });
    }

    /** The one in use; 409 {@code credential-missing} if there is none. */
    public Future<ClientSecret> active(TenantId tenant, String applicationId) {
        return database.read(tx -> active(tx, tenant, applicationId));
    }

    private Future<ClientSecret> active(Transaction tx, TenantId tenant, String applicationId) {
        return store.active(tx, tenant, applicationId).map(found -> {
            CredentialRow row = found.orElseThrow(() -> new Failure.Conflict(
                    "credential-missing",
                    "This application has no active credential. Store the client id and secret the EHR issued."));
            SecretText secret =
                    row.secret == null ? null : sealer.open(row.secret, CredentialRow.place(tenant, row.id));
            return new ClientSecret(row.number, row.clientId, secret);
        });
    }

    private Future<Credential> change(
            TenantId tenant, String applicationId, int number, BiConsumer<CredentialRow, List<CredentialRow>> work) {
        return database.inTransaction(tx -> store.forChange(tx, tenant, applicationId)
                .map(rows -> {
                    Optional<CredentialRow> row =
                            rows.stream().filter(each -> each.number == number).findFirst();
                    CredentialRow found = row.orElseThrow(() -> new Failure.Missing(
                            "credential-unknown", "This application has no credential of this version."));
                    work.accept(found, rows);
                    return found.toCredential();
                }));
    }

    private void activate(CredentialRow row, List<CredentialRow> all) {
        for (CredentialRow other : all) {
            if (other.number != row.number && other.state == CredentialState.ACTIVE) {
                other.state = CredentialState.RETIRING;
                other.endedAt = now();
            }
        }
        if (row.state != CredentialState.ACTIVE) {
            row.state = CredentialState.ACTIVE;
            row.activatedAt = now();
            row.endedAt = null;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
