package dev.gatehouse.registration.credential;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.Sealer;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Credentials opened for the token calls that need them: which version is to be sent for which practice and grant. */
public final class CredentialsInUse {
    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final SigningKeyStore keys = new SigningKeyStore();
    private final Sealer sealer;
    private final Clock clock;
    private final Map<String, Long> changes = new ConcurrentHashMap<>();
    private final AtomicLong changesOfAny = new AtomicLong();
    private final Cache<String, Boolean> proven =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public CredentialsInUse(Database database, Sealer sealer, Clock clock) {
        this.database = database;
        this.sealer = sealer;
        this.clock = clock;
        database.announcements().on(Applications.TOPIC, this::changed, this::anyChanged);
    }

    /**
     * What a new authorization begins with: the practice's own active credential, or else the application's. Fails with 409
     * {@code credential-missing}.
     */
    public Future<OpenedCredential> active(TenantId tenant, String applicationId, @Nullable String practiceId) {
        return opened(
                        tenant,
                        applicationId,
                        rows -> active(rows, practiceId).map(List::of).orElse(List.of()))
                .map(found -> found.get(0));
    }

    /**
     * What a grant's next refresh is sent with, the best first. A refresh token belongs to the client id it was issued to, so
     * as long as a version with that client id is in use it is taken. Where the active one has the same client id, the
     * retiring one comes second: perhaps the EHR has not switched yet. Fails with 409 {@code credential-missing}.
     *
     * @param number the version the grant was obtained with; null if that is not known
     */
    public Future<List<OpenedCredential>> forGrant(
            TenantId tenant, String applicationId, @Nullable String practiceId, @Nullable Integer number) {
        return opened(tenant, applicationId, rows -> candidates(rows, practiceId, number));
    }

    static List<CredentialRow> candidates(
            List<CredentialRow> rows, @Nullable String practiceId, @Nullable Integer number) {
        Optional<CredentialRow> preferred = active(rows, practiceId);
        Optional<String> clientId = rows.stream()
                .filter(row -> number != null && row.number == number)
                .map(row -> row.clientId)
                .findFirst()
                .or(() -> preferred.map(row -> row.clientId));
        List<CredentialRow> same = rows.stream()
                .filter(row -> row.isInUse() && (row.practiceId == null || row.isFor(practiceId)))
                .filter(row -> row.clientId.equals(clientId.orElse(null)))
                .sorted(Comparator.comparing((CredentialRow row) -> row.state == CredentialState.ACTIVE ? 0 : 1)
                        .thenComparing(row -> row.practiceId == null ? 1 : 0))
                .limit(2)
                .toList();
        return same.isEmpty() ? preferred.stream().toList() : same;
    }

    private static Optional<CredentialRow> active(List<CredentialRow> rows, @Nullable String practiceId) {
        return rows.stream()
                .filter(row -> row.state == CredentialState.ACTIVE)
                .filter(row -> row.practiceId == null || row.isFor(practiceId))
                .min(Comparator.comparing((CredentialRow row) -> row.practiceId == null ? 1 : 0));
    }

    private Future<List<OpenedCredential>> opened(
            TenantId tenant, String applicationId, Function<List<CredentialRow>, List<CredentialRow>> choice) {
        return database.read(tx -> store.of(tx, tenant, applicationId)
                        .map(choice)
                        .compose(rows -> rows.stream().anyMatch(row -> row.keyId != null)
                                ? keys.of(tx, tenant, applicationId).map(all -> open(rows, all))
                                : Future.succeededFuture(open(rows, List.of()))))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw missing();
                    }
                    return found;
                });
    }

    static Failure.Conflict missing() {
        return new Failure.Conflict(
                "credential-missing",
                "This application has no active credential. Store the client id and secret the EHR issued.");
    }

    private List<OpenedCredential> open(List<CredentialRow> rows, List<SigningKeyRow> all) {
        return rows.stream().map(row -> open(row, all)).toList();
    }

    /** @param all the application's signing keys */
    OpenedCredential open(CredentialRow row, List<SigningKeyRow> all) {
        TenantId tenant = new TenantId(row.tenantId);
        SecretText secret = row.secret == null ? null : sealer.open(row.secret, CredentialRow.place(tenant, row.id));
        SigningKeyRow own = all.stream()
                .filter(each -> each.id.equals(row.keyId) && each.privateJwk != null)
                .findFirst()
                .orElse(null);
        if (own == null) {
            return new OpenedCredential(row.number, row.clientId, secret, null, List.of(), row.practiceId);
        }
        List<OpenedCredential.Key> others = all.stream()
                .filter(each -> each.algorithm != own.algorithm && maySign(each))
                .map(each -> open(tenant, each))
                .toList();
        return new OpenedCredential(row.number, row.clientId, secret, open(tenant, own), others, row.practiceId);
    }

    /** One that every EHR can have read by now. */
    private boolean maySign(SigningKeyRow key) {
        return key.privateJwk != null
                && key.retiredAt == null
                && key.removedAt == null
                && (key.firstUsedAt != null
                        || !key.createdAt.plus(IssuedCredentials.KEY_OVERLAP).isAfter(clock.instant()));
    }

    private OpenedCredential.Key open(TenantId tenant, SigningKeyRow key) {
        return new OpenedCredential.Key(
                key.kid,
                key.algorithm,
                sealer.open(Objects.requireNonNull(key.privateJwk), SigningKeyRow.place(tenant, key.id)));
    }

    /** A token endpoint accepted this version: noted the first time. */
    public Future<Void> accepted(TenantId tenant, String applicationId, int number) {
        String name = applicationId + " " + number;
        if (proven.getIfPresent(name) != null) {
            return Future.succeededFuture();
        }
        return database.inBackground(tx -> store.held(tx, tenant, applicationId, number)
                        .map(found -> {
                            found.filter(row -> row.provenAt == null)
                                    .ifPresent(row ->
                                            row.provenAt = clock.instant().truncatedTo(ChronoUnit.MICROS));
                            return null;
                        }))
                .onSuccess(done -> proven.put(name, true))
                .mapEmpty();
    }

    /** Counts the changes of an application, and of its credentials, that this node knows of; it never falls. */
    public long changes(String applicationId) {
        return changes.getOrDefault(applicationId, 0L) + changesOfAny.get();
    }

    private void changed(String applicationId) {
        changes.merge(applicationId, 1L, Long::sum);
    }

    /** Once when other nodes are heard again, but not while they aren't: a count that grows has refusals asked for anew. */
    private void anyChanged() {
        if (database.announcements().isListening()) {
            changesOfAny.incrementAndGet();
        }
    }
}
