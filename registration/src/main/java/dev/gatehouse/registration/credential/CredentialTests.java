package dev.gatehouse.registration.credential;

import dev.gatehouse.common.audit.AuditTrail;
import dev.gatehouse.common.database.Database;
import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.failure.Failure;
import dev.gatehouse.common.tenant.Author;
import dev.gatehouse.common.tenant.TenantId;
import dev.gatehouse.registration.application.Application;
import dev.gatehouse.registration.application.Applications;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Tests credentials at an EHR, one at a time for an application and at most {@value #MOST_AN_HOUR} in an hour, over all nodes:
 * vendors lock clients that guess. The last finding is kept with the credential.
 */
public final class CredentialTests {
    static final int MOST_AN_HOUR = 12;
    /** Longer than all its requests may take together. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration HOUR = Duration.ofHours(1);

    private final Database database;
    private final CredentialStore store = new CredentialStore();
    private final SigningKeyStore keys = new SigningKeyStore();
    private final Applications applications;
    private final CredentialsInUse opener;
    private final CredentialProbe probe;
    private final AuditTrail audit;
    private final Clock clock;

    public CredentialTests(
            Database database,
            Applications applications,
            CredentialsInUse opener,
            CredentialProbe probe,
            AuditTrail audit,
            Clock clock) {
        this.database = database;
        this.applications = applications;
        this.opener = opener;
        this.probe = probe;
        this.audit = audit;
        this.clock = clock;
    }

    private record Subject(Application application, OpenedCredential credential) {}

    /**
     * Fails with 404, 409 {@code credential-revoked}, 409 {@code credential-test-running}, 429 {@code credential-test-limit},
     * and with what is wrong about the place. What the EHR says is no failure.
     */
    public Future<JsonObject> test(Author by, String applicationId, int number, CredentialProbe.Place at) {
        return subject(by.tenant(), applicationId, number)
                .compose(subject -> begin(by.tenant(), applicationId)
                        .compose(turn -> probe.probe(by.tenant(), subject.application(), subject.credential(), at)
                                .compose(
                                        finding -> keep(by, applicationId, number, finding),
                                        failure -> end(by.tenant(), applicationId)
                                                .compose(ended -> Future.failedFuture(failure)))));
    }

    private Future<Subject> subject(TenantId tenant, String applicationId, int number) {
        return database.read(tx -> applications
                .of(tx, tenant, applicationId)
                .compose(application -> store.of(tx, tenant, applicationId)
                        .map(rows -> IssuedCredentials.version(rows, number))
                        .compose(row -> {
                            if (row.state == CredentialState.REVOKED) {
                                throw IssuedCredentials.revoked();
                            }
                            return keys.of(tx, tenant, applicationId)
                                    .map(all -> new Subject(application, opener.open(row, all)));
                        })));
    }

    private Future<Void> begin(TenantId tenant, String applicationId) {
        Instant now = now();
        return database.inTransaction(tx -> applications
                .held(tx, tenant, applicationId)
                .compose(held -> store.probeTurn(tx, tenant, applicationId))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return store.add(tx, first(tenant, applicationId, now));
                    }
                    take(found.get(), now);
                    return Future.succeededFuture();
                }));
    }

    private static ProbeTurnRow first(TenantId tenant, String applicationId, Instant now) {
        ProbeTurnRow row = new ProbeTurnRow();
        row.tenantId = tenant.value();
        row.applicationId = applicationId;
        row.hourBegan = now;
        row.leaseUntil = now.plus(LEASE);
        row.inHour = 1;
        return row;
    }

    private static void take(ProbeTurnRow row, Instant now) {
        if (row.leaseUntil.isAfter(now)) {
            throw new Failure.Conflict(
                    "credential-test-running", "A credential of this application is being tested at this moment.");
        }
        Instant nextHour = row.hourBegan.plus(HOUR);
        if (!nextHour.isAfter(now)) {
            row.hourBegan = now;
            row.inHour = 0;
        }
        if (row.inHour >= MOST_AN_HOUR) {
            throw new Failure.TooMany(
                    "credential-test-limit",
                    "Credentials of this application were tested " + MOST_AN_HOUR
                            + " times within an hour. Some EHRs lock clients that fail too often.",
                    Duration.between(now, nextHour));
        }
        row.inHour++;
        row.leaseUntil = now.plus(LEASE);
    }

    private Future<JsonObject> keep(Author by, String applicationId, int number, CredentialProbe.Finding finding) {
        JsonObject json = json(finding);
        return database.inTransaction(tx -> store.held(tx, by.tenant(), applicationId, number)
                .compose(found -> {
                    found.ifPresent(row -> {
                        row.testResult = json.encode();
                        if (finding.outcome() == CredentialProbe.Outcome.OK && row.provenAt == null) {
                            row.provenAt = now();
                        }
                    });
                    audit.record(
                            tx,
                            by,
                            "credential.tested",
                            applicationId,
                            Map.of(
                                    "version", Integer.toString(number),
                                    "outcome", finding.outcome().text()));
                    return free(tx, by.tenant(), applicationId);
                })
                .map(json));
    }

    private Future<Void> end(TenantId tenant, String applicationId) {
        return database.inTransaction(tx -> free(tx, tenant, applicationId));
    }

    private Future<Void> free(Transaction tx, TenantId tenant, String applicationId) {
        return store.probeTurn(tx, tenant, applicationId).map(found -> {
            found.ifPresent(row -> row.leaseUntil = now());
            return null;
        });
    }

    private static JsonObject json(CredentialProbe.Finding finding) {
        JsonArray steps = new JsonArray();
        finding.steps()
                .forEach(step -> steps.add(new JsonObject()
                        .put("name", step.name())
                        .put("ok", step.ok())
                        .put("detail", step.detail())));
        return new JsonObject()
                .put("outcome", finding.outcome().text())
                .put("explanation", finding.explanation())
                .put("steps", steps)
                .put("testedAt", finding.testedAt().toString());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
