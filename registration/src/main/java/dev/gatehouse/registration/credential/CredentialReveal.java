package dev.gatehouse.registration.credential;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.common.vault.SecretText;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * The one way by which a client secret comes out again. Each time is counted, written into the audit and told to the tenant,
 * all in one transaction that must be committed before the secret is shown: what can't be written down is not shown. Signing
 * keys have no such way.
 */
public final class CredentialReveal {
    static final int MOST_A_DAY = 10;

    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final Applications applications;
    private final CredentialsInUse opener;
    private final AuditTrail audit;
    private final Notices notices;
    private final Clock clock;

    public CredentialReveal(
            Database database,
            Applications applications,
            CredentialsInUse opener,
            AuditTrail audit,
            Notices notices,
            Clock clock) {
        this.database = database;
        this.applications = applications;
        this.opener = opener;
        this.audit = audit;
        this.notices = notices;
        this.clock = clock;
    }

    /** What was shown. */
    public record Revealed(int number, String clientId, SecretText secret) {}

    /**
     * Fails with 404, with 409 {@code nothing-to-reveal} if there is no secret (a signing key, a public client, a revoked
     * version), and with 429 {@code reveal-limit} after ten times in one day (UTC) for the tenant.
     *
     * @param reason 10 to 500 characters, for the audit
     */
    public Future<Revealed> reveal(Author by, String applicationId, int number, String reason) {
        return database.inTransaction(tx -> applications
                .of(tx, by.tenant(), applicationId)
                .compose(application -> store.of(tx, by.tenant(), applicationId))
                .map(rows -> opened(IssuedCredentials.version(rows, number)))
                .compose(revealed -> count(tx, by.tenant())
                        .compose(counted -> notices.send(tx, notice(by, applicationId, revealed)))
                        .map(told -> {
                            audit.record(
                                    tx,
                                    by,
                                    "credential.revealed",
                                    applicationId,
                                    Map.of(
                                            "version", Integer.toString(number),
                                            "clientId", revealed.clientId(),
                                            "reason", reason));
                            return revealed;
                        })));
    }

    private Revealed opened(CredentialRow row) {
        SecretText secret = opener.open(row, List.of()).secret();
        if (secret == null) {
            throw new Failure.Conflict(
                    "nothing-to-reveal",
                    row.state == CredentialState.REVOKED
                            ? "This version was revoked, and its secret is erased."
                            : "This version has no client secret. Private signing keys are never shown.");
        }
        return new Revealed(row.number, row.clientId, secret);
    }

    private Future<Void> count(Transaction tx, TenantId tenant) {
        Instant now = clock.instant();
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        return store.reveals(tx, tenant).compose(found -> {
            if (found.isEmpty()) {
                RevealCountRow row = new RevealCountRow();
                row.tenantId = tenant.value();
                row.onDay = today.toString();
                row.reveals = 1;
                return store.add(tx, row);
            }
            RevealCountRow row = found.get();
            if (!row.onDay.equals(today.toString())) {
                row.onDay = today.toString();
                row.reveals = 0;
            }
            if (row.reveals >= MOST_A_DAY) {
                Instant midnight =
                        today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                throw new Failure.TooMany(
                        "reveal-limit",
                        "This tenant was shown " + MOST_A_DAY + " secrets today; that is the most.",
                        Duration.between(now, midnight));
            }
            row.reveals++;
            return Future.succeededFuture();
        });
    }

    private static Notice notice(Author by, String applicationId, Revealed revealed) {
        return new Notice(
                by.tenant(),
                "credential.revealed",
                applicationId,
                new JsonObject()
                        .put("applicationId", applicationId)
                        .put("version", revealed.number())
                        .put("by", by.id())
                        .put("title", "A client secret was shown")
                        .put(
                                "text",
                                "The secret of version " + revealed.number() + " of application " + applicationId
                                        + " was shown to " + by.id() + ". The audit has the reason."),
                List.of());
    }
}
