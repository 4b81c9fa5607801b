package dev.gatehouse.registration.credential;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.database.UniqueViolation;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The keys with which applications sign client assertions: made here or brought along, private parts sealed, public parts
 * published from the first moment. A key may exist before its application does, under the id reserved for it, because
 * vendors want to read the key set before they issue a client id.
 */
public final class SigningKeys {
    /** Published at once by an application; more would only be a mistake. */
    private static final int MOST_PUBLISHED = 20;

    private final Vertx vertx;
    private final Database database;
    private final SigningKeyStore store = new SigningKeyStore();
    private final AuditTrail audit;
    private final Sealer sealer;
    private final SecureRandom random;
    private final Ids ids;
    private final Clock clock;

    public SigningKeys(
            Vertx vertx,
            Database database,
            AuditTrail audit,
            Sealer sealer,
            SecureRandom random,
            Ids ids,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.sealer = sealer;
        this.random = random;
        this.ids = ids;
        this.clock = clock;
    }

    /** The same for ES384. */
    public Future<SigningKey> ensure(Transaction tx, Author by, String applicationId) {
        return ensure(tx, by, applicationId, SigningAlgorithm.ES384);
    }

    /**
     * A published key of the application for this algorithm: the newest there is, or else a new one.
     *
     * @param applicationId of an application, or reserved for one
     */
    public Future<SigningKey> ensure(Transaction tx, Author by, String applicationId, SigningAlgorithm algorithm) {
        return store.of(tx, by.tenant(), applicationId)
                .compose(rows -> rows.stream()
                        .filter(row -> canSign(row) && row.algorithm == algorithm)
                        .findFirst()
                        .map(row -> Future.succeededFuture(row.toSigningKey()))
                        .orElseGet(() -> material(algorithm)
                                .compose(made -> add(tx, by, applicationId, made, SigningKey.Origin.GENERATED))
                                .map(SigningKeyRow::toSigningKey)));
    }

    /** Makes a key and publishes it; 409 {@code signing-keys-too-many} if there are twenty. */
    public Future<SigningKey> generate(Author by, String applicationId, SigningAlgorithm algorithm) {
        return material(algorithm)
                .compose(made ->
                        database.inTransaction(tx -> add(tx, by, applicationId, made, SigningKey.Origin.GENERATED)))
                .map(SigningKeyRow::toSigningKey);
    }

    /**
     * Keeps a key that was made elsewhere and publishes its public part. Fails with 400 {@code input-invalid} for {@code
     * privateKey}, and 409 {@code signing-key-exists} if the application has this key, or another with its {@code kid}.
     *
     * @param privateKey a private JWK, or PKCS #8 in PEM
     */
    public Future<SigningKey> importKey(Author by, String applicationId, SecretText privateKey) {
        return material(privateKey)
                .compose(read ->
                        database.inTransaction(tx -> add(tx, by, applicationId, read, SigningKey.Origin.IMPORTED)))
                .map(SigningKeyRow::toSigningKey);
    }

    Future<KeyMaterial> material(SigningAlgorithm algorithm) {
        return computed(() -> KeyMaterial.generate(algorithm, random));
    }

    Future<KeyMaterial> material(SecretText privateKey) {
        return computed(() -> KeyUpload.read(privateKey));
    }

    private Future<KeyMaterial> computed(Callable<KeyMaterial> work) {
        return vertx.executeBlocking(work, false);
    }

    Future<SigningKeyRow> add(
            Transaction tx, Author by, String applicationId, KeyMaterial made, SigningKey.Origin origin) {
        SigningKeyRow row = new SigningKeyRow();
        row.id = ids.next("key");
        row.tenantId = by.tenant().value();
        row.applicationId = applicationId;
        row.kid = made.keyId();
        row.algorithm = made.algorithm();
        row.origin = origin;
        row.thumbprint = made.thumbprint();
        row.publicJwk = made.publicJwk();
        row.privateJwk = sealer.seal(made.privateJwk(), SigningKeyRow.place(by.tenant(), row.id));
        row.createdAt = now();
        return store.of(tx, by.tenant(), applicationId)
                .map(rows -> {
                    if (rows.stream().filter(each -> each.removedAt == null).count() >= MOST_PUBLISHED) {
                        throw new Failure.Conflict(
                                "signing-keys-too-many",
                                "This application publishes " + MOST_PUBLISHED + " keys. Remove those nobody needs.");
                    }
                    return rows;
                })
                .compose(rows -> store.add(tx, row))
                .recover(failure -> Future.failedFuture(failure instanceof UniqueViolation ? exists() : failure))
                .map(added -> {
                    audit.record(
                            tx,
                            by,
                            "application.key-published",
                            applicationId,
                            Map.of(
                                    "keyId", row.kid,
                                    "algorithm", row.algorithm.name(),
                                    "origin", origin.name().toLowerCase(Locale.ROOT)));
                    return row;
                });
    }

    private static Failure.Conflict exists() {
        return new Failure.Conflict(
                "signing-key-exists",
                "This application has this key, or another with the same kid, or had it once. Use a new key.");
    }

    /** Newest first, those that left the key set too. */
    public Future<List<SigningKey>> list(TenantId tenant, String applicationId) {
        return database.read(tx -> store.of(tx, tenant, applicationId)
                .map(rows -> rows.stream().map(SigningKeyRow::toSigningKey).toList()));
    }

    /**
     * The public keys to publish, as JSON texts, newest first. Empty if nothing was ever published under this id; an empty
     * list once all were removed, so that who reads it forgets them.
     */
    public Future<Optional<List<String>>> published(String applicationId) {
        return database.read(tx -> store.published(tx, applicationId)
                .map(rows -> rows.isEmpty()
                        ? Optional.empty()
                        : Optional.of(rows.stream()
                                .filter(row -> row.removedAt == null)
                                .map(row -> row.publicJwk)
                                .toList())));
    }

    /**
     * Takes a key out of the key set and erases its private part. Fails with 404 {@code signing-key-unknown}, and 409 {@code
     * signing-key-in-use} while a credential signs with it.
     */
    public Future<SigningKey> remove(Author by, String applicationId, String keyId) {
        return database.inTransaction(tx -> named(tx, by.tenant(), applicationId, keyId)
                .compose(row -> inUse(tx, by.tenant(), applicationId, row.id).map(used -> {
                    if (used) {
                        throw new Failure.Conflict(
                                "signing-key-in-use",
                                "A credential signs with this key. Activate another credential and revoke that one first.");
                    }
                    unpublish(tx, by, row);
                    return row.toSigningKey();
                })));
    }

    private static Future<Boolean> inUse(Transaction tx, TenantId tenant, String applicationId, String rowId) {
        return new CredentialStore()
                .of(tx, tenant, applicationId)
                .map(rows -> rows.stream()
                        .anyMatch(each -> rowId.equals(each.keyId) && each.state != CredentialState.REVOKED));
    }

    void unpublish(Transaction tx, Author by, SigningKeyRow row) {
        if (row.removedAt == null) {
            row.privateJwk = null;
            row.removedAt = now();
            row.retiredAt = row.retiredAt == null ? row.removedAt : row.retiredAt;
            audit.record(tx, by, "application.key-removed", row.applicationId, Map.of("keyId", row.kid));
        }
    }

    /** Fails with 404 {@code signing-key-unknown}. */
    Future<SigningKeyRow> named(Transaction tx, TenantId tenant, String applicationId, String keyId) {
        return store.of(tx, tenant, applicationId)
                .map(rows -> rows.stream()
                        .filter(row -> row.kid.equals(keyId))
                        .findFirst()
                        .orElseThrow(() -> new Failure.Missing(
                                "signing-key-unknown", "This application has no signing key with this id.")));
    }

    /** The newest key that can sign, if there is one. */
    Future<Optional<SigningKeyRow>> newest(Transaction tx, TenantId tenant, String applicationId) {
        return store.of(tx, tenant, applicationId)
                .map(rows -> rows.stream().filter(SigningKeys::canSign).findFirst());
    }

    static boolean canSign(SigningKeyRow row) {
        return row.privateJwk != null && row.removedAt == null;
    }

    /** Erases all keys of an application, in the transaction that removes it. */
    public Future<Void> erase(Transaction tx, TenantId tenant, String applicationId) {
        return store.remove(tx, tenant, applicationId);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
