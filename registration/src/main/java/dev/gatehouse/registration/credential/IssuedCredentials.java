package dev.gatehouse.registration.credential;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What EHRs issued to applications: kept sealed, in versions. One is active for the whole application, and one for each
 * practice that was issued its own. Of two changes of one application's credentials one waits for the other.
 */
public final class IssuedCredentials {
    /** How long a new key is published before it signs, and an old one after it signed: some EHRs read key sets nightly. */
    static final Duration KEY_OVERLAP = Duration.ofHours(24);

    /** Tells whether a practice is there for a tenant and an EHR; fails with 404 {@code practice-unknown}. */
    @FunctionalInterface
    public interface Practices {
        Future<Void> check(TenantId tenant, String ehr, String practiceId);
    }

    /**
     * Why a key may sign before every EHR can have read it.
     *
     * @param reason for the audit
     */
    public record Haste(String reason) {}

    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final SigningKeyStore keyStore = new SigningKeyStore();
    private final Applications applications;
    private final SigningKeys keys;
    private final CredentialUse use;
    private final Practices practices;
    private final AuditTrail audit;
    private final Sealer sealer;
    private final Ids ids;
    private final Clock clock;

    public IssuedCredentials(
            Database database,
            Applications applications,
            SigningKeys keys,
            CredentialUse use,
            Practices practices,
            AuditTrail audit,
            Sealer sealer,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.applications = applications;
        this.keys = keys;
        this.use = use;
        this.practices = practices;
        this.audit = audit;
        this.sealer = sealer;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Keeps what the EHR issued. Fails with 409 {@code signing-key-too-new} if it should be used at once with a key that the
     * EHR can't have read, and with what {@link SigningKeys} fails with.
     */
    public Future<Credential> keep(Author by, String applicationId, NewCredential wish) {
        return material(wish)
                .compose(made -> checkPractice(by.tenant(), applicationId, wish.practiceId())
                        .compose(known -> database.inTransaction(tx -> keep(tx, by, applicationId, wish, made))));
    }

    /** The same within a transaction of the caller's. */
    public Future<Credential> keep(Transaction tx, Author by, String applicationId, NewCredential wish) {
        return material(wish).compose(made -> keep(tx, by, applicationId, wish, made));
    }

    private Future<Optional<KeyMaterial>> material(NewCredential wish) {
        if (wish.key() instanceof NewCredential.KeyChoice.Generated generated) {
            return keys.material(generated.algorithm()).map(Optional::of);
        }
        if (wish.key() instanceof NewCredential.KeyChoice.Imported imported) {
            return keys.material(imported.privateKey()).map(Optional::of);
        }
        return Future.succeededFuture(Optional.empty());
    }

    private Future<Void> checkPractice(TenantId tenant, String applicationId, @Nullable String practiceId) {
        return practiceId == null
                ? Future.succeededFuture()
                : applications
                        .of(tenant, applicationId)
                        .compose(application -> practices.check(tenant, application.ehr(), practiceId));
    }

    private Future<Credential> keep(
            Transaction tx, Author by, String applicationId, NewCredential wish, Optional<KeyMaterial> made) {
        return applications
                .held(tx, by.tenant(), applicationId)
                .compose(application -> key(tx, by, applicationId, wish, made))
                .compose(key -> store.forChange(tx, by.tenant(), applicationId)
                        .compose(rows -> add(tx, by, applicationId, wish, key.orElse(null), rows)))
                .map(CredentialRow::toCredential);
    }

    private Future<Optional<SigningKeyRow>> key(
            Transaction tx, Author by, String applicationId, NewCredential wish, Optional<KeyMaterial> made) {
        NewCredential.KeyChoice choice = wish.key();
        if (choice == null) {
            return Future.succeededFuture(Optional.empty());
        }
        if (made.isPresent()) {
            SigningKey.Origin origin = choice instanceof NewCredential.KeyChoice.Imported
                    ? SigningKey.Origin.IMPORTED
                    : SigningKey.Origin.GENERATED;
            return keys.add(tx, by, applicationId, made.get(), origin).map(Optional::of);
        }
        if (choice instanceof NewCredential.KeyChoice.Published published) {
            return keys.named(tx, by.tenant(), applicationId, published.keyId()).map(row -> {
                if (!SigningKeys.canSign(row)) {
                    throw new Failure.Conflict(
                            "signing-key-removed", "This key was removed; its private part is erased.");
                }
                return Optional.of(row);
            });
        }
        return keys.newest(tx, by.tenant(), applicationId)
                .compose(newest -> newest.isPresent()
                        ? Future.succeededFuture(newest)
                        : keys.ensure(tx, by, applicationId)
                                .compose(any -> keys.newest(tx, by.tenant(), applicationId)));
    }

    private Future<CredentialRow> add(
            Transaction tx,
            Author by,
            String applicationId,
            NewCredential wish,
            @Nullable SigningKeyRow key,
            List<CredentialRow> rows) {
        CredentialRow row = new CredentialRow();
        row.id = ids.next("cred");
        row.tenantId = by.tenant().value();
        row.applicationId = applicationId;
        row.number = rows.isEmpty() ? 1 : rows.get(0).number + 1;
        row.clientId = wish.clientId();
        row.practiceId = wish.practiceId();
        row.createdAt = now();
        row.expiresAt = wish.expiresAt();
        row.rotateAfter = wish.rotateAfter();
        row.state = CredentialState.PENDING;
        applications.changed(tx, applicationId);
        row.kind = Credential.Kind.PUBLIC;
        if (wish.secret() != null) {
            row.kind = Credential.Kind.SECRET;
            row.secret = sealer.seal(wish.secret(), CredentialRow.place(by.tenant(), row.id));
        }
        if (key != null) {
            row.kind = Credential.Kind.KEY;
            row.keyId = key.id;
            row.kid = key.kid;
        }
        NewCredential.Management management = wish.management();
        if (management != null) {
            row.registrationUri = management.uri();
            row.registrationToken = management.token() == null
                    ? null
                    : sealer.seal(management.token(), CredentialRow.managementPlace(by.tenant(), row.id));
        }
        audit.record(tx, by, "credential.kept", applicationId, told(row));
        boolean first = rows.stream().noneMatch(each -> each.practiceId == null || each.isFor(row.practiceId));
        if (wish.activate() || first) {
            activate(tx, by, row, rows, key, null, Duration.ZERO);
        }
        return store.add(tx, row);
    }

    /** Newest first. */
    public Future<List<Credential>> list(TenantId tenant, String applicationId) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.of(tx, tenant, applicationId))
                .map(rows -> rows.stream().map(CredentialRow::toCredential).toList()));
    }

    /**
     * Uses this version from now on and retires the one in use. Fails with 409 {@code credential-revoked} if it was ended,
     * and {@code signing-key-too-new} if its key replaces another credential before it was published for a day.
     *
     * @param haste not to wait; null to wait
     */
    public Future<Credential> activate(Author by, String applicationId, int number, @Nullable Haste haste) {
        return activate(by, applicationId, number, haste, Duration.ZERO);
    }

    /**
     * The same.
     *
     * @param overlap how long the version in use is kept at least, so that one can go back to it
     */
    public Future<Credential> activate(
            Author by, String applicationId, int number, @Nullable Haste haste, Duration overlap) {
        return database.inTransaction(tx -> held(tx, by.tenant(), applicationId).compose(rows -> {
            CredentialRow row = version(rows, number);
            if (row.state == CredentialState.REVOKED) {
                throw revoked();
            }
            return keyOf(tx, row).map(key -> {
                activate(tx, by, row, rows, key.orElse(null), haste, overlap);
                return row.toCredential();
            });
        }));
    }

    private void activate(
            Transaction tx,
            Author by,
            CredentialRow row,
            List<CredentialRow> all,
            @Nullable SigningKeyRow key,
            @Nullable Haste haste,
            Duration overlap) {
        if (row.state == CredentialState.ACTIVE) {
            return;
        }
        if (key != null) {
            refuseUnreadKey(row, all, key, haste);
            key.firstUsedAt = key.firstUsedAt == null ? now() : key.firstUsedAt;
            key.retiredAt = null;
        }
        Map<String, String> told = told(row);
        for (CredentialRow other : all) {
            if (other.number != row.number && other.isFor(row.practiceId) && other.state == CredentialState.ACTIVE) {
                other.state = CredentialState.RETIRING;
                other.endedAt = now();
                other.keepUntil = overlap.isZero() ? null : now().plus(overlap);
                told.put("retires", Integer.toString(other.number));
            }
        }
        if (haste != null) {
            told.put("forced", haste.reason());
        }
        row.state = CredentialState.ACTIVE;
        row.activatedAt = now();
        row.endedAt = null;
        row.keepUntil = null;
        applications.changed(tx, row.applicationId);
        audit.record(tx, by, "credential.activated", row.applicationId, told);
    }

    /** Where nothing works yet nothing can break, so only a replacement waits. */
    private void refuseUnreadKey(CredentialRow row, List<CredentialRow> all, SigningKeyRow key, @Nullable Haste haste) {
        boolean replaces = all.stream()
                .anyMatch(each -> each.number != row.number
                        && each.state == CredentialState.ACTIVE
                        && (each.practiceId == null || each.isFor(row.practiceId))
                        && !Objects.equals(each.keyId, key.id));
        Instant from = key.createdAt.plus(KEY_OVERLAP);
        if (replaces && haste == null && now().isBefore(from)) {
            throw new Failure.Conflict(
                    "signing-key-too-new",
                    "The EHR may not have read the new key yet. Activate it after "
                            + from.truncatedTo(ChronoUnit.SECONDS) + ", or force it and say why.");
        }
    }

    /** What would no longer get tokens without this version. */
    public Future<CredentialUse.Dependents> impact(TenantId tenant, String applicationId, int number) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.of(tx, tenant, applicationId))
                .compose(rows -> dependents(tx, version(rows, number), rows)));
    }

    /** By which versions the living connections of an application got their last tokens. */
    public Future<List<CredentialUse.Usage>> usage(TenantId tenant, String applicationId) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> use.usage(tx, tenant, applicationId)));
    }

    /** The versions in use or waiting, of several applications, newest first. */
    public Future<List<Credential>> living(Transaction tx, TenantId tenant, List<String> applicationIds) {
        return store.living(tx, tenant, applicationIds)
                .map(rows -> rows.stream().map(CredentialRow::toCredential).toList());
    }

    /** How many living connections the applications have. */
    public Future<Map<String, Long>> connections(Transaction tx, TenantId tenant, List<String> applicationIds) {
        return use.connections(tx, tenant, applicationIds);
    }

    private Future<CredentialUse.Dependents> dependents(Transaction tx, CredentialRow row, List<CredentialRow> rows) {
        CredentialUse.Need need = CredentialUse.Need.of(row, rows);
        return need.numbers().isEmpty()
                ? Future.succeededFuture(CredentialUse.Dependents.NONE)
                : use.of(tx, new TenantId(row.tenantId), row.applicationId, need);
    }

    /**
     * Ends this version and erases its secret. Its key leaves the key set at once unless another version signs with it.
     * Fails with 409 {@code credential-in-use} while connections need it.
     *
     * @param acknowledged true if somebody knows what breaks
     */
    public Future<Credential> revoke(Author by, String applicationId, int number, boolean acknowledged) {
        return database.inTransaction(tx -> held(tx, by.tenant(), applicationId).compose(rows -> {
                    CredentialRow row = version(rows, number);
                    if (row.state == CredentialState.REVOKED) {
                        return Future.succeededFuture(row);
                    }
                    return dependents(tx, row, rows)
                            .map(needed -> refuseUnacknowledged(needed, acknowledged))
                            .compose(needed -> end(tx, by, row, rows, true, Map.of("breaks", needed.count() + "")));
                }))
                .map(CredentialRow::toCredential);
    }

    private static CredentialUse.Dependents refuseUnacknowledged(
            CredentialUse.Dependents needed, boolean acknowledged) {
        if (needed.count() > 0 && !acknowledged) {
            throw new Failure.Conflict(
                    "credential-in-use",
                    (needed.count() == 1 ? "1 connection needs" : needed.count() + " connections need")
                            + " this version and would get no more tokens: " + String.join(", ", needed.connectionIds())
                            + (needed.count() > needed.connectionIds().size() ? " and others" : "")
                            + ". Repeat with acknowledge: true if that is meant.");
        }
        return needed;
    }

    /** @param withdrawsKey true to take its key out of the key set at once, false to leave it there for a while */
    Future<CredentialRow> end(
            Transaction tx,
            Author by,
            CredentialRow row,
            List<CredentialRow> all,
            boolean withdrawsKey,
            Map<String, String> details) {
        row.state = CredentialState.REVOKED;
        row.erase();
        row.endedAt = now();
        applications.changed(tx, row.applicationId);
        Map<String, String> told = told(row);
        told.putAll(details);
        audit.record(tx, by, withdrawsKey ? "credential.revoked" : "credential.retired", row.applicationId, told);
        boolean shared = all.stream()
                .anyMatch(each -> each.number != row.number
                        && each.state != CredentialState.REVOKED
                        && Objects.equals(each.keyId, row.keyId));
        return keyOf(tx, row).map(found -> {
            found.filter(key -> !shared).ifPresent(key -> {
                key.privateJwk = null;
                key.retiredAt = now();
                if (withdrawsKey) {
                    keys.unpublish(tx, by, key);
                }
            });
            return row;
        });
    }

    /** Sets when it ends and when it should be renewed. */
    public Future<Credential> date(
            Author by, String applicationId, int number, @Nullable Instant expiresAt, @Nullable Instant rotateAfter) {
        return database.inTransaction(tx -> held(tx, by.tenant(), applicationId).map(rows -> {
            CredentialRow row = version(rows, number);
            row.expiresAt = expiresAt;
            row.rotateAfter = rotateAfter;
            row.remindedDays = null;
            Map<String, String> told = told(row);
            told.put("expiresAt", Objects.toString(expiresAt, "none"));
            told.put("rotateAfter", Objects.toString(rotateAfter, "none"));
            audit.record(tx, by, "credential.dated", applicationId, told);
            return row.toCredential();
        }));
    }

    private Future<List<CredentialRow>> held(Transaction tx, TenantId tenant, String applicationId) {
        return applications
                .held(tx, tenant, applicationId)
                .compose(application -> store.forChange(tx, tenant, applicationId));
    }

    private Future<Optional<SigningKeyRow>> keyOf(Transaction tx, CredentialRow row) {
        return row.keyId == null
                ? Future.succeededFuture(Optional.empty())
                : keyStore.find(tx, new TenantId(row.tenantId), row.keyId);
    }

    static CredentialRow version(List<CredentialRow> rows, int number) {
        return rows.stream()
                .filter(each -> each.number == number)
                .findFirst()
                .orElseThrow(() -> new Failure.Missing(
                        "credential-unknown", "This application has no credential of this version."));
    }

    static Failure.Conflict revoked() {
        return new Failure.Conflict("credential-revoked", "A revoked credential can't be used again.");
    }

    static Map<String, String> told(CredentialRow row) {
        Map<String, String> told = new HashMap<>(Map.of("version", row.number + "", "clientId", row.clientId));
        if (row.kid != null) {
            told.put("keyId", row.kid);
        }
        if (row.practiceId != null) {
            told.put("practiceId", row.practiceId);
        }
        return told;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
