package dev.gatehouse.registration.credential;

import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time does to credentials: retiring ones end when no refresh needs them, old keys leave the key set, and somebody is
 * reminded before one ends. Each step is a small transaction that looks again at what it has locked, so any number of nodes
 * may do this at once and each thing happens once.
 */
public final class CredentialUpkeep {
    private static final Logger log = LoggerFactory.getLogger(CredentialUpkeep.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    /** Longer than an authorization may take, and than any token request that began with the old one. */
    private static final Duration RETIRING_AT_LEAST = Duration.ofHours(1);
    /** Days before the end. */
    private static final List<Integer> REMINDERS = List.of(30, 14, 3);

    private static final int AT_ONCE = 100;

    private final Vertx vertx;
    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final SigningKeyStore keyStore = new SigningKeyStore();
    private final Applications applications;
    private final IssuedCredentials credentials;
    private final SigningKeys keys;
    private final CredentialUse use;
    private final Notices notices;
    private final Clock clock;
    private long timer = -1;
    private boolean running;

    public CredentialUpkeep(
            Vertx vertx,
            Database database,
            Applications applications,
            IssuedCredentials credentials,
            SigningKeys keys,
            CredentialUse use,
            Notices notices,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.applications = applications;
        this.credentials = credentials;
        this.keys = keys;
        this.use = use;
        this.notices = notices;
        this.clock = clock;
    }

    public synchronized void start() {
        timer = vertx.setPeriodic(EVERY.toMillis(), tick -> {
            if (begin()) {
                run().onFailure(failure -> log.warn(
                                "credentials could not be looked after: {}",
                                failure.getClass().getName()))
                        .onComplete(done -> end());
            }
        });
    }

    public synchronized void stop() {
        vertx.cancelTimer(timer);
    }

    private synchronized boolean begin() {
        boolean free = !running;
        running = true;
        return free;
    }

    private synchronized void end() {
        running = false;
    }

    /** One round over all tenants. */
    public Future<Void> run() {
        Instant now = clock.instant();
        Instant retiring = now.minus(RETIRING_AT_LEAST);
        Instant due = now.plus(Duration.ofDays(REMINDERS.get(0)));
        return through("", (tx, after) -> store.retiringSince(tx, retiring, after, AT_ONCE), this::retire)
                .compose(done -> unpublishOld(now.minus(IssuedCredentials.KEY_OVERLAP)))
                .compose(done -> through("", (tx, after) -> store.dueBefore(tx, due, after, AT_ONCE), this::remind));
    }

    private Future<Void> through(
            String after,
            BiFunction<Transaction, String, Future<List<CredentialRow>>> page,
            Function<CredentialRow, Future<Void>> each) {
        return database.read(tx -> page.apply(tx, after)).compose(rows -> {
            Future<Void> done = Future.succeededFuture();
            for (CredentialRow row : rows) {
                done = done.compose(before -> each.apply(row).otherwise(failure -> {
                    log.warn(
                            "version {} of application {} could not be looked after: {}",
                            row.number,
                            row.applicationId,
                            failure.getClass().getName());
                    return null;
                }));
            }
            return rows.size() < AT_ONCE
                    ? done
                    : done.compose(before -> through(rows.get(rows.size() - 1).id, page, each));
        });
    }

    private Future<Void> retire(CredentialRow seen) {
        TenantId tenant = new TenantId(seen.tenantId);
        return database.inTransaction(tx -> applications
                .held(tx, tenant, seen.applicationId)
                .compose(application -> store.forChange(tx, tenant, seen.applicationId))
                .compose(rows -> {
                    CredentialRow row = IssuedCredentials.version(rows, seen.number);
                    Instant since = row.endedAt;
                    boolean stillRetiring = row.state == CredentialState.RETIRING
                            && since != null
                            && since.plus(RETIRING_AT_LEAST).isBefore(clock.instant())
                            && (row.keepUntil == null || row.keepUntil.isBefore(clock.instant()));
                    return stillRetiring
                            ? isNeedless(tx, row, rows).compose(needless -> needless ? end(tx, row, rows) : nothing())
                            : nothing();
                }));
    }

    /**
     * Another client id's grants need their own credential. With the same client id the vendor may not have switched, so the
     * new one must have been accepted once.
     */
    private Future<Boolean> isNeedless(Transaction tx, CredentialRow row, List<CredentialRow> rows) {
        CredentialUse.Need need = CredentialUse.Need.of(row, rows);
        if (need.numbers().isEmpty()) {
            return Future.succeededFuture(rows.stream()
                    .anyMatch(each -> each.state == CredentialState.ACTIVE
                            && each.clientId.equals(row.clientId)
                            && each.provenAt != null));
        }
        return use.of(tx, new TenantId(row.tenantId), row.applicationId, need).map(needed -> needed.count() == 0);
    }

    private Future<Void> end(Transaction tx, CredentialRow row, List<CredentialRow> rows) {
        Author by = Author.system(new TenantId(row.tenantId), "credential-upkeep");
        return credentials.end(tx, by, row, rows, false, Map.of()).mapEmpty();
    }

    private static Future<Void> nothing() {
        return Future.succeededFuture();
    }

    private Future<Void> unpublishOld(Instant before) {
        return database.inTransaction(tx -> keyStore.retiredBefore(tx, before, AT_ONCE)
                        .map(rows -> {
                            for (SigningKeyRow row : rows) {
                                keys.unpublish(tx, Author.system(new TenantId(row.tenantId), "credential-upkeep"), row);
                            }
                            return rows.size();
                        }))
                .compose(count -> count < AT_ONCE ? nothing() : unpublishOld(before));
    }

    private Future<Void> remind(CredentialRow seen) {
        TenantId tenant = new TenantId(seen.tenantId);
        return database.inTransaction(tx -> store.held(tx, tenant, seen.applicationId, seen.number)
                .compose(found -> found.filter(row -> row.state != CredentialState.REVOKED)
                        .map(row -> remind(tx, tenant, row))
                        .orElseGet(CredentialUpkeep::nothing)));
    }

    private Future<Void> remind(Transaction tx, TenantId tenant, CredentialRow row) {
        Instant end = sooner(row);
        if (end == null) {
            return nothing();
        }
        long left = Duration.between(clock.instant(), end).toHours();
        Integer reached = REMINDERS.stream()
                .filter(days -> left < Duration.ofDays(days).toHours())
                .reduce((first, second) -> second)
                .orElse(null);
        if (reached == null || (row.remindedDays != null && row.remindedDays <= reached)) {
            return nothing();
        }
        row.remindedDays = reached;
        return notices.send(tx, reminder(tenant, row, end));
    }

    private static @Nullable Instant sooner(CredentialRow row) {
        Instant expires = row.expiresAt;
        Instant rotate = row.rotateAfter;
        if (expires == null || rotate == null) {
            return expires == null ? rotate : expires;
        }
        return expires.isBefore(rotate) ? expires : rotate;
    }

    private static Notice reminder(TenantId tenant, CredentialRow row, Instant end) {
        boolean expires = Objects.equals(end, row.expiresAt);
        return new Notice(
                tenant,
                expires ? "credential.expiring" : "credential.rotation_due",
                row.applicationId,
                new JsonObject()
                        .put("applicationId", row.applicationId)
                        .put("version", row.number)
                        .put("clientId", row.clientId)
                        .put("at", end.truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("title", expires ? "A client secret is about to end" : "A credential should be renewed")
                        .put(
                                "text",
                                "Version " + row.number + " of the credential of application " + row.applicationId
                                        + (expires ? " ends at " : " should be renewed by ")
                                        + end.truncatedTo(ChronoUnit.SECONDS)
                                        + ". Store the next one, test it and activate it."),
                List.of());
    }
}
